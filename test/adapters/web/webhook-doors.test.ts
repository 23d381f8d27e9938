import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

const body = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/alerts/${name}.body.json`, import.meta.url));
const send = (content: Uint8Array | string, init: RequestInit = {}, door = 'alertmanager'): Promise<Response> =>
  fetch(`${web.url}/webhooks/${door}`, {
    method: 'POST',
    body: typeof content === 'string' ? content : new Uint8Array(content),
    headers: { 'content-type': 'application/json' },
    ...init,
  });

describe('a delivery', () => {
  it.each([
    ['01-firing-single-1', 1],
    ['02-firing-group-1', 3],
    ['20-mixed-2', 2],
    ['21-storm-64-1', 63],
    ['22-hostile-1', 1],
    ['25-group-by-all-1', 1],
    ['29-am0.25-1', 2],
    ['54-ha-failing-sink-12', 1],
  ] as const)('of a real Alertmanager (%s) is answered 202 once it is kept', async (name, alerts) => {
    web = await startTestWeb();

    const answer = await send(body(name));

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: alerts });
    expect(web.received.map((group) => group.alerts.length)).toEqual([alerts]);
    expect(web.received[0]?.sender).toBe('alertmanager');
  });

  it('is not answered before it is kept', async () => {
    let kept = false;
    const receive = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      kept = true;
    };
    web = await startTestWeb({}, { receive });

    const { status } = await send(body('01-firing-single-1'));

    expect({ status, kept }).toEqual({ status: 202, kept: true });
  });

  it('of Grafana comes by POST or PUT', async () => {
    web = await startTestWeb();

    const posted = await send(body('01-firing-single-1'), {}, 'grafana');
    const put = await send(body('01-firing-single-1'), { method: 'PUT' }, 'grafana');

    expect([posted.status, put.status]).toEqual([202, 202]);
    expect(web.received.map(({ sender }) => sender)).toEqual(['grafana', 'grafana']);
  });

  it('may be compressed', async () => {
    web = await startTestWeb();

    const answer = await send(gzipSync(body('01-firing-single-1')), { headers: { 'content-encoding': 'gzip' } });

    expect(answer.status).toBe(202);
  });

  it.each(['{}', '[]', '7', '"text"', 'null', '{"alerts":[]}', '{"alerts":[{}]}', '{"hello":"world"}'])(
    'that is %s is answered 202 and logged, since a refusal comes back for ever',
    async (text) => {
      web = await startTestWeb();

      const answer = await send(text);

      expect(answer.status).toBe(202);
      expect(await answer.json()).toEqual({ accepted: 0 });
      expect(web.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'a webhook was odd' }));
      expect(web.received).toEqual([]);
    },
  );

  it.each(['', 'alerts=1', '{"alerts":[', '\u0000', '{"alerts":[]}trailing', '{"alerts":[]}\u0000', '{"a":1}{"a":2}'])(
    'that is not JSON (%j) is answered 400, with the reason, and counted',
    async (text) => {
      web = await startTestWeb();

      const answer = await send(text);

      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({ error: expect.stringMatching(/^the body is not JSON: ./) });
      expect(web.counted).toEqual(['webhook alertmanager not JSON']);
    },
  );

  it.each([
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body('01-firing-single-1')])],
    ['white space around it', Buffer.concat([Buffer.from('\r\n '), body('01-firing-single-1'), Buffer.from('\n\n')])],
    [
      'bytes that are no UTF-8',
      Buffer.from(body('01-firing-single-1').toString('latin1').replace('team-pay', 'te\u00E4m'), 'latin1'),
    ],
  ])('with %s is read', async (_name, content) => {
    web = await startTestWeb();

    const answer = await send(content);

    expect(answer.status).toBe(202);
    expect(web.received[0]?.alerts).toHaveLength(1);
  });

  it('from a payload template is kept out of nobody’s way: 202, a line in the log, a count', async () => {
    web = await startTestWeb();

    const answer = await send('{"title":"checkout burns","firing":["a","b"]}');

    expect(answer.status).toBe(202);
    expect(web.counted).toEqual(['webhook alertmanager odd']);
    expect(web.log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({ problems: 'there is no list of alerts' }),
      }),
    );
  });

  it('that lacks alerts is read, and the log says how to get the others', async () => {
    web = await startTestWeb();

    const answer = await send(body('23-truncated-2'));

    expect(await answer.json()).toEqual({ accepted: 2 });
    const line = web.log.lines.find(({ message }) => message === 'a webhook came without some of its alerts');
    expect(line?.fields).toMatchObject({ truncatedAlerts: 3, receiver: 'burnscope' });
    expect(line?.fields['advice']).toContain('max_alerts');
  });

  it('that the database cannot take is answered 503, to be sent again', async () => {
    const receive = (): Promise<void> =>
      Promise.reject(new Failure('DATABASE_UNAVAILABLE', 'secret host db-7', { retryable: true }));
    web = await startTestWeb({}, { receive });

    const answer = await send(body('01-firing-single-1'));

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.text()).not.toContain('db-7');
  });

  it('that breaks our own code is answered 500 with an id, and the next one is served', async () => {
    let round = 0;
    const receive = async (): Promise<void> => {
      if (round++ === 0) throw new TypeError('undefined is not a function');
    };
    web = await startTestWeb({}, { receive });

    const broken = await send(body('01-firing-single-1'));
    const next = await send(body('01-firing-single-1'));

    expect([broken.status, next.status]).toEqual([500, 202]);
    expect(await broken.text()).not.toContain('undefined is not');
    const logged = web.log.lines.find(({ level }) => level === 'error');
    expect(logged?.fields['requestId']).toBe(broken.headers.get('x-request-id'));
  });
});

describe('the size cap', () => {
  const large = JSON.stringify({ alerts: [], padding: 'x'.repeat(6 * 1024 * 1024) });

  it('refuses 6 MB', async () => {
    web = await startTestWeb();

    expect((await send(large)).status).toBe(413);
    expect(web.received).toEqual([]);
  });

  it('counts after inflation, so that a bomb is refused too', async () => {
    web = await startTestWeb();
    const bomb = gzipSync(large);

    const answer = await send(bomb, { headers: { 'content-encoding': 'gzip' } });

    expect(bomb.byteLength).toBeLessThan(20_000);
    expect(answer.status).toBe(413);
  });

  it('takes 4.9 MB', async () => {
    web = await startTestWeb();

    expect((await send(`{"alerts":[],"padding":"${'x'.repeat(4.9 * 1024 * 1024)}"}`)).status).toBe(202);
  });

  it.each([
    ['broken gzip', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'gzip', 400],
    ['an unknown encoding', new Uint8Array([1]), 'compress', 415],
  ])('answers %s', async (_name, content, encoding, status) => {
    web = await startTestWeb();

    expect((await send(content, { headers: { 'content-encoding': encoding } })).status).toBe(status);
  });
});

describe('the token', () => {
  const TOKEN = 's3cr3t:with:colons';
  const basic = (password: string): string => `Basic ${Buffer.from(`burnscope:${password}`).toString('base64')}`;

  it.each([
    [undefined, 401],
    ['Bearer wrong', 403],
    [`Bearer ${TOKEN}`, 202],
    [`bearer  ${TOKEN}`, 202],
    [basic(TOKEN), 202],
    [basic('wrong'), 403],
    ['Basic %%%', 403],
    [`Digest ${TOKEN}`, 403],
    [TOKEN, 403],
  ])('with %s answers %i', async (authorization, status) => {
    web = await startTestWeb({ webhook_token_file: tokenFile(`${TOKEN}\n`) });

    const answer = await send(body('01-firing-single-1'), {
      headers: authorization === undefined ? {} : { authorization },
    });

    expect(answer.status).toBe(status);
    expect(web.received).toHaveLength(status === 202 ? 1 : 0);
    expect(answer.headers.get('www-authenticate')?.startsWith('Bearer') ?? false).toBe(status === 401);
  });
});

describe('other requests', () => {
  it.each(['GET', 'DELETE'])('answers %s with what is allowed', async (method) => {
    web = await startTestWeb();

    const answer = await fetch(`${web.url}/webhooks/alertmanager`, { method });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, PUT');
  });
});
