import { expect, it } from 'vitest';
import { measurePanel, withWidths } from '../../../src/core/flamegraph/panel-costs.ts';
import { foundText, whyEmpty } from '../../../src/page/flames/panel-notes.ts';
import { foldedTree, nodeNamed } from '../../core/flamegraph/folded-tree.ts';

const tree = foldedTree({ 'a;b': [50, 0], c: [50, 100] });
const costs = measurePanel(tree, true);

it('says how much a search found, of both sides where there are two', () => {
  const found = { nodes: Int32Array.of(1), all: 2, baseline: 25, comparison: 50 };

  expect(foundText(found, costs)).toBe('2 frames in 1 place · 50.0 % of now (25.0 % of the baseline)');
  expect(foundText(found, measurePanel(tree, false))).toBe('2 frames in 1 place · 50.0 % of now');
  expect(foundText({ ...found, all: 0, baseline: 0, comparison: 0 }, costs)).toBe('nothing here');
});

it('says why there is nothing to draw, and by which width there would be', () => {
  const gone = nodeNamed(tree, 'b');

  expect(whyEmpty(costs, 0, 'now')).toBeUndefined();
  expect(whyEmpty(costs, gone, 'now')).toEqual({
    why: 'This frame does not appear now, only in the baseline.',
    instead: 'baseline',
  });
  expect(whyEmpty(withWidths(costs, 'union'), gone, 'union')).toBeUndefined();
  const onlyNow = foldedTree({ a: [0, 5] });
  const byBaseline = withWidths(measurePanel(onlyNow, true), 'baseline');
  expect(whyEmpty(byBaseline, 0, 'baseline')?.instead).toBe('now');
  expect(whyEmpty(measurePanel(foldedTree({}), true), 0, 'now')?.instead).toBeUndefined();
});
