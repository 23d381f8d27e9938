import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startWeb } from '../../../src/adapters/web/start-web.ts';
import { WebSection } from '../../../src/adapters/web/web-section.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Incidents } from '../../../src/pipeline/ports.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

describe('every answer', () => {
  it.each(['/incidents', '/nothing', '/-/healthy', '/assets/page.css', '/webhooks/alertmanager'])(
    'of %s carries the security headers and a request id',
    async (path) => {
      web = await startTestWeb();

      const { headers } = await fetch(web.url + path, { headers: { 'x-request-id': 'mine-1' } });

      const policy = headers.get('content-security-policy') ?? '';
      for (const rule of [
        `default-src 'none'`,
        `script-src 'self'`,
        `style-src 'self'`,
        `img-src 'self'`,
        `frame-ancestors 'none'`,
      ]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-request-id')).toBe('mine-1');
    },
  );

  it('replaces a request id that could break a log line', async () => {
    web = await startTestWeb();

    const { headers } = await fetch(web.url, { headers: { 'x-request-id': 'a b;{}' }, redirect: 'manual' });

    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is logged without the query, which carries signatures', async () => {
    web = await startTestWeb();

    await (await fetch(web.signed('/incidents/abc-1'))).text();
    await web.close();

    const lines = web.log.lines.filter(({ message }) => message === 'request');
    expect(lines.map(({ fields }) => fields['path'])).toEqual(['/incidents/abc-1']);
    expect(JSON.stringify(web.log.lines)).not.toContain('signature');
    web = await startTestWeb();
  });
});

describe('operation', () => {
  it('answers healthy, ready and metrics', async () => {
    web = await startTestWeb();

    const [healthy, ready, metrics] = await Promise.all(
      ['/-/healthy', '/-/ready', '/metrics'].map((path) => fetch(web.url + path)),
    );

    expect([healthy?.status, ready?.status, metrics?.status]).toEqual([200, 200, 200]);
    expect(metrics?.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await metrics?.text()).toContain('burnscope_alerts_total 1');
  });

  it('says why it is not ready', async () => {
    web = await startTestWeb({}, { ready: async () => ({ ready: false, reasons: ['the database does not answer'] }) });

    const answer = await fetch(`${web.url}/-/ready`);

    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('the database does not answer');
  });

  it('locks the metrics when a token is given', async () => {
    web = await startTestWeb({ metrics_token_file: tokenFile('m') });

    const locked = await fetch(`${web.url}/metrics`);
    const opened = await fetch(`${web.url}/metrics`, { headers: { authorization: 'Bearer m' } });

    expect([locked.status, opened.status]).toEqual([401, 200]);
  });

  it('leads from / to the incidents', async () => {
    web = await startTestWeb();

    const answer = await fetch(web.url, { redirect: 'manual' });

    expect([answer.status, answer.headers.get('location')]).toEqual([302, './incidents']);
  });
});

describe('faults', () => {
  function broken(error: Error): Incidents {
    const fail = async (): Promise<never> => {
      throw error;
    };
    return { get: fail, list: fail, save: fail };
  }

  it.each([
    [new TypeError('x is undefined'), 500, 'Something broke here'],
    [
      new Failure('DATABASE_UNAVAILABLE', 'host db-7 is gone', { retryable: true }),
      503,
      'The database does not answer',
    ],
  ])('of %s are a page with the request id and no inside', async (error, status, title) => {
    web = await startTestWeb({ pages: 'open' }, { incidents: broken(error) });

    const answer = await fetch(`${web.url}/incidents/abc-1`);
    const html = await answer.text();

    expect(answer.status).toBe(status);
    expect(html).toContain(title);
    expect(html).toContain(answer.headers.get('x-request-id'));
    expect(html).not.toContain(error.message);
    expect(web.log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('in the page of the fault itself end in one plain line', async () => {
    const sign = (): string => {
      throw new Error('no secret');
    };
    web = await startTestWeb({ pages: 'open' }, { links: { sign, verify: () => 'wrong' } });

    const answer = await fetch(`${web.url}/nothing`);

    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe(`Something broke here. Request ${answer.headers.get('x-request-id')}\n`);
  });

  it.each(['/%', '/incidents/%zz', '/incidents/%ff'])('survive the address %s', async (path) => {
    web = await startTestWeb({ pages: 'open' });

    expect((await fetch(web.url + path)).status).toBeLessThan(500);
  });
});

describe('slow and silent senders', () => {
  const PATIENCE = { headers: 100, request: 200, closing: 100 };

  it.each([
    ['headers', 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\n'],
    ['a body', 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"alerts'],
  ])('are let go when they do not finish %s', async (_what, begun) => {
    web = await startTestWeb({}, {}, PATIENCE);
    const socket = connect(web.port, '127.0.0.1', () => socket.write(begun));
    const answers: Buffer[] = [];
    socket.on('data', (answer: Buffer) => answers.push(answer));

    await once(socket, 'close');

    expect(Buffer.concat(answers).toString()).toContain('408 Request Timeout');
    expect(web.received).toEqual([]);
  });

  it('do not keep the server from closing', async () => {
    web = await startTestWeb({}, { receive: () => new Promise(() => undefined) }, PATIENCE);
    const hanging = fetch(`${web.url}/webhooks/alertmanager`, {
      method: 'POST',
      body: JSON.stringify({ alerts: [{ status: 'firing', labels: {} }] }),
    }).catch(() => 'cut off');
    while (web.log.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));

    await web.close();

    expect(await hanging).toBe('cut off');
    web = await startTestWeb();
  });
});

describe('starting', () => {
  it('names the address that is taken', async () => {
    web = await startTestWeb();
    const taken = WebSection.parse({ listen_address: `127.0.0.1:${web.port}` });

    await expect(startTestWeb(taken)).rejects.toThrow(`web.listen_address: cannot listen on 127.0.0.1:${web.port}`);
  });

  it.each([
    ['/does/not/exist', /web\.webhook_token_file: ENOENT/],
    [tokenFile('\n'), /web\.webhook_token_file: .* is empty/],
  ])('names a token file that cannot be used', async (file, message) => {
    web = await startTestWeb();

    await expect(startTestWeb({ webhook_token_file: file })).rejects.toThrow(message);
  });

  it('has a strict section with a default for everything', () => {
    expect(WebSection.parse({})).toEqual({
      listen_address: ':9098',
      ingest_labels: { longest: 2048, per_profile: 64, sets_per_hour: 10_000 },
      ingest_quota: { megabytes_per_minute: 256, profiles_per_minute: 12_000 },
      pages: 'signed',
      grafana_hmac_header: 'X-Grafana-Alerting-Signature',
      link_days: 30,
    });
    for (const address of [':0', '0.0.0.0:9098', '[::1]:80', 'localhost:65535']) {
      expect(WebSection.parse({ listen_address: address }).listen_address).toBe(address);
    }
    for (const bad of [
      { listen_address: '9098' },
      { listen_address: ':70000' },
      { listen_adress: ':1' },
      { external_url: 'ftp://x' },
    ]) {
      expect(WebSection.safeParse(bad).success).toBe(false);
    }
    expect(typeof startWeb).toBe('function');
  });
});
