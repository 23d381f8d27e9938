import { describe, expect, it } from 'vitest';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import type { Mover } from '../../../src/core/report/analysis.ts';
import { handMadeTree, podsOf, type Stacks } from './hand-made-tree.ts';

const SERVICE: Stacks = Object.fromEntries(
  Array.from({ length: 10 }, (_, at) => [
    [`main;serve;handle${at};decode${at}`, 60],
    [`main;serve;handle${at};query${at};sql.Rows`, 40],
  ]).flat(),
);
const GROWN: Stacks = { ...SERVICE, 'main;serve;handle3;decode3': 240 };

function ratesOf({ pods = [] }: Mover, side: 'baseline' | 'comparison'): readonly number[] {
  return pods.filter((pod) => pod.side === side).map(({ rate }) => rate);
}

describe('what each pod spends in a mover', () => {
  it('is a rate for every pod of both sides, whose mean is what the mover says', () => {
    const [mover] = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, GROWN)) }).movers;

    const names = mover!.pods!.map(({ pod }) => pod);
    expect(names.toSorted()).toEqual(
      ['baseline', 'comparison'].flatMap((side) => [0, 1, 2, 3].map((i) => `${side}-${i}`)),
    );
    for (const side of ['baseline', 'comparison'] as const) {
      const rates = ratesOf(mover!, side);
      expect(rates.reduce((sum, rate) => sum + rate, 0) / 4).toBeCloseTo(mover![side], 9);
      expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    }
  });

  it('shows the odd pod among its siblings, all of them under their own names', () => {
    const blocks = podsOf(SERVICE, SERVICE).map((block) =>
      block.pod === 'comparison-2' ? { ...block, stacks: { ...block.stacks, 'main;serve;handle3;audit': 300 } } : block,
    );

    const mover = rankChanges({ cpu: handMadeTree(blocks) }).movers.find((one) => one.instances.only !== undefined);

    expect(mover!.pods!.filter(({ side }) => side === 'comparison').map(({ pod, rate }) => [pod, rate > 0])).toEqual([
      ['comparison-2', true],
      ['comparison-0', false],
      ['comparison-1', false],
      ['comparison-3', false],
    ]);
    expect(ratesOf(mover!, 'baseline')).toHaveLength(4);
  });

  it('keeps 40 pods a side of a fleet, the cheapest and the dearest among them', () => {
    const few = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, GROWN, { pods: 40 })) }).movers[0]!;
    const many = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, GROWN, { pods: 90 })) }).movers[0]!;

    expect(few.pods).toHaveLength(80);
    expect(many.pods).toHaveLength(80);
    expect(new Set(many.pods!.map(({ side, pod }) => `${side} ${pod}`)).size).toBe(80);
    const rates = ratesOf(many, 'comparison');
    expect(rates[0]).toBeGreaterThan(many.comparison * 1.1);
    expect(rates.at(-1)).toBeLessThan(many.comparison * 0.9);
  });

  it('is there for what fell, too', () => {
    const fallen = { ...SERVICE, 'main;serve;handle3;decode3': 4, 'main;serve;handle4;decode4': 240 };

    const movers = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, fallen)) }).movers;

    const mover = movers.find((one) => one.delta < 0)!;
    expect(mover.function).toBe('decode3');
    expect(Math.min(...ratesOf(mover, 'baseline'))).toBeGreaterThan(Math.max(...ratesOf(mover, 'comparison')));
  });
});
