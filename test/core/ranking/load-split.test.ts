import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import type { LoadSplit } from '../../../src/core/report/analysis.ts';
import { handMadeTree, MILLISECOND, podsOf, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';

const SERVICE: Stacks = Object.fromEntries(
  Array.from({ length: 10 }, (_, at) => [
    [`main;serve;handle${at};decode${at}`, 120],
    [`main;serve;handle${at};query${at};sql.Rows`, 80],
  ]).flat(),
);

function times(stacks: Stacks, factor: number): Stacks {
  return Object.fromEntries(Object.entries(stacks).map(([stack, cost]) => [stack, cost * factor]));
}

function withRequests(blocks: readonly HandMadeBlock[], baseline: number, comparison: number): HandMadeBlock[] {
  return blocks.map((block) => ({ ...block, requests: block.side === 'baseline' ? baseline : comparison }));
}

function cpuSplit(blocks: readonly HandMadeBlock[]): LoadSplit {
  const [split] = rankChanges({ cpu: handMadeTree(blocks) }).load.split!;
  return split!;
}

/** Of the change, in hundredths. */
function partsOf({ change, traffic = 0, together, movers, rest }: LoadSplit): readonly number[] {
  return [traffic, together, movers, rest].map((part) => Math.round((part / change) * 100));
}

describe('the change taken apart', () => {
  it('is traffic where requests doubled and nothing else did', () => {
    const [traffic, together, movers, rest] = partsOf(
      cpuSplit(withRequests(podsOf(SERVICE, times(SERVICE, 2)), 1000, 2000)),
    );

    expect(traffic).toBeGreaterThan(92);
    expect(traffic).toBeLessThan(108);
    expect(Math.abs(together!)).toBeLessThan(8);
    expect(movers).toBe(0);
    expect(Math.abs(rest!)).toBeLessThan(8);
  });

  it('is the function that grew where it alone did', () => {
    const split = cpuSplit(
      withRequests(podsOf(SERVICE, { ...SERVICE, 'main;serve;handle3;decode3': 1200 }), 1000, 1000),
    );

    expect(split.traffic).toBe(0);
    expect(split.movers / split.change).toBeGreaterThan(0.9);
    expect(split.movers / split.change).toBeLessThan(1.1);
  });

  it('is what all did together where requests are unknown, and does not speak of traffic', () => {
    const split = cpuSplit(podsOf(SERVICE, times(SERVICE, 1.4)));

    expect(split).not.toHaveProperty('traffic');
    expect(split.together / split.change).toBeGreaterThan(0.9);
  });

  it('tells of waiting what is waiting', () => {
    const waits = { 'main;serve;handle;lock': 400, 'main;serve;handle;read': 300, 'main;serve;push;send': 500 };
    const tree = handMadeTree(podsOf(waits, { ...waits, 'main;serve;handle;lock': 4000 }), MILLISECOND);

    const [split] = rankChanges({ waits: tree }).load.split!;

    expect(split).toMatchObject({ profile: 'off-cpu', unit: 'seconds waited per second' });
    // 1.2 s and 4.8 s waited in a minute.
    expect(split!.baseline).toBeCloseTo(0.02, 2);
    expect(split!.comparison).toBeCloseTo(0.08, 2);
  });

  it('always sums up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        fc.boolean(),
        (seed, traffic, growth, known) => {
          const now = { ...times(SERVICE, traffic), 'main;serve;handle3;decode3': 120 * traffic * growth };
          const blocks = podsOf(SERVICE, now, { seed });

          const split = cpuSplit(known ? withRequests(blocks, 1000, 1000 * traffic) : blocks);

          const sum = (split.traffic ?? 0) + split.together + split.movers + split.rest;
          expect(sum).toBeCloseTo(split.change, 9);
          expect(split.comparison - split.baseline).toBeCloseTo(split.change, 9);
          expect(split.movers).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});
