import { describe, expect, it } from 'vitest';
import type { FlameGraph } from '../../../src/core/flamegraph/flame-panel.ts';
import { frameFacts, mergedFacts } from '../../../src/core/flamegraph/frame-facts.ts';
import { layOutBoxes } from '../../../src/core/flamegraph/lay-out-boxes.ts';
import { measurePanel } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { reshapeTree } from '../../../src/core/flamegraph/reshape-tree.ts';
import { nodeNamed } from './folded-tree.ts';
import { stackTree } from './stack-tree.ts';

/** 10 ms samples; the baseline was recorded for twice as long. */
function panelOf(tree: FlameTree): FlameGraph {
  return {
    profile: 'cpu',
    title: 'CPU',
    note: '',
    tree,
    unitNanoseconds: 1e7,
    seconds: { baseline: 200, comparison: 100 },
    places: {
      files: ['shop/tax.go'],
      fileOf: Int32Array.from(tree.names, (name) => (name === 'Tax' ? 0 : -1)),
      line: Int32Array.from(tree.names, (name) => (name === 'Tax' ? 42 : 0)),
    },
  };
}

const TREE = stackTree(
  { 'm;Tax': [400, 600], 'm;Tax;hash': [600, 400], 'm;old': [1_000, 0], 'm;fresh': [0, 500] },
  0.5,
);

function factsOf(tree: FlameTree, name: string): ReturnType<typeof frameFacts> {
  return frameFacts(panelOf(tree), measurePanel(tree, true), nodeNamed(tree, name));
}

describe('the facts of a frame', () => {
  it('are rates per second of an average pod, and what the baseline lets expect', () => {
    // 1,000 samples × 10 ms over 100 s are 0.1 cores; 1,000 over 200 s are 0.05, which is 500 samples in 100 s.
    expect(factsOf(TREE, 'Tax')).toEqual({
      name: 'Tax',
      frames: 1,
      file: 'shop/tax.go',
      line: 42,
      own: true,
      total: { baseline: 0.05, comparison: 0.1 },
      self: { baseline: 0.02, comparison: 0.06 },
      share: { baseline: 0.5, comparison: 1_000 / 1_500 },
      delta: 0.05,
      relative: 1,
      z: 500 / Math.sqrt(1_000 + 0.5 * 500),
      significant: true,
      isNew: false,
      isGone: false,
    });
  });

  it('say what is new, what is gone, and what nobody knows', () => {
    expect(factsOf(TREE, 'fresh')).toMatchObject({ isNew: true, isGone: false, relative: undefined, delta: 0.05 });
    expect(factsOf(TREE, 'old')).toMatchObject({
      isNew: false,
      isGone: true,
      relative: -1,
      delta: -0.05,
      significant: true,
    });
    expect(factsOf(TREE, 'old')).toMatchObject({ file: '', line: 0, own: false });
    const { own, ...unknown } = TREE;
    expect(own).toBeDefined();
    expect(factsOf(unknown, 'old').own).toBeUndefined();
  });

  it('compare nothing where there is no baseline, and divide by no seconds', () => {
    const tree = stackTree({ 'm;Tax': [0, 600] }, 0);
    const panel = { ...panelOf(tree), seconds: { baseline: 0, comparison: 100 } };

    expect(frameFacts(panel, measurePanel(tree, true), nodeNamed(tree, 'Tax'))).toMatchObject({
      total: { baseline: 0, comparison: 0.06 },
      share: { baseline: 0, comparison: 1 },
      delta: 0,
      relative: undefined,
      z: 0,
      significant: false,
      isNew: false,
      isGone: false,
    });
  });

  it('are numbers also where nothing was recorded now', () => {
    const tree = stackTree({ 'm;Tax': [600, 0] });
    expect(factsOf(tree, 'Tax')).toMatchObject({ share: { baseline: 1, comparison: 0 }, isGone: true, relative: -1 });
    expect(factsOf(stackTree({ m: [0, 0] }), 'm')).toMatchObject({ z: 0, delta: 0, relative: undefined, isNew: false });
  });

  it('stay those of the function in a reshaped tree', () => {
    const wish = { hidden: new Set<number>(), collapsed: new Set<number>(), focus: undefined, recursion: false };
    const own = reshapeTree(TREE, { ...wish, ownOnly: true });
    const costs = measurePanel(own, true);

    expect(frameFacts(panelOf(TREE), costs, nodeNamed(own, 'Tax'))).toMatchObject({
      file: 'shop/tax.go',
      self: { baseline: 0.05, comparison: 0.1 },
    });
    expect(frameFacts(panelOf(TREE), costs, own.parent.length - 1)).toMatchObject({
      name: '(libraries only)',
      file: '',
      line: 0,
      own: false,
    });
  });
});

describe('the facts of a merged box', () => {
  it('are those of its frames together', () => {
    const tree = stackTree({ 'm;a': [10, 40], 'm;b;x': [20, 60], 'm;c': [30, 0], 'm;z': [15_000, 15_000] });
    const costs = measurePanel(tree, true);
    const rules = { width: 500, narrowest: 3, foldShare: 2, anchors: new Set<number>() };
    const box = layOutBoxes(costs, 0, rules).find(({ kind }) => kind === 'merged');
    if (box === undefined) throw new Error('nothing merged');

    const facts = mergedFacts(panelOf(tree), costs, box);
    expect(facts).toMatchObject({ name: '3 small frames', frames: 3, file: '', own: undefined, relative: 40 / 60 });
    expect(facts.total.comparison).toBeCloseTo(0.01, 12);
    expect(facts.self.comparison).toBeCloseTo(0.004, 12);
    expect(facts.significant).toBe(box.level !== 0);
  });
});
