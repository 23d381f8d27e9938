import { describe, expect, it } from 'vitest';
import { aggregate } from '../../../src/core/ranking/aggregates.ts';
import { beginRound } from '../../../src/core/ranking/assess.ts';
import { buildModel, type Model } from '../../../src/core/ranking/model.ts';
import { CPU_ENGINE, WAIT_ENGINE } from '../../../src/core/ranking/constants.ts';
import { cutFunctions, findWrappers } from '../../../src/core/ranking/reconcile.ts';
import { exposeTree } from '../../../src/core/ranking/exposed-blocks.ts';
import { findHypotheses } from '../../../src/core/ranking/hypotheses.ts';
import { functionOffset, restOffset } from '../../../src/core/ranking/handover-offset.ts';
import { handMadeTree, podsOf, SAMPLE, type Stacks } from './hand-made-tree.ts';
import { leafOffset } from '../../../src/core/ranking/leaf-offset.ts';
import { matchMoves } from '../../../src/core/ranking/moved-cost.ts';
import { pursue } from '../../../src/core/ranking/pursue.ts';
import { rankTree } from '../../../src/core/ranking/rank-tree.ts';
import { sumCounts } from '../../../src/core/ranking/comparison.ts';
import { forEachRangeOutside, supportOf, type Support } from '../../../src/core/ranking/support.ts';

/** Steady work around the functions that a test is about. */
const STEADY: Stacks = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`main;steady${at}`, 80]));

function sidesOf(baseline: Stacks, comparison: Stacks) {
  const pods = podsOf({ ...STEADY, ...baseline }, { ...STEADY, ...comparison });
  return exposeTree(handMadeTree(pods), SAMPLE, undefined).sides;
}

function modelOf(baseline: Stacks, comparison: Stacks, engine = CPU_ENGINE): Model {
  return buildModel(sidesOf(baseline, comparison), engine, false);
}

function totalOfFunction({ index }: Model, name: string): Support {
  const id = index.functions.findIndex((frame) => frame.name === name);
  return supportOf(index, { kind: 'total', id });
}

describe('the leaf offset', () => {
  function offsetOf(model: Model, name: string): number {
    const { leaves } = beginRound(model, model.comparisonCounts, 1, true);
    return leafOffset(model, model.comparison, leaves!, totalOfFunction(model, name), 1);
  }

  it('is nearly all when the same leaf lost elsewhere what it won here', () => {
    const model = modelOf({ 'main;old;sort': 300 }, { 'main;fresh;sort': 300 });

    expect(offsetOf(model, 'fresh')).toBeGreaterThan(0.9);
  });

  it('is about half when half of the growth moved', () => {
    const model = modelOf({ 'main;old;sort': 300 }, { 'main;fresh;sort': 600 });

    expect(offsetOf(model, 'fresh')).toBeGreaterThan(0.35);
    expect(offsetOf(model, 'fresh')).toBeLessThan(0.65);
  });

  it('is nothing when the leaf cost the same elsewhere, near the root as near the leaves', () => {
    const model = modelOf({ 'main;old;sort': 300 }, { 'main;old;sort': 300, 'main;fresh;sort': 300 });

    expect(offsetOf(model, 'fresh')).toBe(0);
    expect(offsetOf(model, 'main')).toBe(0);
  });
});

describe('the rest offset', () => {
  it('sees that a function handed its work to a sibling', () => {
    const model = modelOf({ 'main;serve;before': 300 }, { 'main;serve;before': 20, 'main;serve;after': 280 });
    const { counts, current } = beginRound(model, model.comparisonCounts, 1, true);

    expect(restOffset(model, current, counts, totalOfFunction(model, 'after'), 1)).toBeGreaterThan(0.9);
  });

  it('is nothing when the siblings stayed as they were', () => {
    const model = modelOf({ 'main;serve;before': 300 }, { 'main;serve;before': 300, 'main;serve;after': 280 });
    const { counts, current } = beginRound(model, model.comparisonCounts, 1, true);

    expect(restOffset(model, current, counts, totalOfFunction(model, 'after'), 1)).toBe(0);
  });
});

describe('the rest offset, further', () => {
  function offsetOf(baseline: Stacks, comparison: Stacks, name: string): number {
    const model = modelOf(baseline, comparison);
    const { counts, current } = beginRound(model, model.comparisonCounts, 1, true);
    return restOffset(model, current, counts, totalOfFunction(model, name), 1);
  }

  it('looks past a chain that a compiler no longer inlines, to the function that held the cost', () => {
    const chain = 'main;search;each;score;tokens;fold;lower';

    expect(offsetOf({ 'main;search': 400 }, { 'main;search': 30, [chain]: 370 }, 'lower')).toBeGreaterThan(0.9);
  });

  it('is nothing when everything else below the ancestor fell alike: fewer requests took that way', () => {
    const others = (cost: number): Stacks =>
      Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`main;serve;part${at}`, cost]));

    expect(offsetOf(others(400), { ...others(300), 'main;serve;fresh': 500 }, 'fresh')).toBeLessThan(0.2);
  });
});

describe('the nodes outside a support', () => {
  it('are those below the ancestor that no part of it holds', () => {
    const { index } = modelOf({ 'main;a;x;y': 9, 'main;b;x': 9, 'main;b;z': 9 }, { 'main;c;x': 9 });
    const nameOf = (node: number): string => index.functions[index.functionId[node]!]!.name;
    const main = index.functionId.findIndex((id) => index.functions[id]!.name === 'main');
    const seen: string[] = [];
    const support = supportOf(index, { kind: 'total', id: index.functions.findIndex(({ name }) => name === 'x') });

    forEachRangeOutside(index, support, main, (begin, end) => {
      for (let node = begin; node < end; node++) seen.push(nameOf(node));
    });

    expect(seen.filter((name) => !name.startsWith('steady'))).toEqual(['main', 'a', 'b', 'z', 'c']);
  });
});

describe('the function offset', () => {
  function offsetOfEdge(comparison: Stacks): number {
    const model = modelOf({ 'main;first;parse': 300, 'main;second;parse': 300 }, comparison);
    const { functionOf, callerOf } = model.index.families.edge;
    const nameOf = (id: number): string => model.index.functions[id]!.name;
    const edge = findHypotheses(model, model.comparison, 1).find(
      ({ kind, id }) => kind === 'edge' && nameOf(functionOf[id]!) === 'parse' && nameOf(callerOf[id]!) === 'first',
    )!;
    return functionOffset(model, model.comparison, edge, 1);
  }

  it('sees that a function is only called from elsewhere', () => {
    expect(offsetOfEdge({ 'main;first;parse': 550, 'main;second;parse': 50 })).toBeGreaterThan(0.9);
  });

  it('is nothing when one caller costs more and the others the same', () => {
    expect(offsetOfEdge({ 'main;first;parse': 550, 'main;second;parse': 300 })).toBe(0);
  });
});

describe('matching growth with decline', () => {
  function movesOf(baseline: Stacks, comparison: Stacks, engine = CPU_ENGINE) {
    const model = modelOf(baseline, comparison, engine);
    const grown = pursue(model, 1);
    return { model, grown, moves: matchMoves(model, grown, pursue(model, -1)) };
  }

  it('sets one vanished function against its several heirs', () => {
    const { moves } = movesOf(
      { 'main;serve;lexical': 400 },
      { 'main;serve;lexHead': 150, 'main;serve;lexBody': 130, 'main;serve;lexTail': 120 },
    );

    expect(moves.length).toBeGreaterThan(0);
    for (const { replaced, share } of moves) {
      expect(replaced).toBeGreaterThan(0.85);
      expect(share).toBeGreaterThanOrEqual(replaced);
    }
  });

  it('keeps what the heirs cost beyond the vanished', () => {
    const { moves } = movesOf({ 'main;serve;lexical': 200 }, { 'main;serve;lexed': 400 });

    expect(moves[0]!.replaced).toBeGreaterThan(0.4);
    expect(moves[0]!.replaced).toBeLessThan(0.6);
  });

  it('names the neighbour that shrank, where no offset looks at it', () => {
    const { model, grown, moves } = movesOf(
      { 'main;serve;hash': 400, 'main;serve;check': 100 },
      { 'main;serve;hash': 100, 'main;serve;check': 600 },
      WAIT_ENGINE,
    );

    const at = grown.findIndex(({ functionId }) => model.index.functions[functionId]!.name === 'check');
    // 300 of the 500.
    expect(moves[at]!.share).toBeCloseTo(0.6, 1);
    expect(model.index.functions[moves[at]!.from!]!.name).toBe('hash');
  });
});

describe('reconciliation', () => {
  const plain: Stacks = { 'main;serve;encode;write': 200, 'main;serve;encode;flush': 100, 'main;serve;read': 100 };
  const wrapped: Stacks = {
    'main;serve;traced;encode;write': 200,
    'main;serve;traced;encode;flush': 100,
    'main;serve;traced;read': 100,
  };

  it('finds the wrapper that appeared, and nothing where nothing did', () => {
    const names = (model: Model): string[] => [...findWrappers(model)].map((id) => model.index.functions[id]!.name);

    expect(names(modelOf(plain, wrapped))).toEqual(['traced']);
    expect(names(modelOf(plain, plain))).toEqual([]);
  });

  it('comes before ranking: the wrapper is in nobody’s way', () => {
    const { model } = rankTree(sidesOf(plain, wrapped), CPU_ENGINE, false);

    const left = Array.from(model.index.functionId, (id) => model.index.functions[id]!.name);
    expect(left).toContain('encode');
    expect(left).not.toContain('traced');
  });

  it('cuts it out of both sides and keeps every count and the preorder', () => {
    const sides = sidesOf(plain, wrapped);
    const traced = sides.index.functions.findIndex((frame) => frame.name === 'traced');

    const cut = cutFunctions(sides, new Set([traced]));

    const { index } = cut;
    expect(Array.from(index.functionId)).not.toContain(traced);
    for (let node = 1; node < index.size; node++) {
      expect(index.parent[node]).toBeLessThan(node);
      expect(index.subtreeEnd[node]).toBeLessThanOrEqual(index.subtreeEnd[index.parent[node]!]!);
    }
    const before = aggregate(sides.index, sumCounts(sides.comparison, sides.index.size, SAMPLE));
    const after = aggregate(index, sumCounts(cut.comparison, index.size, SAMPLE));
    expect(after.inclusive[0]).toBe(before.inclusive[0]);
    expect(Array.from(after.sums.self)).toEqual(Array.from(before.sums.self));
    expect(findWrappers(buildModel(cut, CPU_ENGINE, false)).size).toBe(0);
  });
});
