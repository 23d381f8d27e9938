import { afterEach, describe, expect, it } from 'vitest';
import { connectTest, costOf, CPU, MINUTE, pathsOf, profilesOf, reasonOf } from './connect-test-datadog.ts';
import { startFakeDatadog, type FakeDatadog, type FakeProfile, type FakeRules } from './fake-datadog.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { DELAY_TYPES, pprof, uploads } from './sample-uploads.ts';

const signal = new AbortController().signal;

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[], rules?: FakeRules): Promise<FakeDatadog> {
  const server = await startFakeDatadog(profiles, rules);
  servers.push(server);
  return server;
}

describe('sums of Datadog', () => {
  const sums = { 'cpu-time': 1e9, 'wall-time': 5e9 };

  it('are one for each pod and part of the window, as far as their number goes', async () => {
    const server = await start(uploads({ sums }));

    const { blocks, asked, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks.map(({ pod, interval }) => [pod, (interval.from - NOON) / MINUTE])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 3],
      ['b', 3],
      ['a', 6],
      ['b', 6],
      ['a', 8],
      ['b', 8],
    ]);
    expect(blocks.reduce((sum, block) => sum + costOf(block), 0)).toBe(20e9);
    expect(blocks.reduce((sum, { seconds = 0 }) => sum + seconds, 0)).toBe(20 * 60);
    expect(readProfile(blocks[0]!.bytes).frames.map(({ name }) => name)).toContain('main.work');
    expect(asked).toContain('aggregate cpu-time: 8 of 8 sums, 20 of 20 profiles, 2 of 2 pods');
    expect(notices).toEqual([]);
    expect(pathsOf(server).some((path) => path!.endsWith('/download'))).toBe(false);
  });

  it('count the time of profiles that begin in the window, though lists are asked for in whole seconds', async () => {
    const server = await start(uploads({ pods: ['a'], sums }));
    const window = { from: NOON + 500, to: NOON + 9 * MINUTE };

    const { blocks, asked } = profilesOf(await connectTest(server.url).fetch({ ...CPU, window }, signal));

    expect(blocks.reduce((sum, { seconds = 0 }) => sum + seconds, 0)).toBe(9 * 60);
    expect(asked).toContain('9 profiles;');
  });

  it('of wall time stand for off-CPU', async () => {
    const server = await start(uploads({ sums }));

    const fetched = profilesOf(await connectTest(server.url).fetch({ ...CPU, kind: 'off-cpu' }, signal));

    expect(fetched.blocks.map(({ kind }) => kind)).toEqual(Array(8).fill('wall'));
    expect(fetched.notices).toEqual(['off-cpu is told by wall time.']);
  });

  it('are downloads instead where Datadog makes none', async () => {
    const server = await start(uploads(), { aggregates: false });

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks).toHaveLength(20);
    expect(notices).toEqual([
      expect.stringMatching(/did not add the profiles up, they were downloaded: .* answered 404: .*paths\.aggregate/),
    ]);
    expect(pathsOf(server).filter((path) => path!.endsWith('/aggregate'))).toHaveLength(1);
  });

  it('are downloads for what has no name there, such as waits of Go', async () => {
    const server = await start(uploads({ sums, files: (at) => ({ 'delta-block.pprof': pprof(DELAY_TYPES, 2, at) }) }));

    const { blocks } = profilesOf(await connectTest(server.url).fetch({ ...CPU, kind: 'block' }, signal));

    expect(blocks).toHaveLength(20);
  });

  it('are not mixed with downloads: wall and CPU time come the same way', async () => {
    const server = await start(uploads({ sums: { 'cpu-time': 1 } }));

    const reason = reasonOf(await connectTest(server.url).fetch({ ...CPU, kind: 'off-cpu' }, signal));

    expect(reason).toContain('unknown profile type wall-time');
    expect(reason).toContain('read: download looks into each profile for it');
    expect(pathsOf(server).some((path) => path!.endsWith('/download'))).toBe(false);
  });

  it('of some of the profiles count for their time only, and that is said', async () => {
    const server = await start(uploads({ pods: ['a'], sums }), { mostAdded: 1 });

    const settings = { limits: { aggregates: 1 } };
    const { blocks, notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(blocks.map(({ seconds }) => seconds)).toEqual([60]);
    expect(notices).toEqual(['Datadog added up 1 of 10 profiles with cpu-time.']);
  });

  it('are asked for of some pods where there are many', async () => {
    const pods = [...Array(40).keys()].map((pod) => `pod-${String(pod).padStart(2, '0')}`);
    const server = await start(uploads({ pods, minutes: [1, 5], sums }));

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(new Set(blocks.map(({ pod }) => pod)).size).toBe(16);
    expect(notices).toEqual(['Of 40 pods with profiles 16 were read, evenly chosen by name.']);
  });
});
