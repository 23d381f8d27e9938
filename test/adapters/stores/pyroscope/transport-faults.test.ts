import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/core/failure.ts';
import { describeBadWire } from '../../../contracts/bad-wire.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { connectTest } from './connect-test-pyroscope.ts';
import { sendJson, startFakePyroscope, type FakePyroscope, type FakeProfile } from './fake-pyroscope.ts';

const WINDOW = { from: NOON, to: NOON + 600_000 };
const QUERY = { kind: 'cpu', selector: { service_name: 'shop' }, window: WINDOW } as const;

/** main;handler;parse=30, main;handler;db=50, main;handler=5, main;gc=15, as the server wrote it. */
const recordedTree = 'AAABBG1haW4AAgdoYW5kbGVyBQIFcGFyc2UeAAJkYjIAAmdjDwA=';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function failure(url: string, settings = {}, signal = new AbortController().signal): Promise<Failure> {
  const problem: unknown = await connectTest(url, settings)
    .fetch(QUERY, signal)
    .catch((error: unknown) => error);
  if (!(problem instanceof Failure)) throw new Error(`no failure but ${JSON.stringify(problem)}`);
  return problem;
}

describeBadWire('Pyroscope', { connect: connectTest, contentType: 'application/json' });

describe('a Pyroscope that gives out', () => {
  const profiles = Array.from({ length: 40 }, (_, index): FakeProfile => ({
    type: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labels: { service_name: 'shop', pod: 'a' },
    at: NOON + index * 15_000,
    cost: 1,
  }));
  async function start(): Promise<FakePyroscope> {
    const server = await startFakePyroscope(profiles);
    closing.push(() => server.close());
    return server;
  }

  it('is left when the signal says so, also in the middle', async () => {
    const server = await start();
    const told = new AbortController();
    server.trouble = ({ method }) => {
      if (method !== 'SelectMergeProfile') return false;
      told.abort();
      return true;
    };

    expect(await failure(server.url, {}, told.signal)).toMatchObject({ code: 'CANCELLED' });
  });

  it('whose profile is huge is asked for a tree of it instead, and its bytes are not held', async () => {
    const server = await start();
    const huge = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    server.trouble = ({ method, message }, response) => {
      if (method === 'SelectMergeProfile')
        response.writeHead(200, { 'content-type': 'application/proto', 'content-encoding': 'gzip' }).end(huge);
      else if (method === 'SelectMergeStacktraces' && message['maxNodes'] === 65_536)
        sendJson(response, 200, { tree: recordedTree });
      else return false;
      return true;
    };

    const fetched = await connectTest(server.url).fetch(QUERY, new AbortController().signal);

    const blocks = fetched.kind === 'profiles' ? fetched.blocks : [];
    expect(blocks).toHaveLength(4);
    expect(Math.max(...blocks.map(({ bytes }) => bytes.length))).toBeLessThan(1_000);
    expect(fetched).toMatchObject({
      notices: ['4 of 4 reads of cpu profiles were too much to read whole: functions only, no files and lines.'],
    });
  });

  it('gives what came within the budget, and says what did not', async () => {
    const server = await start();
    let merges = 0;
    server.trouble = ({ method }) => method === 'SelectMergeProfile' && ++merges > 2;
    const store = connectTest(server.url, {}, undefined, undefined, 1_500);

    const fetched = await store.fetch(QUERY, new AbortController().signal);

    expect(fetched.kind === 'profiles' ? fetched.blocks : []).toHaveLength(2);
    expect(fetched.kind === 'profiles' ? fetched.notices : []).toEqual([
      '2 of 4 reads of cpu profiles are missing: more would have taken longer than 1.5 s.',
    ]);
  });

  it('is a timeout where nothing came within the budget', async () => {
    const server = await start();
    server.trouble = ({ method }) => method === 'SelectMergeProfile';
    const store = connectTest(server.url, {}, undefined, undefined, 100);

    await expect(store.fetch(QUERY, new AbortController().signal)).rejects.toMatchObject({
      code: 'PROFILE_STORE_TIMEOUT',
      message: `${server.url} did not answer within 0.1 s`,
    });
  });

  it('is asked no more after three failures', async () => {
    const server = await start();
    server.profiles.push(
      ...profiles.flatMap((one) =>
        ['b', 'c', 'd', 'e', 'f'].map((pod) => ({ ...one, labels: { ...one.labels, pod } })),
      ),
    );
    server.trouble = ({ method }, response) => {
      if (method !== 'SelectMergeProfile') return false;
      sendJson(response, 504, { code: 'deadline_exceeded', message: 'late' });
      return true;
    };

    expect(await failure(server.url)).toMatchObject({ code: 'PROFILE_STORE_TIMEOUT' });
    expect(server.asked.filter(({ method }) => method === 'SelectMergeProfile').length).toBeLessThan(8);
  });

  it('is asked by no more than four calls at once, whatever is wanted', async () => {
    const server = await start();
    // 12 reads are held until four are there and a moment has passed in which a fifth could have come.
    const held: ServerResponse[] = [];
    let most = 0;
    const release = () => {
      for (const one of held.splice(0)) one.writeHead(200, { 'content-type': 'application/proto' }).end();
    };
    server.trouble = ({ method }, response) => {
      if (method !== 'SelectMergeProfile') return false;
      most = Math.max(most, held.push(response));
      if (held.length === 4) setTimeout(release, 30);
      return true;
    };
    const store = connectTest(server.url);
    const signal = new AbortController().signal;

    await Promise.all(
      [1, 2, 3].map((half) => store.fetch({ ...QUERY, window: { from: NOON - half, to: WINDOW.to } }, signal)),
    );

    expect(most).toBe(4);
  });

  it('is asked with the secrets that its files hold now, and with none in its failures', async () => {
    const server = await start();
    const files = new Map([['/password', 'first']]);
    const settings = { username: 'u', password_file: '/password', tenant: 'prod', headers: { 'x-team': 'pay' } };
    const store = connectTest(server.url, settings, undefined, (path) => files.get(path)!);
    const signal = new AbortController().signal;
    await store.fetch(QUERY, signal);
    files.set('/password', 'second');
    await store.fetch(QUERY, signal);
    server.trouble = (_, response) => {
      sendJson(response, 401, { code: 'unauthenticated', message: 'invalid credentials' });
      return true;
    };
    const problem: unknown = await store.fetch(QUERY, signal).catch((error: unknown) => error);

    const basic = (text: string) => `Basic ${Buffer.from(`u:${text}`).toString('base64')}`;
    expect(server.asked[0]!.headers).toMatchObject({
      authorization: basic('first'),
      'x-scope-orgid': 'prod',
      'x-team': 'pay',
    });
    expect(server.asked.at(-1)!.headers.authorization).toBe(basic('second'));
    expect(problem).toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
      message: expect.stringContaining('invalid credentials'),
    });
    expect(String(problem)).not.toContain('second');
  });

  it('is not even connected to without its secrets, so that a start can tell', () => {
    const settings = { bearer_token_file: '/nowhere' };
    const unreadable = () => {
      throw new Error('ENOENT');
    };

    expect(() => connectTest('http://pyroscope:4040', settings, undefined, unreadable)).toThrow(
      'http://pyroscope:4040 was not asked: bearer_token_file cannot be read: ENOENT',
    );
  });
});
