import { describe, expect, test } from 'vitest';
import { flameTree } from '../../../src/core/flamegraph/flame-tree.ts';
import type { Block, CallTree, Side } from '../../../src/core/profile/call-tree.ts';

function block(side: Side, seconds: number, ...self: number[]): Block {
  return { side, pod: 'pod', seconds, self: Float32Array.from(self) };
}

function callTree(...blocks: Block[]): CallTree {
  const plain = { canonicalName: '', file: '', line: 0, lastLine: 0 };
  return {
    size: 3,
    parent: Int32Array.of(-1, 0, 1),
    subtreeEnd: Int32Array.of(3, 3, 3),
    functionId: Int32Array.of(0, 1, 2),
    functions: [
      { ...plain, name: '', own: false },
      { ...plain, name: 'main', own: true },
      { ...plain, name: 'memmove', own: false },
    ],
    blocks,
    samplePeriod: 10,
  };
}

describe('a call tree as a panel', () => {
  test('sums the blocks of each side in samples, with the exposure as scale', () => {
    const tree = flameTree(
      callTree(block('baseline', 10, 0, 20, 30), block('comparison', 10, 0, 0, 50), block('comparison', 20, 0, 10, 10)),
      10,
    );

    expect([...tree.baseline]).toEqual([0, 2, 3]);
    expect([...tree.comparison]).toEqual([0, 1, 6]);
    expect(tree.scale).toBe(3);
    expect(tree.names).toEqual(['', 'main', 'memmove']);
    expect([...(tree.own ?? [])]).toEqual([0, 1, 0]);
  });

  test('has no scale when one side was not recorded', () => {
    expect(flameTree(callTree(block('comparison', 10, 0, 20, 30)), 10).scale).toBe(0);
    expect(flameTree(callTree(block('baseline', 10, 0, 20, 30)), 10).scale).toBe(0);
  });

  test('refuses a unit of nothing', () => {
    expect(() => flameTree(callTree(), 0)).toThrow(/unit of 0 ns/u);
  });
});
