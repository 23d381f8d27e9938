import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourLevels, withColours } from '../../../src/core/flamegraph/colour-levels.ts';
import { layOutBoxes } from '../../../src/core/flamegraph/lay-out-boxes.ts';
import { deltaOf, measurePanel, type PanelCosts } from '../../../src/core/flamegraph/panel-costs.ts';
import { anyTree, foldedTree, nodeNamed } from './folded-tree.ts';

const MIXED = foldedTree({
  'm;small': [100, 400],
  'm;large': [40_000, 50_000],
  'm;less': [30_000, 25_000],
  'm;calm': [5_000, 5_001],
});

function levelsOf(costs: PanelCosts, by: 'relative' | 'absolute'): Record<string, number> {
  const levels = colourLevels(costs, by);
  return Object.fromEntries(
    ['small', 'large', 'less', 'calm'].map((name) => [name, levels[nodeNamed(costs.tree, name)]!]),
  );
}

describe('colours', () => {
  it('are strong for what changed most against itself, or for where the change lies', () => {
    const costs = measurePanel(MIXED, true);

    expect(levelsOf(costs, 'relative')).toEqual({ small: 12, large: 4, less: -4, calm: 0 });
    expect(levelsOf(costs, 'absolute')).toEqual({ small: 1, large: 15, less: -9, calm: 0 });
  });

  it('show where changes cancel out as strongly as where they add up', () => {
    const costs = measurePanel(foldedTree({ 'm;a': [900, 1_800], 'm;b': [1_800, 900] }), true);
    const levels = colourLevels(costs, 'absolute');

    expect(levels[0]).toBe(0);
    expect([levels[nodeNamed(costs.tree, 'a')], levels[nodeNamed(costs.tree, 'b')]]).toEqual([15, -15]);
  });

  it('of any tree agree on what is noise and on the direction, and grow with the change', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const costs = measurePanel(tree, true);
        const absolute = colourLevels(costs, 'absolute');
        const strongest = [...absolute.keys()].sort(
          (a, b) => Math.abs(deltaOf(costs, a)) - Math.abs(deltaOf(costs, b)),
        );
        let before = 0;
        for (const node of strongest) {
          const level = absolute[node]!;
          expect(Math.sign(level)).toBe(Math.sign(costs.levels[node]!));
          if (level === 0) continue;
          expect(Math.abs(level)).toBeGreaterThanOrEqual(before);
          expect(Math.abs(level)).toBeLessThanOrEqual(15);
          before = Math.abs(level);
        }
      }),
    );
  });

  it('of all together are shown where no frame alone changed clearly', () => {
    const costs = measurePanel(foldedTree({ a: [0, 1], b: [214, 305] }), true);

    expect([costs.levels[nodeNamed(costs.tree, 'b')], costs.levels[0]! > 0]).toEqual([0, true]);
    expect(colourLevels(costs, 'absolute')[0]).toBeGreaterThan(0);
  });

  it('of a panel without a baseline, or without change, are all neutral', () => {
    for (const tree of [foldedTree({ 'a;b': [0, 9_000] }, 0), foldedTree({ 'a;b': [900, 900] }), foldedTree({})]) {
      expect(colourLevels(measurePanel(tree, true), 'absolute').every((level) => level === 0)).toBe(true);
    }
  });

  it('of merged boxes follow the same rule', () => {
    const stacks: Record<string, [number, number]> = { 'm;z': [100_000, 200_000] };
    for (let i = 0; i < 9; i++) stacks[`m;a${i}`] = [100, 300];
    const merged = (by: 'relative' | 'absolute'): number | undefined =>
      layOutBoxes(withColours(measurePanel(foldedTree(stacks), true), by), 0, {
        width: 1_000,
        narrowest: 3,
        foldShare: 2,
        anchors: new Set(),
      }).find((box) => box.kind === 'merged')?.level;

    expect(merged('relative')).toBe(11);
    expect(merged('absolute')).toBe(1);
  });
});
