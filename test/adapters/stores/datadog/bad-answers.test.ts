import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/core/failure.ts';
import { writeZip } from '../../../support/write-zip.ts';
import { connectTest, CPU, pathsOf, profilesOf } from './connect-test-datadog.ts';
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

describe('downloads of a bad Datadog', () => {
  it.each<[string, FakeProfile['download'], RegExp]>([
    [
      'an archive that breaks off',
      writeZip([{ name: 'cpu.pprof', bytes: Buffer.alloc(99) }]).subarray(0, 50),
      /damaged/,
    ],
    [
      'a bomb',
      writeZip([{ name: 'cpu.pprof', bytes: Buffer.alloc(80 * 1024 * 1024) }]),
      /unpacks to more than is kept/,
    ],
    ['no profile', Buffer.from('{"errors":[]}'), /JSON/],
    ['nothing', Buffer.alloc(0), /empty/],
  ])('%s is named, and the others answer', async (_, download, why) => {
    const [first, ...others] = uploads();
    const server = await start([{ ...first!, download: download! }, ...others]);

    const { blocks, notices } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks).toHaveLength(19);
    expect(notices).toEqual([expect.stringMatching(why)]);
    expect(notices[0]).toMatch(/^Left out: /);
  });

  it.each<[string, (response: Parameters<NonNullable<FakeDatadog['trouble']>>[1]) => void, RegExp]>([
    ['that reset', (response) => response.socket?.resetAndDestroy(), /cannot be reached/],
    [
      'that are pages',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /text\/html/,
    ],
    [
      'that are shorter than announced',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/zip', 'content-length': '500' });
        response.write('PK');
        response.socket?.end();
      },
      /cannot be reached/,
    ],
  ])('%s end after a few and as one sentence', async (_, answer, why) => {
    const server = await start();
    server.trouble = ({ path }, response) => {
      if (!isDownload(path)) return false;
      answer(response);
      return true;
    };

    const problem = await problemOf(connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(problem.message).toMatch(why);
    expect(pathsOf(server).filter((path) => isDownload(path!)).length).toBeLessThanOrEqual(2 * 8);
  });

  it('that hang cost the budget and no more', async () => {
    const server = await start();
    let downloads = 0;
    server.trouble = ({ path }) => isDownload(path) && ++downloads > 2;

    const { blocks, notices } = profilesOf(
      await connectTest(server.url, DOWNLOAD, { budgetMs: 1_500 }).fetch(CPU, signal),
    );

    expect(blocks).toHaveLength(2);
    expect(notices).toEqual(['18 of 20 downloads are missing: more would have taken longer than 1.5 s.']);
  });

  it('of which none comes in time are a timeout', async () => {
    const server = await start();
    server.trouble = ({ path }) => isDownload(path);

    expect(await problemOf(connectTest(server.url, DOWNLOAD, { budgetMs: 100 }).fetch(CPU, signal))).toMatchObject({
      code: 'PROFILE_STORE_TIMEOUT',
    });
  });

  it('are let go as soon as the caller says so', async () => {
    const server = await start();
    const caller = new AbortController();
    server.trouble = ({ path }) => {
      if (!isDownload(path)) return false;
      caller.abort();
      return true;
    };

    expect(await problemOf(connectTest(server.url, DOWNLOAD).fetch(CPU, caller.signal))).toMatchObject({
      code: 'CANCELLED',
    });
  });
});

describe('sums of a bad Datadog', () => {
  const sums = { 'cpu-time': 1e9, 'wall-time': 5e9 };
  const isSum = (path: string) => path.endsWith('/aggregate');

  it('of no known form are downloads instead', async () => {
    const server = await start(uploads({ sums }));
    server.trouble = ({ path }, response) => {
      if (!isSum(path)) return false;
      sendJson(response, 200, { data: { type: 'flame' } });
      return true;
    };

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks).toHaveLength(20);
    expect(notices[0]).toContain(
      'does not answer like Datadog (paths.aggregate: it has no flame graph of a known form)',
    );
  });

  it('that fail now and then are said to be missing, and are not mixed with downloads', async () => {
    const server = await start(uploads({ sums }));
    let asked = 0;
    server.trouble = ({ path }, response) => {
      if (!isSum(path) || ++asked !== 2) return false;
      sendJson(response, 504, { errors: ['slow'] });
      return true;
    };

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks).toHaveLength(7);
    expect(notices[0]).toMatch(/^1 of 8 sums of cpu-time are missing: .* answered 504: slow/);
  });

  it('that all fail for now are a failure, not a download of everything', async () => {
    const server = await start(uploads({ sums }));
    server.trouble = ({ path }, response) => {
      if (!isSum(path)) return false;
      sendJson(response, 503, { errors: ['later'] });
      return true;
    };

    expect(await problemOf(connectTest(server.url).fetch(CPU, signal))).toMatchObject({
      code: 'PROFILE_STORE_UNAVAILABLE',
    });
    expect(pathsOf(server).some((path) => isDownload(path!))).toBe(false);
  });
});
