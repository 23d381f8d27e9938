import { describe, expect, test } from 'vitest';
import { deltaOf, levelOf, measurePanel, nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import { foldedTree, nodeNamed } from './folded-tree.ts';

describe('the costs of a panel', () => {
  test('are inclusive, and compared with the scaled baseline', () => {
    const tree = foldedTree({ 'main;a;b': [10, 300], 'main;a': [5, 20], 'main;c': [7, 0] }, 2);

    const costs = measurePanel(tree, true);

    expect(costs.total).toBe(320);
    expect(costs.expectedTotal).toBe(44);
    expect(costs.comparison[nodeNamed(tree, 'a')]).toBe(320);
    expect(deltaOf(costs, nodeNamed(tree, 'a'))).toBe(320 - 2 * 15);
  });

  test.each([0, Number.NaN, Number.POSITIVE_INFINITY])('have no colour when the exposure ratio is %d', (scale) => {
    const tree = foldedTree({ a: [0, 1_000] }, scale);

    const costs = measurePanel(tree, true);

    expect(costs.comparable).toBe(false);
    expect(levelOf(costs, nodeNamed(tree, 'a'))).toBe(0);
  });

  test('name a frame without a name', () => {
    const tree = foldedTree({ 'main;': [0, 1] });

    expect(nameOf(tree, 2)).toBe('(unnamed)');
  });

  test('refuse what is no tree, saying where', () => {
    const tree = foldedTree({ 'a;b': [1, 1] });

    expect(() => measurePanel({ ...tree, comparison: new Float64Array(1) }, true)).toThrow(
      /comparison has 1 entries, parent has 3/u,
    );
    expect(() => measurePanel({ ...tree, baseline: Float64Array.of(0, -4, 0) }, true)).toThrow(
      /baseline cost of node 1 is -4/u,
    );
    expect(() => measurePanel({ ...tree, comparison: Float64Array.of(0, 0, Number.NaN) }, true)).toThrow(
      /node 2 is NaN/u,
    );
    expect(() => measurePanel({ ...tree, subtreeEnd: Int32Array.of(3, 1, 3) }, true)).toThrow(
      /node 1 is not in preorder/u,
    );
    expect(() => measurePanel({ ...tree, parent: Int32Array.of(-1, 0, 2) }, true)).toThrow(
      /node 2 is not in preorder/u,
    );
  });
});
