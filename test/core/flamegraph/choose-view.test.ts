import { describe, expect, test } from 'vitest';
import { chooseView } from '../../../src/core/flamegraph/choose-view.ts';
import { measurePanel, nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { foldedTree, nodeNamed } from './folded-tree.ts';

function view(tree: FlameTree, anchors: readonly string[] = []): { names: string[]; root: string; zoom: unknown } {
  const chosen = chooseView(measurePanel(tree, true), new Set(anchors.map((name) => nodeNamed(tree, name))));
  return { names: chosen.path.map((node) => nameOf(tree, node)), root: nameOf(tree, chosen.root), zoom: chosen.zoom };
}

describe('the view of a panel', () => {
  test('skips the frames that all samples share', () => {
    const tree = foldedTree({ 'main;serve;a': [500, 500], 'main;serve;b': [500, 500], 'main;init': [20, 20] });

    expect(view(tree)).toEqual({ names: ['main', 'serve'], root: 'serve', zoom: undefined });
  });

  test('keeps a frame that a mover points at, and the last frame of a lone stack', () => {
    const tree = foldedTree({ 'main;serve;work': [500, 500] });

    expect(view(tree).names).toEqual(['main', 'serve']);
    expect(view(tree, ['serve']).names).toEqual(['main']);
  });

  test('zooms when 80 % of the change lies in less than 40 % of the width', () => {
    const tree = foldedTree({
      'main;calm': [6_000, 6_000],
      'main;hot;x': [500, 1_000],
      'main;hot;y': [500, 1_000],
    });

    expect(view(tree)).toEqual({ names: ['main', 'hot'], root: 'hot', zoom: { whole: 1, from: 0.75, to: 1 } });
  });

  test.each([
    ['the change is spread', { 'main;a;x': [3_000, 3_600], 'main;b;x': [3_000, 3_600], 'main;c;x': [3_000, 3_600] }],
    ['the changed part is wide', { 'main;a;x': [3_000, 6_000], 'main;b;x': [3_000, 3_000] }],
    ['nothing changed', { 'main;a;x': [300, 300], 'main;b;x': [9_000, 9_000] }],
    ['the changed part is a lone frame', { 'main;a': [300, 900], 'main;b;x': [9_000, 9_000] }],
    ['the changed part is nearly gone', { 'main;a;x': [3_000, 10], 'main;b;x': [9_000, 9_000] }],
  ] as const)('shows the whole when %s', (_, stacks) => {
    expect(view(foldedTree(stacks)).zoom).toBeUndefined();
  });
});
