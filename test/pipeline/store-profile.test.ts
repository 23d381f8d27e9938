import { describe, expect, it } from 'vitest';
import { readRecordings } from '../../src/commands/demo/recordings.ts';
import { Failure } from '../../src/core/failure.ts';
import type { ProfilePush } from '../../src/pipeline/ports.ts';
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

  it('indexes nothing that is not on disk', async () => {
    const full = new Failure('DISK_FULL', 'no room', { retryable: true });
    const profileIndex = fakeProfileIndex();

    const storing = stored(push('cpu'), { profileIndex, blobs: { ...fakeBlobs(), put: () => Promise.reject(full) } });

    await expect(storing).rejects.toBe(full);
    expect(await profileIndex.newest({ kind: 'cpu', selector: {} })).toBeUndefined();
  });
});
