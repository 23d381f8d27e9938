import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measurePanel } from '../../../src/core/flamegraph/panel-costs.ts';
import {
  boxAt,
  boxOfNode,
  layOutScene,
  pannedBy,
  rowOfLine,
  type Scene,
  zoomedBy,
} from '../../../src/page/flames/graph-scene.ts';
import { anyTree, foldedTree, nodeNamed } from '../../core/flamegraph/folded-tree.ts';

function sceneOf(tree: ReturnType<typeof foldedTree>, changes: Partial<Scene> = {}): Scene {
  const costs = measurePanel(tree, true);
  const plain = {
    root: 0,
    from: 0,
    to: 1,
    upwards: false,
    folded: false,
    anchors: new Set<number>(),
    tags: new Map<number, string>(),
  };
  return { costs, ...plain, found: undefined, selected: undefined, ...changes };
}

const tree = foldedTree({ 'a;b;c': [10, 40], 'a;d': [10, 40], e: [5, 20] });

describe('a layout', () => {
  it('finds the box under a point, in its row only', () => {
    const layout = layOutScene(sceneOf(tree), 100);

    expect(layout.rows).toBe(4);
    expect(layout.boxes[boxAt(layout, 1, 10)!]!.node).toBe(nodeNamed(tree, 'a'));
    expect(layout.boxes[boxAt(layout, 1, 90)!]!.node).toBe(nodeNamed(tree, 'e'));
    expect(boxAt(layout, 2, 90)).toBeUndefined();
    expect(boxAt(layout, 4, 10)).toBeUndefined();
    expect(boxAt(layout, -1, 10)).toBeUndefined();
  });

  it('finds points in a window of the graph', () => {
    const layout = layOutScene(sceneOf(tree, { from: 0.75, to: 1 }), 100);

    expect(layout.boxes[boxAt(layout, 1, 10)!]!.node).toBe(nodeNamed(tree, 'a'));
    expect(layout.boxes[boxAt(layout, 1, 30)!]!.node).toBe(nodeNamed(tree, 'e'));
  });

  it('stands callers on their heads', () => {
    const layout = layOutScene(sceneOf(tree, { upwards: true }), 100);

    expect(rowOfLine(layout, 3)).toBe(0);
    expect(rowOfLine(layout, rowOfLine(layout, 1))).toBe(1);
  });

  it('finds the box of a frame that is folded or merged into it', () => {
    const folded = layOutScene(sceneOf(foldedTree({ 'a;b;c': [10, 40] }), { folded: true }), 100);
    const chain = folded.boxes[boxOfNode(folded, Int32Array.of(-1, 0, 1, 2), 3)!]!;
    expect([chain.node, chain.last]).toEqual([1, 3]);

    const narrow = foldedTree(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, [1, 1] as const])));
    const merged = layOutScene(sceneOf(narrow), 100);
    expect(merged.boxes[boxOfNode(merged, narrow.parent, 20)!]!.kind).toBe('merged');
  });

  it('finds for every point the box that is drawn there', () => {
    fc.assert(
      fc.property(anyTree(), fc.nat(299), fc.nat(12), (any, x, row) => {
        const scene = sceneOf(any);
        const layout = layOutScene(scene, 300);
        const found = boxAt(layout, row, x);
        const drawn = layout.boxes.findIndex((box) => box.row === row && box.x <= x && x < box.x + box.width);
        expect(found ?? -1).toBe(drawn);
      }),
    );
  });
});

describe('an extent', () => {
  it('keeps what is under the pointer where it is', () => {
    const { from, to } = zoomedBy({ from: 0, to: 1 }, 4, 0.25);

    expect(from + (to - from) * 0.25).toBeCloseTo(0.25);
    expect(to - from).toBeCloseTo(0.25);
  });

  it('is the whole again, exactly, after zooming in and out, wherever it went', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 1.01, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
          maxLength: 8,
        }),
        (turns) => {
          let seen = { from: 0, to: 1 };
          for (const [factor, at] of turns) {
            seen = zoomedBy(seen, factor, at);
            expect(seen.from).toBeGreaterThanOrEqual(0);
            expect(seen.to).toBeLessThanOrEqual(1);
            expect(seen.from).toBeLessThan(seen.to);
          }
          expect(zoomedBy(seen, 1e-9, 0.5)).toEqual({ from: 0, to: 1 });
        },
      ),
    );
  });

  it('stops at the ends when moved', () => {
    expect(pannedBy({ from: 0.5, to: 0.75 }, 9)).toEqual({ from: 0.75, to: 1 });
    expect(pannedBy({ from: 0.5, to: 0.75 }, -9)).toEqual({ from: 0, to: 0.25 });
  });
});
