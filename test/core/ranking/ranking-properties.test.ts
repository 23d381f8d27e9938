import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handMadeTree, noisy, numbers, podsOf, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** A random service: stacks three to five deep over thirty functions, some of them of libraries. */
function randomService(seed: number): Stacks {
  const next = numbers(seed);
  const stacks: Record<string, number> = {};
  for (let at = 0; at < 40; at++) {
    const depth = 2 + Math.floor(next() * 3);
    const frames = Array.from({ length: depth }, () => `work${Math.floor(next() * 25)}`);
    const library = next() < 0.4 ? [`lib.call${Math.floor(next() * 8)}`] : [];
    stacks[['main', ...frames, ...library].join(';')] = 5 + Math.floor(next() * 80);
  }
  return stacks;
}

function withSides(blocks: readonly HandMadeBlock[]): HandMadeBlock[] {
  return blocks.map((block) => ({ ...block, side: block.side === 'baseline' ? 'comparison' : 'baseline' }));
}

function gated(blocks: readonly HandMadeBlock[]) {
  return rankChanges({ cpu: handMadeTree(blocks) }).movers.filter((mover) => mover.gated);
}

describe('whatever the service looks like', () => {
  it('an A/A split of one service names nothing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const service = randomService(seed);

        const ranking = rankChanges({ cpu: handMadeTree(podsOf(service, service, { seed })) });

        expect(ranking.movers.filter((mover) => mover.gated)).toEqual([]);
        expect(ranking.verdict.kind).toBe('nothing-here');
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('the order of blocks does not matter', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const service = randomService(seed);
        const blocks = podsOf(service, { ...service, 'main;work1;planted': 200 }, { seed });
        const next = numbers(seed + 1);
        const shuffled = blocks.toSorted(() => next() - 0.5);

        const [one, other] = [blocks, shuffled].map((some) => rankChanges({ cpu: handMadeTree(some) }));

        expect(other!.verdict).toEqual(one!.verdict);
        expect(other!.movers.map((mover) => mover.function)).toEqual(one!.movers.map((mover) => mover.function));
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('a planted function is named, and swapping the sides turns its growth into a decline', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const service = randomService(seed);
        const blocks = podsOf(
          { ...service, 'main;work1;planted': 60 },
          { ...service, 'main;work1;planted': 400 },
          { seed },
        );

        const forward = rankChanges({ cpu: handMadeTree(blocks) });
        const backward = rankChanges({ cpu: handMadeTree(withSides(blocks)) });

        const grown = forward.movers.find((mover) => mover.function === 'planted')!;
        const fallen = backward.movers.find((mover) => mover.function === 'planted')!;
        expect(grown.rank).toBe(1);
        expect(grown.gated).toBe(true);
        expect(fallen.delta).toBeCloseTo(-grown.delta, 9);
        expect(backward.movers.filter((mover) => mover.gated)).toEqual([]);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('a window of another length changes nothing, neither names nor rates', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(2, 3, 5), (seed, longer) => {
        const service = randomService(seed);
        const grown = { ...service, 'main;work1;planted': 150 };
        const next = numbers(seed);
        const longPods = Array.from({ length: 4 }, (_, at): HandMadeBlock => {
          const scaled = Object.fromEntries(Object.entries(grown).map(([stack, cost]) => [stack, cost * longer]));
          return { side: 'comparison', pod: `comparison-${at}`, seconds: 60 * longer, stacks: noisy(scaled, next) };
        });
        const baseline = podsOf(service, service, { seed }).filter(({ side }) => side === 'baseline');

        const named = gated([...baseline, ...longPods]);

        expect(named.map((mover) => mover.function)).toEqual(['planted']);
        // 150 samples of 10 ms in 60 s.
        expect(named[0]!.comparison).toBeCloseTo(0.025, 2);
      }),
      { numRuns: 20, seed: 4 },
    );
  });

  it('cost that moves under a renamed wrapper names nothing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const service = Object.fromEntries(
          Object.entries(randomService(seed)).map(([stack, cost]) => [
            stack.replace('main;', 'main;oldWrapper;'),
            cost,
          ]),
        );
        const renamed = Object.fromEntries(
          Object.entries(service).map(([stack, cost]) => [stack.replace('oldWrapper', 'newWrapper'), cost]),
        );

        expect(gated(podsOf(service, renamed, { seed }))).toEqual([]);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('the interval holds the planted growth nearly always', () => {
    let held = 0;
    const runs = 60;
    for (let seed = 1; seed <= runs; seed++) {
      const service = randomService(7);
      const blocks = podsOf({ ...service, 'main;planted': 100 }, { ...service, 'main;planted': 200 }, { seed });
      const [mover] = rankChanges({ cpu: handMadeTree(blocks) }).movers;
      // 100 more samples of 10 ms in 60 s.
      if (mover!.interval[0] <= 1 / 60 && mover!.interval[1] >= 1 / 60) held++;
    }

    expect(held).toBeGreaterThanOrEqual(runs * 0.93);
  });
});
