import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldDiff } from '../../../src/core/flamegraph/fold-diff.ts';
import { anyTree, foldedTree } from './folded-tree.ts';

describe('folded text with two counts', () => {
  it('has a line for each stack that costs something on either side', () => {
    const tree = foldedTree({ 'main;a': [3, 5], 'main;a;b': [0, 2], 'main;gone': [4, 0], main: [0, 0] });

    expect(foldDiff({ tree, unitNanoseconds: 10_000_000 })).toBe(
      ['main;a 30000 50000', 'main;a;b 0 20000', 'main;gone 40000 0', ''].join('\n'),
    );
  });

  it('keeps a frame one frame, and a line one line, whatever the name holds', () => {
    const tree = foldedTree({ 'std::vector<int, 4> 12': [1, 1], 'two\nlines\tof \uD800': [1, 2] });
    const renamed = { ...tree, names: tree.names.map((name) => name.replace('4', '4;')) };

    const lines = foldDiff({ tree: renamed, unitNanoseconds: 1000 }).trimEnd().split('\n');

    expect(lines).toEqual(['std::vector<int, 4:> 12 1 1', 'two lines of \uFFFD 1 2']);
  });

  it('drops nothing, however small', () => {
    expect(foldDiff({ tree: foldedTree({ a: [0.001, 0] }), unitNanoseconds: 1 })).toBe('a 1 0\n');
  });

  it('sums up to what the tree sums up to', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const lines = foldDiff({ tree, unitNanoseconds: 1000 }).split('\n').filter(Boolean);
        const sum = (column: 1 | 2) =>
          lines.reduce((all, line) => all + Number(/ (\d+) (\d+)$/.exec(line)![column]), 0);

        expect(sum(1)).toBe(tree.baseline.reduce((all, cost) => all + cost, 0));
        expect(sum(2)).toBe(tree.comparison.reduce((all, cost) => all + cost, 0));
      }),
    );
  });
});
