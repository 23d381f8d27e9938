import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { calleesOf, callersOf } from '../../../src/core/flamegraph/sandwich.ts';
import {
  anyStacks,
  faultsOf,
  siblingTree,
  type Stacks,
  stacksOf,
  stackTree,
  sumStacks,
  towerTree,
} from './stack-tree.ts';

function sandwich(stacks: Stacks, name: string): { callers: object; callees: object } {
  const tree = stackTree(stacks);
  const id = tree.names.indexOf(name);
  return { callers: stacksOf(callersOf(tree, id)), callees: stacksOf(calleesOf(tree, id)) };
}

describe('a sandwich', () => {
  it('shows who calls a function and what it calls, wherever that is', () => {
    const stacks = { 'A;B;f': [1, 2], 'A;C;f;x': [3, 4], 'f;y': [5, 6], 'A;B': [90, 90] } as const;

    expect(sandwich(stacks, 'f')).toEqual({
      callers: { 'f;B;A': [1, 2], 'f;C;A': [3, 4], f: [5, 6] },
      callees: { f: [1, 2], 'f;x': [3, 4], 'f;y': [5, 6] },
    });
  });

  it('counts a stack once in which the function calls itself', () => {
    expect(sandwich({ 'A;f;g;f;x': [1, 2], 'A;f;f': [3, 4] }, 'f')).toEqual({
      callers: { 'f;A': [4, 6] },
      callees: { 'f;g;f;x': [1, 2], 'f;f': [3, 4] },
    });
  });

  it('is empty for a function of another panel', () => {
    const tree = stackTree({ 'A;f': [1, 2] });
    for (const half of [callersOf(tree, 99), calleesOf(tree, 99)]) expect(stacksOf(half)).toEqual({});
  });

  it('is the tree of every stack from the outermost frame on, both ways', () => {
    fc.assert(
      fc.property(anyStacks(), fc.constantFrom('A', 'x'), (stacks, name) => {
        const through = Object.entries(stacks).flatMap(([stack, costs]) => {
          const frames = stack.split(';');
          const at = frames.indexOf(name);
          return at < 0 ? [] : [{ above: frames.slice(0, at + 1).toReversed(), below: frames.slice(at), costs }];
        });

        expect(sandwich(stacks, name)).toEqual({
          callers: sumStacks(through.map(({ above, costs }) => [above.join(';'), costs])),
          callees: sumStacks(through.map(({ below, costs }) => [below.join(';'), costs])),
        });
        const tree = stackTree(stacks);
        const id = tree.names.indexOf(name);
        expect([...faultsOf(callersOf(tree, id)), ...faultsOf(calleesOf(tree, id))]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bad input', () => {
  it('a function that calls itself through 20,000 frames is one stack', () => {
    const tree = towerTree(20_000);
    expect(stacksOf(callersOf(tree, 1))).toEqual({ ping: [20_000, 40_000] });
    expect(calleesOf(tree, 1).parent.length).toBe(20_001);
  });

  it('one of 300,000 siblings has one caller', () => {
    const tree = siblingTree(300_000);
    expect(stacksOf(callersOf(tree, 77))).toEqual({ 'f0000077;f0000001': [2, 3] });
  });

  it('callers that would be more than the tree squared are cut, the farthest first, and no cost is lost', () => {
    const rungs = 2_500;
    const tree = ladder(rungs);
    const callers = callersOf(tree, 1);

    expect(callers.parent.length).toBeLessThan(1_010_000);
    expect(callers.parent.length).toBeGreaterThan(900_000);
    expect(callers.baseline.reduce((sum, cost) => sum + cost)).toBe(rungs);
    expect(faultsOf(callers)).toEqual([]);
  });
});

/** A stack of different frames, each of which also calls a different wrapper of the one function `leaf` (1). */
function ladder(rungs: number): FlameTree {
  const parent = [-1];
  const functionId = [0];
  let above = 0;
  for (let rung = 0; rung < rungs; rung++) {
    const [step, wrapper] = [parent.length, parent.length + 1];
    parent.push(above, step, wrapper);
    functionId.push(2 + rung + rungs, 2 + rung, 1);
    above = step;
  }
  const subtreeEnd = new Int32Array(parent.length).map((_, node) => node + 1);
  for (let node = parent.length - 1; node > 0; node--) {
    subtreeEnd[parent[node]!] = Math.max(subtreeEnd[parent[node]!]!, subtreeEnd[node]!);
  }
  const cost = Float64Array.from(functionId, (id) => (id === 1 ? 1 : 0));
  return {
    parent: Int32Array.from(parent),
    subtreeEnd,
    functionId: Int32Array.from(functionId),
    names: Array.from({ length: 2 + 2 * rungs }, (_, id) => (id === 0 ? '' : `f${id}`)),
    baseline: cost,
    comparison: cost.slice(),
    scale: 1,
  };
}
