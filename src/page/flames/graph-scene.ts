import { type Box, layOutBoxes, PICTURE_RULES } from '../../core/flamegraph/lay-out-boxes.ts';
import type { PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import type { NodeMarks } from './node-marks.ts';

/** Everything one graph shows, but for where it is scrolled to. */
export interface Scene {
  readonly costs: PanelCosts;
  /** Fills the width when `from` is 0 and `to` is 1: shares of this frame's width. */
  readonly root: number;
  readonly from: number;
  readonly to: number;
  /** Callers stand above what they call: the root is the lowest row then. */
  readonly upwards: boolean;
  readonly folded: boolean;
  /** Frames that begin a box of their own. */
  readonly anchors: ReadonlySet<number>;
  /** Ranks of the movers by function id. */
  readonly tags: ReadonlyMap<number, string>;
  /** What the search found; undefined while nothing is searched. */
  readonly found: NodeMarks | undefined;
  /** Where the selected function is. */
  readonly selected: NodeMarks | undefined;
}

/** Boxes as the canvas has them: x from its left edge, rows with an index. */
export interface Layout {
  readonly boxes: readonly Box[];
  /** The boxes of row r are [starts[r], starts[r + 1]). */
  readonly starts: readonly number[];
  readonly rows: number;
  readonly upwards: boolean;
  /** Px that are left of the canvas, and px of the whole root. */
  readonly offset: number;
  readonly whole: number;
}

const UNFOLDED = 2;

/** Boxes of a scene on a canvas `width` px wide. They come row by row, left to right, as layOutBoxes lays them. */
export function layOutScene(scene: Scene, width: number): Layout {
  const whole = width / (scene.to - scene.from);
  const offset = scene.from * whole;
  const boxes = layOutBoxes(scene.costs, scene.root, {
    width: whole,
    clip: { from: offset, to: offset + width, endRow: Infinity },
    narrowest: PICTURE_RULES.narrowest,
    foldShare: scene.folded ? PICTURE_RULES.foldShare : UNFOLDED,
    anchors: scene.anchors,
  });
  const starts: number[] = [];
  for (let i = 0; i < boxes.length; i++) while (starts.length <= boxes[i]!.row) starts.push(i);
  const rows = starts.length;
  starts.push(boxes.length);
  return { boxes, starts, rows, upwards: scene.upwards, offset, whole };
}

/** The row whose boxes stand in the line-th line from the top; its own inverse. */
export function rowOfLine(layout: Layout, line: number): number {
  return layout.upwards ? layout.rows - 1 - line : line;
}

/** Number of the box at x px of a row; undefined between boxes. */
export function boxAt(layout: Layout, row: number, x: number): number | undefined {
  if (row < 0 || row >= layout.rows) return undefined;
  const at = x + layout.offset;
  let [low, high] = [layout.starts[row]!, layout.starts[row + 1]!];
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = layout.boxes[middle]!;
    if (at < box.x) high = middle;
    else if (at >= box.x + box.width) low = middle + 1;
    else return middle;
  }
  return undefined;
}

/** Number of the box that shows a node: its own, the chain it is folded into, or the merged box around it. */
export function boxOfNode(layout: Layout, parent: Int32Array, node: number): number | undefined {
  for (let i = 0; i < layout.boxes.length; i++) {
    const box = layout.boxes[i]!;
    if (node < box.node || node >= box.end) continue;
    if (box.node === node || box.kind === 'merged') return i;
    if (node > box.last) continue;
    for (let inner = box.last; inner > box.node; inner = parent[inner]!) if (inner === node) return i;
  }
  return undefined;
}

const NARROWEST_SHARE = 1e-7;
const SLIVER = 1e-9;

export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The extent zoomed by `factor` (over 1 = closer) around the point `at`, a share of what is seen. */
export function zoomedBy(seen: Extent, factor: number, at: number): Extent {
  const size = Math.min(1, Math.max(NARROWEST_SHARE, (seen.to - seen.from) / factor));
  const fixed = seen.from + (seen.to - seen.from) * at;
  return placed(fixed - size * at, size);
}

/** The extent moved by a share of what is seen; it stops at the ends. */
export function pannedBy(seen: Extent, share: number): Extent {
  const size = seen.to - seen.from;
  return placed(seen.from + size * share, size);
}

function placed(from: number, size: number): Extent {
  // Rounding must not leave a sliver outside: the link would tell of a zoom that nobody sees.
  if (size > 1 - SLIVER) return { from: 0, to: 1 };
  const start = Math.min(Math.max(0, from), 1 - size);
  return { from: start < SLIVER * size ? 0 : start, to: Math.min(1, start + size) };
}
