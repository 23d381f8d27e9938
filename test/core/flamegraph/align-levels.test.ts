import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeLevel } from '../../../src/core/flamegraph/change-level.ts';
import { deltaOf, levelOf, measurePanel, nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { anyTree, foldedTree } from './folded-tree.ts';

/** Names and levels of all frames that are painted. */
function painted(tree: FlameTree): readonly string[] {
  const costs = measurePanel(tree, true);
  return [...costs.levels.keys()].filter((node) => levelOf(costs, node) !== 0).map((node) => nameOf(tree, node));
}

describe('frames that only hang elsewhere', () => {
  it('are white when a wrapper was inlined away on one side', () => {
    const tree = foldedTree({
      'main;next;layer;handle;render': [5_000, 50],
      'main;next;layer;handle;store': [5_000, 50],
      'main;handle;render': [0, 4_950],
      'main;handle;store': [0, 4_950],
    });
    expect(painted(tree)).toEqual([]);
  });

  it('are white when the frame above them was renamed', () => {
    const tree = foldedTree({
      'main;Render.v1;a': [4_000, 0],
      'main;Render.v1;b': [6_000, 0],
      'main;Render.v2;a': [0, 4_000],
      'main;Render.v2;b': [0, 6_000],
    });
    expect(painted(tree)).toEqual([]);
  });

  it('keep the colour of what they gained beside that, and of the wrapper’s own cost', () => {
    const tree = foldedTree({
      'main;next;handle;render': [5_000, 0],
      'main;next;handle;store': [5_000, 0],
      'main;handle': [0, 900],
      'main;handle;render': [0, 5_000],
      'main;handle;store': [0, 10_000],
    });
    const costs = measurePanel(tree, true);
    const named = (name: string) =>
      [...costs.levels.keys()].filter((node) => nameOf(tree, node) === name && costs.comparison[node]! > 0);
    const [store = 0] = named('store');
    expect(levelOf(costs, store)).toBe(changeLevel(10_000, 5_000, 1, 15_900));
    expect(deltaOf(costs, store)).toBe(5_000);
    expect(named('render').map((node) => levelOf(costs, node))).toEqual([0]);
  });

  it('leave a real change alone: a new call beside an old one that stays', () => {
    const tree = foldedTree({ 'main;old;work': [9_000, 9_000], 'main;fresh;work': [0, 3_000] });
    expect(painted(tree)).toEqual(['(unnamed)', 'main', 'fresh', 'work']);
  });

  it('still show a call that moved to a dearer place', () => {
    const tree = foldedTree({ 'main;list;query': [1_000, 0], 'main;page;query': [0, 9_000] });
    const costs = measurePanel(tree, true);
    const query = [...costs.levels.keys()].filter((node) => nameOf(tree, node) === 'query');
    expect(query.map((node) => levelOf(costs, node) > 0)).toContain(true);
  });

  it('are held against something finite and never below nothing, and nothing is painted where nothing changed', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const costs = measurePanel(tree, true);
        for (const cost of costs.aligned) {
          expect(Number.isFinite(cost)).toBe(true);
          expect(cost).toBeGreaterThanOrEqual(0);
        }
        expect(painted({ ...tree, comparison: tree.baseline })).toEqual([]);
      }),
    );
  });

  it('of the same shape on both sides are not touched', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const doubled = { ...tree, comparison: tree.baseline.map((cost) => cost * 2) };
        const costs = measurePanel(doubled, true);
        for (const [node, cost] of costs.aligned.entries()) expect(cost).toBeCloseTo(costs.baseline[node]!, 6);
      }),
    );
  });

  it('are found among 100,000 siblings in linear steps', () => {
    const stacks = Object.fromEntries(
      Array.from(
        { length: 100_000 },
        (_, at) => [`main;f${at}`, [at % 2 === 0 ? 40 : 0, at % 2 === 0 ? 0 : 40]] as const,
      ),
    );
    expect(painted(foldedTree(stacks))).toEqual([]);
  });

  it('are found below thousands of small ones', () => {
    const stacks: Record<string, [number, number]> = {};
    for (let f = 0; f < 150; f++) {
      for (let g = 0; g < 100; g++) {
        stacks[`main;next;handle;f${f};g${g}`] = [10, 0];
        stacks[`main;handle;f${f};g${g}`] = [0, 10];
      }
    }
    stacks['main;next;handle;f0;g0;h;k;deep'] = [20_000, 0];
    stacks['main;handle;f0;g0;h;k;deep'] = [0, 20_000];
    expect(painted(foldedTree(stacks))).toEqual([]);
  });
});
