import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assumeCounts } from '../../../src/core/profile/assume-counts.ts';
import type { TreeSource } from '../../../src/core/profile/build-call-tree.ts';
import { buildOffCpuViews, pairWallWithCpu } from '../../../src/core/profile/off-cpu-tree.ts';
import type { Profile, ProfileKind } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { draw, go, SAMPLE } from '../../support/draw-tree.ts';
import { profileFixture } from '../../support/profile-fixture.ts';

function source(kind: ProfileKind, profile: Profile, changes: Partial<TreeSource> = {}): TreeSource {
  const counted = assumeCounts(profile, kind, { unit: 'samples', rateHz: 100 });
  return { kind, profile: counted, side: 'baseline', pod: 'a', seconds: 10, ...changes };
}

function offCpu(...sources: readonly TreeSource[]) {
  const pairs = pairWallWithCpu(sources);
  if (pairs === undefined) throw new Error('no pairs');
  return buildOffCpuViews(pairs, undefined);
}

const WALL = go('main.main;x.io/shop.Handle;x.io/shop.parse 30', 'main.main;x.io/shop.Handle;net.Read 50');

describe('buildOffCpuViews', () => {
  test('takes CPU time out of the wall time of the same stacks', () => {
    const cpu = go('main.main;x.io/shop.Handle;x.io/shop.parse 28');
    const { full } = offCpu(source('wall', WALL), source('cpu', cpu));

    expect(draw(full.tree)).toEqual([
      'main.main 0',
      '  x.io/shop.Handle 0',
      '    net.Read 50',
      '    x.io/shop.parse 2',
    ]);
    expect(full).toMatchObject({ clampedShare: 0, samples: { baseline: 52, comparison: 0 } });
  });

  test('never goes below zero, and tells how much CPU time found no wall stack', () => {
    const cpu = go('main.main;x.io/shop.Handle;x.io/shop.parse 40', 'main.main;x.io/shop.gone 10');
    const { full } = offCpu(source('wall', WALL), source('cpu', cpu));

    expect(draw(full.tree)).toContain('    x.io/shop.parse 0');
    expect(draw(full.tree)).toContain('  x.io/shop.gone 0');
    expect(full.clampedShare).toBeCloseTo(20 / 50, 6);
  });

  test('weighs a CPU profile of another length by its rate, and adds up those of one pod', () => {
    const cpu = go('main.main;x.io/shop.Handle;x.io/shop.parse 10');
    const long = source('cpu', cpu, { seconds: 20 });
    const { full } = offCpu(source('wall', WALL), long, source('cpu', cpu, { seconds: 20 }));

    expect(draw(full.tree)).toContain('    x.io/shop.parse 25');
  });

  test('drops idle waits with their CPU time, and tells their share of the wall time', () => {
    const wall = go('main.main;x.io/shop.Handle;net.Read 20', 'main.main;net.(*TCPListener).Accept 60');
    const cpu = go('main.main;net.(*TCPListener).Accept 1', 'main.main;x.io/shop.Handle;net.Read 2');
    const { own } = offCpu(source('wall', wall), source('cpu', cpu));

    expect(draw(own.tree).at(-1)).toBe('    net.Read 18');
    expect(own.idleShare).toBeCloseTo(0.75, 6);
    expect(own.clampedShare).toBe(0);
  });

  test('holds no more than the wall time, whatever the CPU profile says', () => {
    const counts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 50 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(counts, counts, (walls, cpus) => {
        const fold = (list: typeof walls) => go(...list.map(([name, count]) => `main.main;main.${name} ${count}`));
        const { tree, clampedShare } = offCpu(source('wall', fold(walls)), source('cpu', fold(cpus))).full;
        const total = (list: typeof walls) => list.reduce((sum, [, count]) => sum + count, 0);
        const off = tree.blocks[0]!.self.reduce((sum, self) => sum + self, 0) / SAMPLE;

        expect(off).toBeCloseTo(total(walls) - total(cpus) * (1 - clampedShare), 3);
        expect(tree.blocks[0]!.self.every((self) => self >= 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('takes both out of one real file of Node, sample by sample', () => {
    const profile = readProfile(profileFixture('formats/dd-wall-cpu-labels.pb.gz'));
    const both = (kind: ProfileKind): TreeSource => ({ kind, profile, side: 'baseline', pod: 'a', seconds: 5 });
    const { full } = offCpu(both('wall'), both('cpu'));
    const off = full.tree.blocks[0]!.self.reduce((sum, self) => sum + self, 0) / 1e9;

    // 2.17 s of wall time, 0.38 of them idle; of 1.01 s of CPU time most was spent by threads that run no script.
    expect(full.idleShare).toBeCloseTo(0.175, 3);
    expect(off).toBeCloseTo(1.439, 3);
    expect(full.clampedShare).toBe(0);
  });
});

describe('pairWallWithCpu', () => {
  test('prefers the CPU time of the same file to that of the same pod', () => {
    const wall = source('wall', WALL);
    const same = { ...wall, kind: 'cpu' as const };
    const other = source('cpu', go('main.main 1'));

    expect(pairWallWithCpu([wall, other, same])).toEqual([{ wall, cpu: [same] }]);
    expect(pairWallWithCpu([wall, other])).toEqual([{ wall, cpu: [other] }]);
  });

  test.each([
    ['another pod', { pod: 'b' }],
    ['the other side', { side: 'comparison' as const }],
  ])('does not take the CPU time of %s', (_what, changes) => {
    expect(pairWallWithCpu([source('wall', WALL), source('cpu', WALL, changes)])).toBeUndefined();
  });

  test('is undefined where one wall profile has no CPU profile beside it, or there is none', () => {
    const lone = source('wall', WALL, { pod: 'b' });

    expect(pairWallWithCpu([source('wall', WALL), source('cpu', WALL), lone])).toBeUndefined();
    expect(pairWallWithCpu([source('cpu', WALL)])).toBeUndefined();
  });
});
