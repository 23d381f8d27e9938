import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, type LayoutRules, layOutBoxes, PICTURE_RULES } from '../../../src/core/flamegraph/lay-out-boxes.ts';
import { changeLevel } from '../../../src/core/flamegraph/change-level.ts';
import { measurePanel, nameOf, withWidths } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { anyTree, foldedTree, nodeNamed } from './folded-tree.ts';

const EVERY_FRAME: LayoutRules = { width: 600, narrowest: 0, foldShare: 2, anchors: new Set() };
const PICTURE: LayoutRules = { ...PICTURE_RULES, width: 600, anchors: new Set() };

function boxesOf(tree: FlameTree, rules: LayoutRules): Box[] {
  return layOutBoxes(measurePanel(tree, true), 0, rules);
}

function depthOf(tree: FlameTree, node: number): number {
  let depth = 0;
  for (let above = node; above > 0; above = tree.parent[above] ?? 0) depth++;
  return depth;
}

function geometry(boxes: readonly Box[]): object[] {
  return boxes.map(({ x, width, row, node, frames, kind }) => ({ x, width, row, node, frames, kind }));
}

describe('boxes', () => {
  test('lie inside their parent, without overlapping their siblings', () => {
    fc.assert(
      fc.property(anyTree(), fc.constantFrom(EVERY_FRAME, PICTURE), (tree, rules) => {
        const boxes = boxesOf(tree, rules);
        const rightOf = new Map<number, number>();
        for (const box of boxes) {
          const parent = boxes[box.parent];
          if (!parent) continue;
          expect(box.row).toBe(parent.row + 1);
          expect(box.x).toBeGreaterThanOrEqual((rightOf.get(box.parent) ?? parent.x) - 1e-6);
          expect(box.x + box.width).toBeLessThanOrEqual(parent.x + parent.width + 1e-6);
          rightOf.set(box.parent, box.x + box.width);
        }
      }),
    );
  });

  test('stand in the row of their depth and are as wide as their cost when nothing folds or merges', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const costs = measurePanel(tree, true);
        for (const box of layOutBoxes(costs, 0, EVERY_FRAME)) {
          expect(box.row).toBe(depthOf(tree, box.node));
          expect(box.width).toBeCloseTo((600 * (costs.comparison[box.node] ?? 0)) / costs.total, 6);
        }
      }),
    );
  });

  test('do not change when both sides are scaled', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const larger = {
          ...tree,
          baseline: tree.baseline.map((x) => x * 4),
          comparison: tree.comparison.map((x) => x * 4),
        };
        // Folding looks at levels, and levels at counts: four times the evidence may show more.
        const rules = { ...PICTURE, foldShare: 2 };
        expect(geometry(boxesOf(larger, rules))).toEqual(geometry(boxesOf(tree, rules)));
      }),
    );
  });

  test('mirror their colour when baseline and comparison swap', () => {
    const tree = foldedTree({ 'a;x': [500, 900], 'a;y': [900, 500], b: [300, 300] });
    const swapped = { ...tree, baseline: tree.comparison, comparison: tree.baseline };

    const levels = new Map(boxesOf(tree, EVERY_FRAME).map((box) => [box.node, box.level]));
    const mirrored = new Map(boxesOf(swapped, EVERY_FRAME).map((box) => [box.node, 0 - box.level]));

    expect(mirrored).toEqual(levels);
    expect(levels.get(nodeNamed(tree, 'x'))).toBe(8);
  });

  test('of siblings under 3 px merge into one with the colour of their summed change', () => {
    const stacks: Record<string, [number, number]> = { 'm;aa': [5_000, 5_000], 'm;zz': [5_000, 5_000] };
    for (let i = 0; i < 20; i++) stacks[`m;k${String(i).padStart(2, '0')}`] = [i < 10 ? 40 : 0, 30];
    const tree = foldedTree(stacks);

    const merged = boxesOf(tree, PICTURE).filter((box) => box.kind === 'merged');

    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({ frames: 20, node: nodeNamed(tree, 'k00'), last: nodeNamed(tree, 'k19') });
    expect(merged[0]?.width).toBeCloseTo((600 * 600) / 10_600, 6);
    expect(merged[0]?.level).toBe(changeLevel(600, 400, 1, 10_600));
  });

  test('show a vanished sibling in the colour of its merged neighbours', () => {
    const tree = foldedTree({ 'm;a': [9_000, 9_000], 'm;b': [10, 30], 'm;c': [900, 0] });

    const merged = boxesOf(tree, PICTURE).find((box) => box.kind === 'merged');

    expect(merged).toMatchObject({ frames: 2, level: changeLevel(30, 910, 1, 9_030) });
  });

  test('fold a chain of only children of one colour, but never past an anchor or a change of colour', () => {
    const tree = foldedTree({ 'a;b;c;d;leaf': [1_000, 1_000], other: [1_000, 1_000] });
    const ending = (rules: LayoutRules): string[] =>
      boxesOf(tree, rules).map((box) => `${nameOf(tree, box.node)}–${nameOf(tree, box.last)}`);

    expect(ending(PICTURE)).toContain('a–leaf');
    const anchored = ending({ ...PICTURE, anchors: new Set([nodeNamed(tree, 'c')]) });
    expect(anchored).toEqual(expect.arrayContaining(['a–b', 'c–leaf']));
  });

  test('are none for a panel without cost now', () => {
    expect(boxesOf(foldedTree({ a: [100, 0] }), PICTURE)).toEqual([]);
  });

  test('through a window are those of the whole that reach into it', () => {
    const window = fc.record({
      from: fc.double({ min: 0, max: 599, noNaN: true }),
      px: fc.integer({ min: 1, max: 600 }),
      endRow: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(anyTree(), fc.constantFrom(EVERY_FRAME, PICTURE), window, (tree, rules, { from, px, endRow }) => {
        const to = from + px;
        const seen = ({ x, width, row }: Box): boolean => row < endRow && (row === 0 || (x < to && x + width > from));
        const through = boxesOf(tree, { ...rules, clip: { from, to, endRow } });
        const whole = boxesOf(tree, rules).filter(seen);
        expect(geometry(through)).toEqual(geometry(whole));
        expect(through.map(({ level }) => level)).toEqual(whole.map(({ level }) => level));
      }),
    );
  });

  test('are as wide as the baseline where that is wished, vanished frames included', () => {
    const tree = foldedTree({ 'main;gone': [30, 0], 'main;kept': [10, 20] }, 2);
    const boxes = layOutBoxes(withWidths(measurePanel(tree, true), 'baseline'), 0, EVERY_FRAME);
    const widthOf = (name: string) => boxes.find(({ node }) => node === nodeNamed(tree, name))?.width;
    expect(widthOf('gone')).toBe(450);
    expect(widthOf('kept')).toBe(150);
  });

  test('of the union show what vanished and what is new, and hold their children', () => {
    const tree = foldedTree({ 'main;gone': [30, 0], 'main;new': [0, 20], 'main;kept': [10, 10] });
    const boxes = layOutBoxes(withWidths(measurePanel(tree, true), 'union'), 0, EVERY_FRAME);
    expect(boxes.map(({ node, width }) => [nameOf(tree, node), width])).toEqual([
      ['(unnamed)', 600],
      ['main', 600],
      ['gone', 300],
      ['kept', 100],
      ['new', 200],
    ]);
    fc.assert(
      fc.property(anyTree(), (any) => {
        const { widths, tree: columns } = withWidths(measurePanel(any, true), 'union');
        const below = new Float64Array(widths.length);
        for (let node = widths.length - 1; node > 0; node--) below[columns.parent[node]!]! += widths[node]!;
        for (const [node, width] of widths.entries()) expect(below[node]).toBeLessThanOrEqual(width + 1e-9);
      }),
    );
  });
});
