import { describe, expect, it } from 'vitest';
import { readRecordings } from '../../src/commands/demo/recordings.ts';
import { Failure } from '../../src/core/failure.ts';
import type { ProfileFacts, ProfilePush } from '../../src/pipeline/pushes.ts';
import { storeProfile, type StoringWorld } from '../../src/pipeline/store-profile.ts';
import { fakeBlobs } from '../support/fake-blobs.ts';
import { fakeCompute } from '../support/fake-compute.ts';
import { fakeProfileIndex } from '../support/fake-profile-index.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON } from '../support/sample-incident.ts';

const recordings = readRecordings();
const KINDS = ['cpu', 'block', 'mutex', 'off-cpu', 'wall'] as const;

function push(file: 'cpu' | 'block' | 'mutex', changes: Partial<ProfilePush> = {}): ProfilePush {
  const bytes = new Uint8Array(recordings.profile(recordings.runs[0]!, file));
  return { service: 'checkout', labels: { service_name: 'checkout' }, bytes, ...changes };
}

async function stored(pushed: ProfilePush, changes: Partial<StoringWorld> = {}) {
  const profileIndex = fakeProfileIndex();
  const world = {
    compute: fakeCompute(),
    blobs: fakeBlobs(),
    profileIndex,
    clock: { now: () => NOON },
    log: quietLog(),
    ...changes,
  };
  await storeProfile(pushed, world);
  const window = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const all = await Promise.all(
    KINDS.map((kind) => profileIndex.find({ kind, selector: { service_name: 'checkout' }, window })),
  );
  return all.flat();
}

describe('storeProfile', () => {
  it.each([
    ['cpu', undefined, 'cpu'],
    ['block', undefined, 'block'],
    ['mutex', undefined, 'block'],
    ['mutex', 'mutex', 'mutex'],
    ['block', 'block', 'block'],
    ['cpu', 'mutex', 'cpu'],
  ] as const)('indexes a %s profile that is called %s as %s, once', async (file, called, kind) => {
    const found = await stored(push(file, called === undefined ? {} : { kind: called }));

    expect(found.map((profile) => profile.kind)).toEqual([kind]);
  });

  it('believes the sender’s times before the profile’s own', async () => {
    const interval = { from: NOON - 15_000, to: NOON };

    expect((await stored(push('cpu', { interval })))[0]?.interval).toEqual(interval);
  });

  it('takes the profile’s own time and length, and the arrival for one that has none', async () => {
    const [own] = await stored(push('cpu'));
    const facts = { format: 'pprof', kinds: ['cpu'], timeMs: 0, durationSeconds: 10, unstated: false } as const;
    const [timeless] = await stored(push('cpu'), { compute: { ...fakeCompute(), inspect: async () => facts } });

    expect(own!.interval.to - own!.interval.from).toBeGreaterThan(10_000);
    expect(own!.interval.from).toBeGreaterThan(Date.parse('2026-01-01'));
    expect(timeless!.interval).toEqual({ from: NOON - 10_000, to: NOON });
  });

  it('keeps CPU and wall time of one profile, whatever it is called, and nothing of memory', async () => {
    const facts = {
      format: 'pprof',
      kinds: ['cpu', 'wall'],
      timeMs: NOON,
      durationSeconds: 10,
      unstated: false,
    } as const;
    const inspecting = (kinds: ProfileFacts['kinds']) => ({
      compute: { ...fakeCompute(), inspect: async () => ({ ...facts, kinds }) },
    });

    const both = await stored(push('cpu', { kind: 'wall' }), inspecting(['cpu', 'wall']));
    const none = await stored(push('cpu', { kind: 'none' }), inspecting([]));

    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['cpu', 'wall']);
    expect(none).toEqual([]);
  });

  it.each([
    ['wall', ['wall']],
    [undefined, ['cpu']],
    ['none', []],
  ] as const)('takes the sender’s word for folded text: %s', async (kind, kinds) => {
    const bytes = new TextEncoder().encode('main;parse 12\n');
    const counts = { unit: 'samples', rateHz: 50 } as const;
    const folded = { service: 'checkout', labels: {}, bytes, counts, ...(kind === undefined ? {} : { kind }) };

    const found = await stored(folded);

    expect(found.map((one) => [one.kind, one.counts])).toEqual(kinds.map((one) => [one, counts]));
    expect((await stored(push('cpu', { counts })))[0]).not.toHaveProperty('counts');
  });

  it('keeps of a cumulative profile what was added since the one before', async () => {
    const { bytes } = push('mutex');

    const [same] = await stored(push('mutex', { kind: 'mutex', previous: bytes }));

    expect(same?.kind).toBe('mutex');
    expect(same?.hash).not.toBe((await stored(push('mutex', { kind: 'mutex' })))[0]?.hash);
  });

  it.each([
    ['1970', { from: 0, to: 15_000 }],
    ['the future', { from: NOON + 11 * 60_000, to: NOON + 11 * 60_000 + 15_000 }],
    ['more than a day', { from: NOON - 90_000_000, to: NOON }],
    ['a past that nobody asks for', { from: NOON - 1831 * 86_400_000, to: NOON - 1831 * 86_400_000 + 15_000 }],
  ])('takes the profile’s own time when the sender says %s, and says so', async (_when, interval) => {
    const log = quietLog();
    const facts = { format: 'pprof', kinds: ['cpu'], timeMs: NOON, durationSeconds: 10, unstated: false } as const;
    const compute = { ...fakeCompute(), inspect: async () => facts };

    const [own] = await stored(push('cpu', { interval }), { compute, log });
    const [none] = await stored(push('cpu', { interval }), {
      compute: { ...compute, inspect: async () => ({ ...facts, timeMs: 0, durationSeconds: 0 }) },
    });

    expect(own!.interval).toEqual({ from: NOON, to: NOON + 10_000 });
    expect(none!.interval.to).toBe(NOON);
    expect(log.lines.map(({ level, fields }) => [level, fields['taken']])).toEqual([
      ['warn', 'the time in the profile'],
    ]);
  });

  it('gives a profile of another time the time of its arrival and its own length', async () => {
    const log = quietLog();
    const facts = { format: 'pprof', kinds: ['cpu'], timeMs: 5000, durationSeconds: 10, unstated: false } as const;

    const [found] = await stored(push('cpu'), { compute: { ...fakeCompute(), inspect: async () => facts }, log });

    expect(found!.interval).toEqual({ from: NOON - 10_000, to: NOON });
    expect(log.lines[0]?.fields).toMatchObject({ service: 'checkout', taken: 'the time of its arrival' });
  });

  it('indexes nothing that is not on disk', async () => {
    const full = new Failure('DISK_FULL', 'no room', { retryable: true });
    const profileIndex = fakeProfileIndex();

    const storing = stored(push('cpu'), { profileIndex, blobs: { ...fakeBlobs(), put: () => Promise.reject(full) } });

    await expect(storing).rejects.toBe(full);
    expect(await profileIndex.newest({ kind: 'cpu', selector: {} })).toBeUndefined();
  });
});
