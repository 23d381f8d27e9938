import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebDoors } from '../../../../src/adapters/web/start-web.ts';
import type { WebSection } from '../../../../src/adapters/web/web-section.ts';
import { Failure } from '../../../../src/core/failure.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { tokenFile } from '../../chats/connect-test-slack.ts';
import { startTestWeb, type TestWeb } from '../start-test-web.ts';
import { recorded } from './read-recorded.ts';

const SENDERS = ['github', 'gitlab', 'argocd', 'flux', 'cdevents', 'generic'] as const;
const SECRET = 'shared with the sender';
const TOKEN = 't0ken';
const GENERIC = JSON.stringify({ service: 'shop', version: 'v1.5.0' });

let web: TestWeb | undefined;
afterEach(() => web?.close());

async function open(section: Partial<WebSection> = {}, doors: Partial<WebDoors> = {}) {
  web = await startTestWeb(section, doors);
  const { url } = web;
  return (sender: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(`${url}/deploys/${sender}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
}

describe('a delivery', () => {
  it.each([
    ['github', 'github-success'],
    ['gitlab', 'gitlab-deployment'],
    ['argocd', 'argocd-template'],
    ['flux', 'flux-helm'],
    ['cdevents', 'cdevents-structured'],
    ['generic', 'datadog'],
  ])('of %s is answered 202 with what became of it', async (sender, name) => {
    const reception = {
      accepted: [{ service: 'shop', version: 'v1.5.0', at: NOON }],
      added: 1,
      ignored: [{ reason: 'another one' }],
    };
    const send = await open({}, { receiveDeploys: async () => reception });

    const answer = await send(sender, JSON.stringify(recorded(name)));

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      ...reception,
      accepted: [{ service: 'shop', version: 'v1.5.0', at: new Date(NOON).toISOString() }],
    });
    expect(web?.counted).toEqual([`deploy event ${sender} accepted`]);
  });

  it('is handed on as its sender means it', async () => {
    const send = await open();

    await send('cdevents', JSON.stringify(recorded('cdevents-rolledback')), { 'ce-id': '1' });

    expect(web?.deployEvents).toMatchObject([{ source: 'cdevents', service: 'shop', kind: 'rollback' }]);
  });

  it.each(SENDERS)('at %s that is no deploy is answered 202 but for scripts of one’s own', async (sender) => {
    const send = await open();

    const answer = await send(sender, '{"hello":"world"}');

    expect(answer.status).toBe(sender === 'generic' ? 400 : 202);
    expect(web?.counted).toEqual([`deploy event ${sender} ${sender === 'generic' ? 'invalid' : 'ignored'}`]);
  });

  it('that is invalid is answered with every problem and its path', async () => {
    const send = await open();

    const answer = await send('generic', '[{"service":"shop","versoin":"v1"}]');

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'the body is invalid',
      problems: [
        '[0].versoin is no field — did you mean "version"?',
        '[0].version is missing: version, commit or image says what was deployed',
      ],
    });
    expect(web?.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'a deploy event was not understood' }),
    );
  });

  it.each(['', 'version=1', '{"service":', '{}{}'])('that is no JSON (%j) is answered 400', async (text) => {
    const send = await open();

    const answer = await send('github', text);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/^the body is not JSON: ./) });
    expect(web?.counted).toEqual(['deploy event github not JSON']);
  });

  it('of GitHub may be a form, which is what its page sets up by itself', async () => {
    const send = await open();
    const form = new URLSearchParams({ payload: JSON.stringify(recorded('github-success')) }).toString();

    const answer = await send('github', form, { 'content-type': 'application/x-www-form-urlencoded' });

    expect(answer.status).toBe(202);
    expect(web?.deployEvents).toHaveLength(1);
  });

  it('of curl -d is JSON, whatever the content type says', async () => {
    const send = await open();

    await send('generic', `\uFEFF${GENERIC}`, { 'content-type': 'application/x-www-form-urlencoded' });

    expect(web?.deployEvents).toMatchObject([{ service: 'shop' }]);
  });

  it('that the database cannot take is answered 503, to be sent again', async () => {
    const down = new Failure('DATABASE_UNAVAILABLE', 'secret host db-7', { retryable: true });
    const send = await open({}, { receiveDeploys: () => Promise.reject(down) });

    const answer = await send('generic', GENERIC);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.text()).not.toContain('db-7');
    expect(web?.counted).toEqual(['deploy event generic not kept']);
  });

  it('over 1 MB is refused, also where it is packed', async () => {
    const send = await open();
    const large = JSON.stringify({ service: 'shop', version: 'v1', labels: { padding: 'x'.repeat(1024 * 1024) } });

    const plain = await send('generic', large);
    const packed = await send('generic', gzipSync(large), { 'content-encoding': 'gzip' });

    expect([plain.status, packed.status]).toEqual([413, 413]);
    expect(web?.deployEvents).toEqual([]);
  });

  it('comes by POST', async () => {
    await open();

    const answer = await fetch(`${web?.url}/deploys/github`);

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });
});

describe('the token', () => {
  const basic = `Basic ${Buffer.from(`any:${TOKEN}`).toString('base64')}`;

  it.each(
    SENDERS.flatMap((sender) => [
      [sender, `Bearer ${TOKEN}`, 202] as const,
      [sender, basic, 202] as const,
      [sender, undefined, 401] as const,
      [sender, 'Bearer no', 403] as const,
    ]),
  )('opens %s: %s is answered %s', async (sender, authorization, status) => {
    const send = await open({ deploys_token_file: tokenFile(TOKEN) });

    const answer = await send(sender, GENERIC, authorization === undefined ? {} : { authorization });

    expect(answer.status).toBe(status);
    expect(web?.counted.includes(`deploy event ${sender} refused`)).toBe(status !== 202);
    expect(await answer.text()).not.toContain(TOKEN);
  });
});

describe('the signature', () => {
  const body = JSON.stringify(recorded('github-success'));
  const sign = (text: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const secrets = () => ({
    deploys_token_file: tokenFile(TOKEN),
    github_secret_file: tokenFile(SECRET),
    gitlab_token_file: tokenFile(SECRET),
    flux_hmac_file: tokenFile(SECRET),
  });

  it.each([
    ['github', 'x-hub-signature-256', sign(body), 202],
    ['github', 'x-hub-signature-256', sign(body, 'guessed'), 403],
    ['github', 'x-hub-signature-256', sign(`${body} `), 403],
    ['github', 'x-hub-signature-256', sign(body).slice(7), 403],
    ['github', 'x-hub-signature-256', `sha256=${'0'.repeat(64)}`, 403],
    ['github', 'x-hub-signature-256', '', 401],
    ['github', 'x-hub-signature', `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`, 401],
    ['github', 'authorization', `Bearer ${TOKEN}`, 401],
    ['flux', 'x-signature', sign(body), 202],
    ['flux', 'x-signature', sign(body, 'guessed'), 403],
    ['flux', 'authorization', `Bearer ${TOKEN}`, 401],
    ['gitlab', 'x-gitlab-token', SECRET, 202],
    ['gitlab', 'x-gitlab-token', `${SECRET}x`, 403],
    ['gitlab', 'authorization', `Bearer ${TOKEN}`, 401],
    ['argocd', 'authorization', `Bearer ${TOKEN}`, 202],
    ['generic', 'x-hub-signature-256', sign(body), 401],
  ])('of %s in %s (%s) is answered %s', async (sender, header, content, status) => {
    const send = await open(secrets());

    const answer = await send(sender, body, { [header]: content });

    expect(answer.status).toBe(status);
    if (status === 202) return;
    expect(web?.deployEvents).toEqual([]);
    expect(web?.counted).toEqual([`deploy event ${sender} refused`]);
    expect(web?.log.lines).toContainEqual(expect.objectContaining({ message: 'a deploy event was refused' }));
    expect(await answer.text()).not.toContain(SECRET);
  });

  it('agrees with the example of GitHub’s documentation', async () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    const send = await open({ github_secret_file: tokenFile("It's a Secret to Everybody") });
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

    const answer = await send('github', 'Hello, World!', { 'x-hub-signature-256': signature });

    expect(await answer.json()).toEqual({ error: expect.stringContaining('not JSON') });
  });

  it.each(['deploys_token_file', 'github_secret_file', 'gitlab_token_file', 'flux_hmac_file'])(
    'is not left out when %s cannot be read',
    async (setting) => {
      await expect(startTestWeb({ [setting]: '/nowhere/secret' })).rejects.toThrow(`web.${setting}`);
      web = undefined;
    },
  );
});
