import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { connectTest, costOf, CPU, MINUTE, pathsOf, profilesOf, reasonOf } from './connect-test-datadog.ts';
import { startFakeDatadog, type FakeDatadog, type FakeProfile, type FakeRules } from './fake-datadog.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { CPU_TYPES, DELAY_TYPES, pprof, PYTHON_TYPES, uploads } from './sample-uploads.ts';

const signal = new AbortController().signal;
const DOWNLOAD = { read: 'download' };
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[], rules?: FakeRules): Promise<FakeDatadog> {
  const server = await startFakeDatadog(profiles, rules);
  servers.push(server);
  return server;
}

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/profiles/${name}`, import.meta.url));

describe('downloads from Datadog', () => {
  it('are a block for each upload, with the tags of its pod', async () => {
    const server = await start(uploads());

    const { blocks, asked, notices } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks).toHaveLength(20);
    expect(blocks[0]).toMatchObject({
      kind: 'cpu',
      pod: 'a',
      labels: { service_name: 'payments', pod: 'a', node: 'node-a', version: 'v1' },
      interval: { from: NOON, to: NOON + MINUTE },
    });
    expect(blocks.reduce((sum, block) => sum + costOf(block), 0)).toBe(20e9);
    expect(asked).toContain('profiles/list service:"payments"');
    expect(asked).toContain('20 profiles; 20 downloads');
    expect(notices).toEqual([]);
  });

  it('are made once for all kinds that are asked for at the same time', async () => {
    const files = (at: number) => ({
      'cpu.pprof': pprof(CPU_TYPES, 1e9, at),
      'delta-block.pprof': pprof(DELAY_TYPES, 2e9, at),
      'delta-mutex.pprof': pprof(DELAY_TYPES, 3e9, at),
      'delta-heap.pprof': pprof([['alloc_space', 'bytes']], 1, at),
    });
    const server = await start(uploads({ files, pods: ['a'] }));
    const store = connectTest(server.url, DOWNLOAD);

    const [cpu, block, mutex, offCpu] = await Promise.all(
      (['cpu', 'block', 'mutex', 'off-cpu'] as const).map((kind) => store.fetch({ ...CPU, kind }, signal)),
    );

    expect([cpu, block, mutex].map((one) => profilesOf(one!).blocks.map(costOf)[0])).toEqual([1e9, 2e9, 3e9]);
    expect(reasonOf(offCpu!)).toContain('its 10 downloads hold cpu, block, mutex');
    expect(pathsOf(server).filter((path) => path!.endsWith('/download'))).toHaveLength(10);
    expect(pathsOf(server).filter((path) => path!.endsWith('/list'))).toHaveLength(4);
  });

  it('give wall time for off-CPU, out of one file of all kinds', async () => {
    const server = await start(uploads({ files: (at) => ({ 'auto.pprof': pprof(PYTHON_TYPES, 4e9, at) }) }));

    const fetched = await connectTest(server.url, DOWNLOAD).fetch({ ...CPU, kind: 'off-cpu' }, signal);

    expect(profilesOf(fetched).blocks.map(({ kind }) => kind)).toEqual(Array(20).fill('wall'));
    expect(profilesOf(fetched).notices).toEqual(['off-cpu is told by wall time.']);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['no compression', (bytes: Uint8Array) => bytes],
  ])('are read under %s', async (_, pack) => {
    const server = await start(
      uploads({ minutes: [1], pods: ['a'], files: (at) => ({ 'cpu.pprof': pack(pprof(CPU_TYPES, 7, at)) }) }),
    );

    expect(profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal)).blocks.map(costOf)).toEqual([7]);
  });

  it('of one profile without an archive around it are read, LZ4 too', async () => {
    const [one] = uploads({ minutes: [1], pods: ['a'] });
    const server = await start([{ ...one!, download: fixture('lz4/default.folded.lz4') }]);

    const { blocks } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks).toHaveLength(1);
  });

  it('of Java are asked for each of its kinds', async () => {
    const server = await start(
      uploads({ minutes: [1], pods: ['a'], files: () => ({ 'main.jfr': fixture('jfr/ap-cpu-wall-lock.jfr.gz') }) }),
    );
    const store = connectTest(server.url, DOWNLOAD);

    const kinds = await Promise.all(
      (['cpu', 'wall', 'block'] as const).map((kind) => store.fetch({ ...CPU, kind }, signal)),
    );

    expect(kinds.map((fetched) => profilesOf(fetched).blocks.map(({ kind }) => kind))).toEqual([
      ['cpu'],
      ['wall'],
      ['block'],
    ]);
  });

  it('of Node hold what its agent measures side by side', async () => {
    const files = () => ({ 'wall.pprof': fixture('formats/dd-wall-cpu-labels.pb.gz') });
    const server = await start(uploads({ minutes: [1], pods: ['a'], files }));
    const store = connectTest(server.url, DOWNLOAD);

    const [cpu, waits] = await Promise.all(
      (['cpu', 'off-cpu'] as const).map((kind) => store.fetch({ ...CPU, kind }, signal)),
    );

    expect(profilesOf(cpu!).blocks[0]!.kind).toBe('cpu');
    expect(profilesOf(waits!).blocks[0]!.kind).toBe('wall');
  });

  it('begin when the profile itself says, where the event names its end', async () => {
    const late = uploads({ pods: ['a'] }).map((one) => ({ ...one, at: one.at + MINUTE }));
    const server = await start(late);

    const { blocks } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks.map(({ interval }) => (interval.from - NOON) / MINUTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are asked for by the id of the event where the other id has nothing, and not twice each', async () => {
    const server = await start(uploads(), { byEvent: true });

    const { blocks } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks).toHaveLength(20);
    expect(pathsOf(server).filter((path) => path!.endsWith('/download')).length).toBeLessThan(25);
  });

  it('are chosen evenly over pods and time where there are too many', async () => {
    const server = await start(uploads({ pods: ['a', 'b', 'c', 'd'] }));

    const settings = { ...DOWNLOAD, limits: { profiles: 12 } };
    const { blocks, notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(Object.entries(Object.groupBy(blocks, ({ pod }) => pod)).map(([pod, of]) => [pod, of!.length])).toEqual([
      ['a', 3],
      ['b', 3],
      ['c', 3],
      ['d', 3],
    ]);
    expect(new Set(blocks.map(({ interval }) => interval.from)).size).toBe(3);
    expect(notices).toEqual(['Of 40 profiles 12 were chosen, evenly over the window and the pods.']);
  });

  it('end where they are more than is kept', async () => {
    const noise = new Uint8Array(300_000).map((_, at) => (at * at) >> 3);
    const files = (at: number) => ({ 'cpu.pprof': pprof(CPU_TYPES, 1, at), 'other.pprof': noise });
    const server = await start(uploads({ files }));

    const settings = { ...DOWNLOAD, limits: { megabytes: 1, at_once: 1 } };
    const { blocks, notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(blocks).toHaveLength(3);
    expect(notices[0]).toBe('17 of 20 downloads are missing: more than 1 MB are not kept.');
  });

  it('that hold nothing readable are named, and the others answer', async () => {
    const files = (at: number) =>
      at === NOON ? { 'cpu.pprof': Buffer.from('<html>') } : { 'cpu.pprof': pprof(CPU_TYPES, 1, at) };
    const server = await start(uploads({ pods: ['a'], files }));

    const { blocks, notices } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks).toHaveLength(9);
    expect(notices).toEqual([expect.stringMatching(/^Left out: cpu\.pprof \(it is HTML/)]);
  });
});
