import { expect, it } from 'vitest';
import { layOutBoxes } from '../../../src/core/flamegraph/lay-out-boxes.ts';
import { measurePanel } from '../../../src/core/flamegraph/panel-costs.ts';
import { boxIsMarked, isMarked, markNodes } from '../../../src/page/flames/node-marks.ts';
import { foldedTree, nodeNamed } from '../../core/flamegraph/folded-tree.ts';

const tree = foldedTree({ 'a;b;c': [10, 10], 'a;b;c;d': [300, 300], ...smallOnes() });
const rules = { width: 300, narrowest: 3, foldShare: 0.9, anchors: new Set<number>() };

function smallOnes(): Record<string, readonly [number, number]> {
  return Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`s${i}`, [1, 1] as const]));
}

function marksOf(name: string): Int32Array {
  return markNodes(
    tree.functionId,
    Uint8Array.from(tree.names, (one) => (one === name ? 1 : 0)),
  );
}

it('marks frames, and the box that draws one: its own, the chain around it, the merged one over it', () => {
  const boxes = layOutBoxes(measurePanel(tree, true), 0, rules);
  const marked = (name: string) => boxes.filter((box) => boxIsMarked(marksOf(name), tree.parent, box));

  expect(isMarked(marksOf('c'), nodeNamed(tree, 'c'))).toBe(true);
  expect(isMarked(marksOf('c'), nodeNamed(tree, 'a'))).toBe(false);
  expect(marked('c').map(({ node, kind }) => [node, kind])).toEqual([[nodeNamed(tree, 'a'), 'frame']]);
  expect(marked('s7').map(({ kind }) => kind)).toEqual(['merged']);
  expect(marked('nothing')).toEqual([]);
});

it('does not mark a box for what stands in rows of its own below it', () => {
  const boxes = layOutBoxes(measurePanel(tree, true), 0, { ...rules, foldShare: 2 });

  expect(boxes.filter((box) => boxIsMarked(marksOf('d'), tree.parent, box)).map(({ node }) => node)).toEqual([
    nodeNamed(tree, 'd'),
  ]);
});
