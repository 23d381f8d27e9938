import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { NOON } from '../../support/sample-incident.ts';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

describe('POST /-/reload', () => {
  it.each(['POST', 'PUT'])('answers %s with 200 and what was loaded', async (method) => {
    web = await startTestWeb();

    const answer = await fetch(`${web.url}/-/reload`, { method });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toBe('configuration 0123456789ab is loaded\n');
  });

  it('answers 500 with every problem on a line of its own', async () => {
    const lines = ['the configuration was not reloaded, 01 stays:', 'a.yaml:1:1: one', 'a.yaml:2:1: <two>'];
    web = await startTestWeb({}, { reload: async () => ({ loaded: false, lines }) });

    const answer = await fetch(`${web.url}/-/reload`, { method: 'POST' });

    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toBe(`${lines.join('\n')}\n`);
  });

  it('reloads nothing for a GET, which links and crawlers send', async () => {
    let reloads = 0;
    const reload = async () => ({ loaded: true, lines: [String(++reloads)] });
    web = await startTestWeb({}, { reload });

    const answer = await fetch(`${web.url}/-/reload`);

    expect([answer.status, answer.headers.get('allow'), reloads]).toEqual([405, 'POST, PUT', 0]);
  });

  it('asks for its token when it has one', async () => {
    web = await startTestWeb({ reload_token_file: tokenFile('secret') });
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${web.url}/-/reload`, { method: 'POST', headers })).status;

    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(403);
    expect(await status({ authorization: 'Bearer secret' })).toBe(200);
  });
});

describe('doors that are made anew', () => {
  it('ask for the tokens of the new section, at the same address and on the same connections', async () => {
    web = await startTestWeb();
    const post = (headers: Record<string, string> = {}) =>
      fetch(`${web.url}/webhooks/alertmanager`, { method: 'POST', body: '{}', headers });
    const before = await post();

    web.reopen({ webhook_token_file: tokenFile('fresh') });

    expect(before.status).toBe(202);
    expect((await post()).status).toBe(401);
    expect((await post({ authorization: 'Bearer fresh' })).status).toBe(202);
  });

  it('stay closed when a token cannot be read, all of which are named', async () => {
    web = await startTestWeb();
    const empty = tokenFile('x');
    writeFileSync(empty, '\n');
    const reopen = () =>
      web.reopen({ webhook_token_file: '/nowhere/a', ingest_token_file: '/nowhere/b', reload_token_file: empty });

    expect(reopen).toThrow(
      /web\.webhook_token_file: ENOENT.*\nweb\.ingest_token_file: ENOENT.*\nweb\.reload_token_file: .* is empty/,
    );
    expect((await fetch(`${web.url}/webhooks/alertmanager`, { method: 'POST', body: '{}' })).status).toBe(202);
  });

  it('let an answer that is being written end behind the old ones', async () => {
    const gate = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    web = await startTestWeb(
      {},
      {
        metricsText() {
          asked.resolve();
          return gate.promise;
        },
      },
    );
    const slow = fetch(`${web.url}/metrics`);
    await asked.promise;

    web.reopen({ metrics_token_file: tokenFile('fresh') }, { metricsText: async () => 'new' });
    gate.resolve('old');

    expect(await (await slow).text()).toBe('old');
    expect((await fetch(`${web.url}/metrics`)).status).toBe(401);
  });
});

describe('the list of incidents', () => {
  it('shows which configuration runs and since when', async () => {
    web = await startTestWeb();

    const page = await (await fetch(web.signed('/incidents'))).text();

    expect(page).toContain('Configuration <code>0123456789ab</code>, loaded <time datetime="2026-');
    expect(page).not.toContain('last reload failed');
  });

  it('shows that the last reload failed, and when', async () => {
    const configuration = () => ({ hash: 'ab'.repeat(32), loadedAt: NOON, refusedAt: NOON + 3_600_000 });
    web = await startTestWeb({}, { configuration });

    const page = await (await fetch(web.signed('/incidents'))).text();

    const at = new Date(NOON + 3_600_000).toISOString().slice(0, 16);
    expect(page).toMatch(new RegExp(`The last reload failed at <time datetime="${at}`));
  });

  it('says nothing of a configuration when the service runs without a file', async () => {
    web = await startTestWeb({}, { configuration: () => ({ hash: '', loadedAt: NOON }) });

    expect(await (await fetch(web.signed('/incidents'))).text()).not.toContain('Configuration');
  });
});
