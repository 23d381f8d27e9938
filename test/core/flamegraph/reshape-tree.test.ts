import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIBRARIES_ONLY, reshapeTree, type Reshaping } from '../../../src/core/flamegraph/reshape-tree.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
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

/** The same wishes by name. */
interface Wish {
  readonly hidden?: readonly string[];
  readonly collapsed?: readonly string[];
  readonly focus?: string | undefined;
  readonly ownOnly?: boolean;
  readonly recursion?: boolean;
}

function reshaping(tree: FlameTree, wish: Wish): Reshaping {
  const ids = (names: readonly string[] = []): Set<number> => new Set(names.map((name) => tree.names.indexOf(name)));
  return {
    hidden: ids(wish.hidden),
    collapsed: ids(wish.collapsed),
    focus: wish.focus === undefined ? undefined : tree.names.indexOf(wish.focus),
    ownOnly: wish.ownOnly ?? false,
    recursion: wish.recursion ?? false,
  };
}

function reshaped(stacks: Stacks, wish: Wish): Record<string, [number, number]> {
  const tree = stackTree(stacks);
  return stacksOf(reshapeTree(tree, reshaping(tree, wish)));
}

/** What becomes of one stack, said without a tree. */
function reshapeStack(frames: readonly string[], wish: Wish): string | undefined {
  if (wish.focus !== undefined && !frames.includes(wish.focus)) return undefined;
  const kept: string[] = [];
  let libraries = false;
  for (const frame of frames) {
    if (wish.hidden?.includes(frame)) continue;
    if (wish.ownOnly && !/^[A-Z]/u.test(frame)) libraries = true;
    else if (!(wish.recursion && kept.at(-1) === frame)) kept.push(frame);
    if (wish.collapsed?.includes(frame)) break;
  }
  return kept.length === 0 && libraries ? LIBRARIES_ONLY : kept.join(';');
}

function anyWish(): fc.Arbitrary<Wish> {
  const name = fc.constantFrom('A', 'B', 'C', 'x', 'y', 'z');
  return fc.record({
    hidden: fc.uniqueArray(name, { maxLength: 2 }),
    collapsed: fc.uniqueArray(name, { maxLength: 2 }),
    focus: fc.option(name, { nil: undefined, freq: 2 }),
    ownOnly: fc.boolean(),
    recursion: fc.boolean(),
  });
}

describe('a reshaped tree', () => {
  it('is the tree of the reshaped stacks, whatever is wished for at once', () => {
    fc.assert(
      fc.property(anyStacks(), anyWish(), (stacks, wish) => {
        const expected = Object.entries(stacks).flatMap(([stack, costs]): [string, readonly [number, number]][] => {
          const to = reshapeStack(stack.split(';'), wish);
          return to === undefined ? [] : [[to, costs]];
        });
        expect(reshaped(stacks, wish)).toEqual(sumStacks(expected));
      }),
      { numRuns: 500 },
    );
  });

  it('is in preorder with one sibling per function, in order', () => {
    fc.assert(
      fc.property(anyStacks(), anyWish(), (stacks, wish) => {
        const tree = stackTree(stacks);
        expect(faultsOf(reshapeTree(tree, reshaping(tree, wish)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the tree itself when nothing is wished for', () => {
    const tree = stackTree({ 'A;x': [1, 2] });
    expect(reshapeTree(tree, reshaping(tree, {}))).toBe(tree);
    const { own, ...unknown } = tree;
    expect(own).toBeDefined();
    expect(reshapeTree(unknown, reshaping(tree, { ownOnly: true }))).toBe(unknown);
  });

  it('keeps names, places and scale valid', () => {
    const tree = stackTree({ 'A;x': [1, 2], 'y;z': [3, 4] }, 0.5);
    const own = reshapeTree(tree, reshaping(tree, { ownOnly: true }));

    expect(own.scale).toBe(0.5);
    expect(own.names.slice(0, -1)).toEqual(tree.names);
    expect(own.own?.length).toBe(own.names.length);
  });
});

describe('a hidden function', () => {
  it('gives its cost and its callees to the caller, where the same callees merge', () => {
    expect(reshaped({ 'A;wrap;f': [1, 2], 'A;wrap': [4, 8], 'A;f;g': [16, 32] }, { hidden: ['wrap'] })).toEqual({
      A: [4, 8],
      'A;f': [1, 2],
      'A;f;g': [16, 32],
    });
  });

  it('leaves an empty graph with all the cost when it was the only one', () => {
    expect(reshaped({ A: [1, 2] }, { hidden: ['A'] })).toEqual({ '': [1, 2] });
  });
});

describe('only my code', () => {
  it('gives libraries to the own function that called them', () => {
    expect(reshaped({ 'net;Serve;json;reflect': [1, 2], 'net;Serve;json;Marshal': [3, 4] }, { ownOnly: true })).toEqual(
      {
        Serve: [1, 2],
        'Serve;Marshal': [3, 4],
      },
    );
  });

  it('keeps in one frame what no own function called', () => {
    const stacks = { 'net;Serve': [1, 1], net: [2, 2], 'gc;mark': [4, 4], 'gc;sweep': [8, 8] } as const;
    expect(reshaped(stacks, { ownOnly: true })).toEqual({ Serve: [1, 1], [LIBRARIES_ONLY]: [14, 14] });
  });
});

describe('a focus', () => {
  it('keeps the stacks through a function from the root on, and nothing else', () => {
    const stacks = { 'A;B;x': [1, 2], 'A;B': [3, 4], A: [5, 6], 'A;C': [7, 8], 'C;B': [9, 10] } as const;
    expect(reshaped(stacks, { focus: 'B' })).toEqual({ 'A;B;x': [1, 2], 'A;B': [3, 4], 'C;B': [9, 10] });
  });

  it('on a function that is not there leaves an empty graph', () => {
    const tree = stackTree({ 'A;x': [1, 2] });
    const empty = reshapeTree(tree, { ...reshaping(tree, {}), focus: 99 });
    expect(stacksOf(empty)).toEqual({});
    expect(empty.parent.length).toBe(1);
  });
});

describe('bad input', () => {
  it('a stack of 20,000 frames reshapes', () => {
    const tree = towerTree(20_000);
    for (const wish of [{ recursion: true }, { hidden: ['ping'], recursion: true }, { ownOnly: true, focus: 'pong' }]) {
      const to = reshapeTree(tree, reshaping(tree, wish));
      expect(faultsOf(to)).toEqual([]);
    }
    const ping = reshapeTree(tree, reshaping(tree, { hidden: ['pong'], recursion: true }));
    expect(stacksOf(ping)).toEqual({ ping: [20_000, 40_000], '': [1, 2] });
  });

  it('300,000 siblings reshape, also when each of them has to be merged', () => {
    const count = 300_000;
    const tree = siblingTree(count);
    const flat = reshapeTree(tree, { ...reshaping(tree, {}), hidden: new Set([1]) });
    expect(flat.parent.length).toBe(count + 1);
    expect(faultsOf(flat)).toEqual([]);
    const own = reshapeTree(tree, reshaping(tree, { ownOnly: true }));
    expect(own.parent.length).toBe(count / 2 + 2);
    expect(faultsOf(own)).toEqual([]);
  });
});
