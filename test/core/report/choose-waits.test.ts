import { describe, expect, it } from 'vitest';
import { assumeCounts } from '../../../src/core/profile/assume-counts.ts';
import type { TreeSource } from '../../../src/core/profile/build-call-tree.ts';
import type { Profile, ProfileKind } from '../../../src/core/profile/profile.ts';
import { chooseWaits } from '../../../src/core/report/choose-waits.ts';
import { go } from '../../support/draw-tree.ts';

function both(kind: ProfileKind, change: (profile: Profile) => Profile = (same) => same): readonly TreeSource[] {
  const counts = { unit: kind === 'cpu' || kind === 'wall' ? 'samples' : 'nanoseconds', rateHz: 100 } as const;
  const profile = change(assumeCounts(go('main.main;main.work;net.Read 5'), kind, counts));
  return (['baseline', 'comparison'] as const).map((side) => ({ kind, profile, side, pod: 'a', seconds: 10 }));
}

/** As Go writes block profiles: by its types alone it could be a mutex profile. */
function goBlock(): readonly TreeSource[] {
  return both('block', ({ unstated, ...stated }) => (unstated === undefined ? stated : { ...stated }));
}

describe('chooseWaits', () => {
  const cpu = both('cpu');
  const wall = both('wall');

  it.each<[string, readonly TreeSource[], string]>([
    ['an off-CPU profile to all others', [...cpu, ...wall, ...goBlock(), ...both('off-cpu')], 'off-CPU profile'],
    ['a block profile of Go to sampled wall time', [...cpu, ...wall, ...goBlock()], 'lock and channel waits'],
    ['wall time less CPU time to other lock profiles', [...cpu, ...wall, ...both('block')], 'wall time less CPU time'],
    ['lock profiles to wall time alone', [...wall, ...both('block')], 'lock and channel waits'],
    ['wall time to nothing', wall, 'wall time (CPU included)'],
    ['what both windows have to what one has', [...both('off-cpu').slice(0, 1), ...wall], 'wall time (CPU included)'],
  ])('prefers %s', (_what, sources, source) => {
    expect(chooseWaits(sources, undefined).source).toBe(source);
  });

  it('says that wall time holds CPU time, and what the difference left out', () => {
    expect(chooseWaits(wall, undefined).notices).toEqual([expect.stringContaining('contains CPU time too')]);
    expect(chooseWaits([...cpu, ...wall], undefined).notices).toEqual([
      'Waiting is wall time less the CPU time of the same stacks.',
    ]);
    const elsewhere = both('cpu', (profile) => ({ ...profile, frames: go('main.a;main.b;main.c 1').frames }));
    expect(chooseWaits([...elsewhere, ...wall], undefined).notices[0]).toContain('100 % of that CPU time');
  });

  it('has no views where nothing tells who waits', () => {
    expect(chooseWaits(cpu, undefined)).toMatchObject({ sources: [], notices: [] });
    expect(chooseWaits(cpu, undefined).views).toBeUndefined();
  });
});
