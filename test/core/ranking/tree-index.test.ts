import { describe, expect, it } from 'vitest';
import { aggregate } from '../../../src/core/ranking/aggregates.ts';
import { handMadeTree, SAMPLE } from './hand-made-tree.ts';
import { indexTree, type HypothesisKind, type TreeIndex } from '../../../src/core/ranking/tree-index.ts';
import { sumCounts } from '../../../src/core/ranking/comparison.ts';

function aggregatesOf(stacks: Record<string, number>) {
  const tree = handMadeTree([{ side: 'baseline', pod: 'a', stacks }]);
  const index = indexTree(tree);
  const blocks = tree.blocks.map((block) => ({ ...block, exposure: 1 }));
  return { index, aggregates: aggregate(index, sumCounts(blocks, index.size, SAMPLE)) };
}

/** Sums of one kind as "caller→function": count, nothing for zero. */
function told(index: TreeIndex, kind: HypothesisKind, sums: Float64Array): Record<string, number> {
  const { functionOf, callerOf } = index.families[kind];
  const name = (id: number): string => index.functions[id]!.name;
  const lines = Array.from(sums, (sum, id): [string, number] => {
    const caller = callerOf[id]! >= 0 ? `${name(callerOf[id]!)}→` : '';
    return [`${caller}${name(functionOf[id]!)}`, sum];
  });
  return Object.fromEntries(lines.filter(([, sum]) => sum !== 0));
}

describe('aggregates over a tree', () => {
  it('give every function its self and its total', () => {
    const { index, aggregates } = aggregatesOf({ 'main;parse': 3, 'main;handle;parse': 4, 'main;handle': 1 });

    expect(told(index, 'self', aggregates.sums.self)).toEqual({ parse: 7, handle: 1 });
    expect(told(index, 'total', aggregates.sums.total)).toEqual({ '': 8, main: 8, handle: 5, parse: 7 });
    expect(told(index, 'edge', aggregates.sums.edge)).toEqual({
      '→main': 8,
      'main→handle': 5,
      'main→parse': 3,
      'handle→parse': 4,
    });
  });

  it('count recursion once per stack', () => {
    const { index, aggregates } = aggregatesOf({ 'main;walk;walk;walk': 10, 'main;walk;visit;walk': 5 });

    expect(told(index, 'total', aggregates.sums.total)).toMatchObject({ walk: 15, visit: 5 });
    expect(told(index, 'edge', aggregates.sums.edge)).toMatchObject({ 'walk→walk': 10, 'main→walk': 15 });
  });

  it('fold a loop of callers into one context', () => {
    const { index } = aggregatesOf({ 'main;next;auth;next;log;next;auth;work': 1, 'main;next;auth;work': 1 });

    const names = Array.from(index.families.context.functionOf, (id) => index.functions[id]!.name);
    expect(names.toSorted()).toEqual(['', 'auth', 'log', 'main', 'next', 'work']);
  });

  it('sum to the root', () => {
    const { aggregates } = aggregatesOf({ 'a;b': 2, 'a;c;d': 3, e: 4 });

    expect(aggregates.inclusive[0]).toBe(9);
    expect(aggregates.sums.self.reduce((sum, self) => sum + self, 0)).toBe(9);
  });
});
