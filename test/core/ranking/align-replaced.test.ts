import { describe, expect, it } from 'vitest';
import { alignReplaced } from '../../../src/core/ranking/align-replaced.ts';
import { buildModel } from '../../../src/core/ranking/model.ts';
import { CPU_ENGINE } from '../../../src/core/ranking/constants.ts';
import { exposeTree } from '../../../src/core/ranking/exposed-blocks.ts';
import { handMadeTree, podsOf, SAMPLE, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

const REST: Stacks = { 'main;serve;read': 4000, 'main;serve;write': 3000, 'main;serve;log': 900 };
const OLD: Stacks = { 'main;serve;price;tax': 300, 'main;serve;price;round': 200, 'main;serve;price': 60 };

function rank(before: Stacks, after: Stacks) {
  return rankChanges({ cpu: handMadeTree(podsOf({ ...REST, ...before }, { ...REST, ...after })) });
}

function functionsAfter(before: Stacks, after: Stacks): Set<string> | undefined {
  const { sides } = exposeTree(handMadeTree(podsOf({ ...REST, ...before }, { ...REST, ...after })), SAMPLE, undefined);
  const aligned = alignReplaced(buildModel(sides, CPU_ENGINE, false));
  return aligned && new Set([...aligned.index.functionId].map((id) => aligned.index.functions[id]!.name));
}

describe('alignReplaced', () => {
  it('lets a renamed function be compared with its old self', () => {
    const renamed = { 'main;serve;quote;tax': 300, 'main;serve;quote;round': 200, 'main;serve;quote': 60 };

    expect(functionsAfter(OLD, renamed)).not.toContain('price');
    expect(rank(OLD, renamed).movers).toEqual([]);
  });

  it('sets a function that was split in two against both heirs', () => {
    const split = { 'main;serve;sum;tax': 300, 'main;serve;finish;round': 200, 'main;serve;sum': 60 };

    expect(rank(OLD, split).movers.filter(({ gated }) => gated)).toEqual([]);
  });

  it('names the new name of a function that got twice as dear while it was renamed', () => {
    const dearer = { 'main;serve;quote;tax': 600, 'main;serve;quote;round': 400, 'main;serve;quote': 120 };

    expect(rank(OLD, dearer).movers[0]).toMatchObject({ function: 'quote', gated: true });
  });

  it('does not take a removal beside an addition for a rename: their cost lies elsewhere', () => {
    const both = { 'main;serve;list;tax': 400, 'main;serve;list;hash': 300 };
    const before = { ...both, 'main;serve;price;tax': 500 };
    const after = { ...both, 'main;serve;audit;hash': 1500 };

    expect(functionsAfter(before, after)).toBeUndefined();
    expect(rank(before, after).movers[0]).toMatchObject({ function: 'audit', gated: true });
  });

  it('does not take what is left of a function for its heir', () => {
    expect(functionsAfter(OLD, { 'main;serve;quote;tax': 60, 'main;serve;quote;round': 40 })).toBeUndefined();
  });

  it('leaves alone what both sides have', () => {
    expect(functionsAfter(OLD, { ...OLD, 'main;serve;price;tax': 900 })).toBeUndefined();
  });
});
