import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { PushOutcome } from '../../../src/pipeline/pushes.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

const PPROF = Uint8Array.from([0x1f, 0x8b, 8, 0]);

function push(
  query: string,
  content: Uint8Array | FormData = PPROF,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = content instanceof FormData ? content : new Uint8Array(content);
  return fetch(`${web.url}/ingest?${query}`, { method: 'POST', body, headers });
}

/** The bytes as the agent wrote them, over a socket of our own; the status of the answer. */
function replay(name: string): Promise<number> {
  const recorded = readFileSync(new URL(`../../fixtures/pushes/${name}.request.http`, import.meta.url));
  return new Promise((resolve, reject) => {
    const socket = connect(web.port, '127.0.0.1', () => socket.write(recorded));
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1]));
    });
  });
}

describe('pushes of real agents', () => {
  it('takes multipart CPU of the Go agent, with its times in nanoseconds', async () => {
    web = await startTestWeb();

    expect(await replay('go-007')).toBe(200);

    const [taken] = web.pushes;
    expect(taken?.service).toBe('checkout');
    expect(taken?.interval).toEqual({ from: 1_795_545_046_599, to: 1_795_545_061_607 });
    expect(taken?.labels).toMatchObject({ pod: 'checkout-5c9d-aaaaa', namespace: 'shop', version: 'v1.4.0' });
    expect(Object.keys(taken?.labels ?? {})).not.toContain('__session_id__');
    expect(taken?.bytes.byteLength).toBe(9673);
    expect(gunzipSync(taken!.bytes).includes('TaxTable')).toBe(true);
  });

  it.each([
    ['go-001', 'none'],
    ['go-002', 'block'],
    ['go-003', 'mutex'],
    ['node-001', undefined],
  ])('takes %s, which the agent calls %s', async (name, kind) => {
    web = await startTestWeb();

    expect(await replay(name)).toBe(200);
    expect(web.pushes.map((one) => one.kind)).toEqual([kind]);
  });

  it('takes the raw body of the Node agent, with its times in seconds', async () => {
    web = await startTestWeb();

    expect(await replay('node-001')).toBe(200);
    expect(web.pushes[0]).toMatchObject({
      service: 'node-shop',
      interval: { from: 1_795_545_199_000, to: 1_795_545_207_000 },
    });
  });
});

describe('a push that cannot be kept', () => {
  it.each([
    ['', 400, 'name: missing'],
    ['name=', 400, 'name: missing'],
    ['name=a&name=b', 400, 'name: given more than once'],
    ['name=shop{pod&format=pprof', 400, '"{" without "}"'],
    ['name=shop&from=never&until=1&format=pprof', 400, 'from: "never" is no time'],
    ['name=shop&format=elf', 400, 'format: "elf" is none of pprof, jfr'],
    ['name=shop&format=pprof&sampleRate=often', 400, 'sampleRate: "often" is no number'],
  ])('%s is answered %i', async (query, status, problem) => {
    web = await startTestWeb();

    const answer = await push(query);

    expect(answer.status).toBe(status);
    expect(JSON.stringify(await answer.json()).replaceAll('\\"', '"')).toContain(problem);
    expect(web.pushes).toEqual([]);
  });

  it('names the part that is missing, and those that are there', async () => {
    web = await startTestWeb();
    const other = new FormData();
    other.append('profil', new Blob([PPROF]), 'a');

    const answer = await push('name=a', other);

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(String.raw`no part called \"profile\" or \"jfr\", but \"profil\"`);
    expect(web.counted).toEqual(['push ingest refused']);
  });

  it.each([
    ['multipart/form-data', 'Boundary'],
    ['multipart/form-data; boundary=x', 'Unexpected end'],
  ])('answers a broken multipart body (%s) with 400', async (contentType, problem) => {
    web = await startTestWeb();

    const answer = await push('name=a', new TextEncoder().encode('--x\r\nbroken'), { 'content-type': contentType });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(problem);
  });

  it('is answered 422 with the reason when it is no profile, and 200 when it is empty, as Pyroscope does', async () => {
    const ingest = (): Promise<PushOutcome> =>
      Promise.reject(new MalformedProfile('pprof', 'field 3 is cut off at byte 17'));
    web = await startTestWeb({}, { ingest });

    const [broken, empty] = [await push('name=a&format=pprof'), await push('name=a&format=pprof', new Uint8Array())];

    expect([broken.status, empty.status]).toEqual([422, 200]);
    expect(await broken.json()).toEqual({
      code: 'invalid_argument',
      message: 'not a readable pprof profile: field 3 is cut off at byte 17',
    });
    expect(web.counted).toEqual(['push ingest refused', 'push ingest empty']);
  });

  it.each([
    [new Failure('DISK_FULL', 'no space at /var/lib/secret', { retryable: true }), 503, '5'],
    [new Failure('COMPUTE_FAILED', 'busy', { retryable: true, retryAfter: 2500 }), 429, '3'],
  ])('tells the agent to come back after %s', async (failure, status, wait) => {
    web = await startTestWeb({}, { ingest: () => Promise.reject(failure) });

    const answer = await push('name=a&format=pprof');

    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(wait);
    expect(await answer.text()).not.toContain('/var/lib');
  });

  it('is refused above 16 MB, raw and in a part', async () => {
    web = await startTestWeb();
    const large = new Uint8Array(16 * 1024 * 1024 + 1).fill(0x0a);
    const form = new FormData();
    form.append('profile', new Blob([large]), 'a');

    expect((await push('name=a&format=pprof', large)).status).toBe(413);
    expect((await push('name=a', form)).status).toBe(413);
  });

  it('waits outside while 32 others are in hand', async () => {
    const release: (() => void)[] = [];
    const ingest = (): Promise<PushOutcome> => new Promise((resolve) => void release.push(() => resolve('kept')));
    web = await startTestWeb({}, { ingest });
    const others = Array.from({ length: 32 }, () => push('name=a&format=pprof'));
    while (release.length < 32) await new Promise((resolve) => setImmediate(resolve));

    const late = await push('name=a&format=pprof');
    release.forEach((let1) => let1());

    expect(late.status).toBe(429);
    expect(late.headers.get('retry-after')).toBe('1');
    expect((await Promise.all(others)).every(({ status }) => status === 200)).toBe(true);
    const free = push('name=a&format=pprof');
    while (release.length < 33) await new Promise((resolve) => setImmediate(resolve));
    release[32]!();
    expect((await free).status).toBe(200);
  });

  it('needs the token when there is one', async () => {
    web = await startTestWeb({ ingest_token_file: tokenFile('push-token') });

    const [none, wrong, good] = [
      await push('name=a&format=pprof'),
      await push('name=a&format=pprof', PPROF, { authorization: 'Bearer x' }),
      await push('name=a&format=pprof', PPROF, { authorization: 'Bearer push-token' }),
    ];

    expect([none.status, wrong.status, good.status]).toEqual([401, 401, 200]);
    expect(await wrong.json()).toEqual({ code: 'unauthenticated', message: 'wrong token' });
  });
});
