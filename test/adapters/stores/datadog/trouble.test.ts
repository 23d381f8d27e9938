import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/core/failure.ts';
import { describeBadWire } from '../../../contracts/bad-wire.ts';
import { stillClock } from '../pyroscope/connect-test-pyroscope.ts';
import { connectTest, CPU, LATER, profilesOf } from './connect-test-datadog.ts';
import { sendJson, startFakeDatadog, type FakeDatadog, type FakeProfile } from './fake-datadog.ts';
import { uploads } from './sample-uploads.ts';

const signal = new AbortController().signal;
const DOWNLOAD = { read: 'download' };
const isDownload = (path: string) => path.includes('/download');

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[] = uploads()): Promise<FakeDatadog> {
  const server = await startFakeDatadog(profiles);
  servers.push(server);
  return server;
}

async function problemOf(work: Promise<unknown>): Promise<Failure> {
  const problem: unknown = await work.catch((error: unknown) => error);
  if (!(problem instanceof Failure)) throw new Error(`no failure but ${JSON.stringify(problem)}`);
  return problem;
}

describeBadWire('Datadog', { connect: (url, settings) => connectTest(url, settings), contentType: 'application/json' });

describe('a Datadog that refuses', () => {
  it.each([
    [
      401,
      'Unauthorized',
      'PROFILE_STORE_REJECTED',
      'api_key_file and app_key_file must hold keys of an organisation on datadoghq.com',
    ],
    [403, 'Forbidden', 'PROFILE_STORE_REJECTED', 'its owner needs the permission continuous_profiler_read'],
    [404, 'Not found', 'PROFILE_STORE_REJECTED', 'there is nothing at paths.list: it may have moved'],
    [400, 'Invalid query', 'PROFILE_STORE_REJECTED', 'paths.list may have changed'],
    [500, 'Internal', 'PROFILE_STORE_UNAVAILABLE', 'answered 500: Internal'],
    [504, 'Timeout', 'PROFILE_STORE_TIMEOUT', 'answered 504: Timeout'],
  ])('with %i says what it said and what to do', async (status, word, code, advice) => {
    const server = await start();
    server.trouble = (_, response) => {
      sendJson(response, status, { errors: [word] });
      return true;
    };

    const problem = await problemOf(connectTest(server.url).fetch(CPU, signal));

    expect(problem).toMatchObject({
      code,
      message: expect.stringContaining(`${server.url} answered ${status}: ${word}`),
    });
    expect(problem.message).toContain(advice);
    expect(problem.message).not.toContain('content of');
  });

  it('with errors of the newer form, and lines of its own, stays one line', async () => {
    const server = await start();
    server.trouble = (_, response) => {
      sendJson(response, 403, { errors: [{ title: 'Forbidden', detail: 'key\nof another\u2028org' }, 'more'] });
      return true;
    };

    const { message } = await problemOf(connectTest(server.url).fetch(CPU, signal));

    expect(message).toContain('answered 403: key of another org; more (check app_key_file');
  });

  it.each([
    ['Retry-After', { 'retry-after': '1' }, [1000]],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': '2', 'x-ratelimit-limit': '300' }, [2000]],
    ['no time', {}, [300]],
  ])('for a moment is asked once more: %s', async (_, headers, slept) => {
    const server = await start();
    let refused = 0;
    server.trouble = ({ path }, response) => {
      if (path !== '/api/unstable/profiles/list' || refused++ > 0) return false;
      sendJson(response, 429, { errors: ['Too many requests'] }, headers);
      return true;
    };
    const clock = stillClock(LATER);

    const { blocks } = profilesOf(await connectTest(server.url, DOWNLOAD, { clock }).fetch(CPU, signal));

    expect(blocks).toHaveLength(20);
    expect(clock.slept).toEqual(slept);
  });

  it('for longer says which limit it is and when it is good again', async () => {
    const server = await start();
    server.trouble = (_, response) => {
      const headers = {
        'x-ratelimit-limit': '300',
        'x-ratelimit-period': '3600',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1234',
        'x-ratelimit-name': 'profile_list',
      };
      sendJson(response, 429, { errors: ['Too many requests'] }, headers);
      return true;
    };
    const clock = stillClock(LATER);

    const problem = await problemOf(connectTest(server.url, {}, { clock }).fetch(CPU, signal));

    expect(problem).toMatchObject({ code: 'PROFILE_STORE_UNAVAILABLE', retryable: true });
    expect(problem.message).toContain('its limit profile_list of 300 calls in 3600 s is used up, good again in 1234 s');
    expect(clock.slept).toEqual([]);
  });

  it('soon is not asked beyond what it allows', async () => {
    const server = await start();
    let downloads = 0;
    server.trouble = ({ path }, response) => {
      if (!isDownload(path) || ++downloads !== 3) return false;
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60', 'x-ratelimit-limit': '3' };
      sendJson(response, 404, {}, headers);
      return true;
    };

    const settings = { ...DOWNLOAD, limits: { at_once: 1 } };
    const { blocks, notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(blocks).toHaveLength(2);
    expect(downloads).toBe(3);
    expect(notices[0]).toBe(
      `18 of 20 downloads are missing: ${server.url} is not asked now: its limit of 3 calls is used up, good again in 60 s.`,
    );
  });

  it('after a while is asked no more, and gives what came', async () => {
    const server = await start();
    let downloads = 0;
    server.trouble = ({ path }, response) => {
      if (!isDownload(path) || ++downloads <= 4) return false;
      sendJson(response, 500, { errors: ['broken'] });
      return true;
    };

    const settings = { ...DOWNLOAD, limits: { at_once: 1 } };
    const { blocks, notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(blocks).toHaveLength(4);
    expect(notices[0]).toContain('16 of 20 downloads are missing:');
    expect(notices[0]).toContain('answered 500: broken');
    expect(downloads).toBeLessThanOrEqual(4 + 3 * 2);
  });
});

describe('keys of Datadog', () => {
  it('that cannot be read are told before any incident', () => {
    const readFile = (path: string) => {
      if (path === '/run/app') throw new Error('no such file');
      return 'key';
    };

    expect(() => connectTest('http://dd', {}, { readFile })).toThrow(
      'http://dd was not asked: app_key_file cannot be read: no such file',
    );
  });

  it('are read again at each call, so that rotated ones are picked up', async () => {
    const server = await start();
    let turn = 0;
    const store = connectTest(server.url, DOWNLOAD, { readFile: (path) => `${path} ${turn++}` });

    await store.fetch(CPU, signal);

    expect(new Set(server.asked.map(({ headers }) => headers['dd-api-key'])).size).toBe(server.asked.length);
  });
});
