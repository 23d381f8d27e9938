import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import { type Layout, rowOfLine, type Scene } from './graph-scene.ts';
import type { LabelCache } from './label-cache.ts';
import { boxIsMarked } from './node-marks.ts';
import { paintTags, TAG_ROOM, type TaggedBox } from './paint-tags.ts';

/** What is seen of a graph and how large, CSS px. */
export interface Sight {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly rowHeight: number;
}

export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly colours: SchemeColours;
  readonly labels: LabelCache;
  /** Px of one character. */
  readonly advance: number;
}

/** The frame a reader stands on; `focused` while the keyboard is there. */
export interface Cursor {
  readonly box: number;
  readonly focused: boolean;
}

export const GRAPH_FONT = "12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const INSET = 4;
const NARROWEST_LABEL = 22;
/** Of what a search did not find; still readable, clearly behind. */
const DIMMED = 0.3;
const DIMMED_INK = 0.6;

/** Draws the boxes in sight: fills, then labels, then outlines of what is found, selected and focused. */
export function paintGraph(brush: Brush, scene: Scene, layout: Layout, sight: Sight, cursor: Cursor | undefined): void {
  const { context, colours } = brush;
  const { boxes } = layout;
  context.globalAlpha = 1;
  context.fillStyle = colours.page;
  context.fillRect(0, 0, sight.width, sight.height);
  const seen = boxesInSight(layout, sight);
  const { parent } = scene.costs.tree;
  const found = scene.found && seen.map((i) => boxIsMarked(scene.found!, parent, boxes[i]!));
  paintFills(brush, layout, sight, seen, found);
  paintLabels(brush, scene, layout, sight, seen, found);
  context.globalAlpha = 1;
  for (const [at, i] of seen.entries()) {
    const box = boxes[i]!;
    if (found?.[at]) outline(brush, layout, sight, box, 1.5);
    if (scene.selected && boxIsMarked(scene.selected, parent, box)) outline(brush, layout, sight, box, 2.5);
  }
  if (scene.tags.size > 0) paintTags(context, colours, taggedBoxes(scene, layout, sight, seen), sight.width);
  const current = cursor && boxes[cursor.box];
  if (current) outlineCursor(brush, layout, sight, current, cursor.focused);
}

function taggedBoxes({ costs, tags }: Scene, layout: Layout, sight: Sight, seen: readonly number[]): TaggedBox[] {
  const { functionId } = costs.tree;
  return seen.flatMap((i) => {
    const box = layout.boxes[i]!;
    const tag = box.kind === 'frame' ? tags.get(functionId[box.node]!) : undefined;
    if (tag === undefined) return [];
    const { left, right } = edgesOf(layout, sight, box);
    return [{ box, tag, left, top: topOf(layout, sight, box), width: right - left, height: sight.rowHeight - 1 }];
  });
}

/** Left and right edge of a box on the canvas, whole px, with a gap of one px at its right. */
export function edgesOf(layout: Layout, sight: Sight, box: Box): { left: number; right: number } {
  const left = Math.max(-1, Math.round(box.x - layout.offset));
  const right = Math.min(sight.width + 1, Math.round(box.x - layout.offset + box.width));
  return { left, right: Math.max(left + 1, right - 1) };
}

export function topOf(layout: Layout, sight: Sight, box: Box): number {
  return rowOfLine(layout, box.row) * sight.rowHeight - sight.scrollTop;
}

/** Numbers of the boxes in the lines that are scrolled to. */
export function boxesInSight(layout: Layout, sight: Sight): number[] {
  const first = Math.max(0, Math.floor(sight.scrollTop / sight.rowHeight));
  const last = Math.min(layout.rows - 1, Math.floor((sight.scrollTop + sight.height - 1) / sight.rowHeight));
  const seen: number[] = [];
  for (let line = first; line <= last; line++) {
    const row = rowOfLine(layout, line);
    for (let i = layout.starts[row]!; i < layout.starts[row + 1]!; i++) seen.push(i);
  }
  return seen;
}

type Found = readonly boolean[] | undefined;

function paintFills(brush: Brush, layout: Layout, sight: Sight, seen: readonly number[], found: Found): void {
  const { context, colours } = brush;
  let level: number | undefined;
  for (const [at, i] of seen.entries()) {
    const box = layout.boxes[i]!;
    if (box.level !== level) {
      ({ level } = box);
      context.fillStyle = colours.levels[level + 15]!;
    }
    if (found) context.globalAlpha = found[at] ? 1 : DIMMED;
    const { left, right } = edgesOf(layout, sight, box);
    context.fillRect(left, topOf(layout, sight, box), right - left, sight.rowHeight - 1);
  }
}

function paintLabels(
  brush: Brush,
  scene: Scene,
  layout: Layout,
  sight: Sight,
  seen: readonly number[],
  found: Found,
): void {
  const { context, colours } = brush;
  context.font = GRAPH_FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let level: number | undefined;
  for (const [at, i] of seen.entries()) {
    const box = layout.boxes[i]!;
    const { left, right } = edgesOf(layout, sight, box);
    // A box that begins left of the canvas keeps its label in sight.
    const tagged = box.kind === 'frame' && scene.tags.has(scene.costs.tree.functionId[box.node]!);
    const start = Math.max(0, left) + INSET + (tagged ? TAG_ROOM : 0);
    const width = Math.min(sight.width, right) - INSET / 2 - start;
    if (width < NARROWEST_LABEL) continue;
    const label = brush.labels.labelOf(scene.costs, box, Math.floor(width / brush.advance));
    if (label === undefined) continue;
    if (box.level !== level) {
      ({ level } = box);
      context.fillStyle = colours.inkOf(level);
    }
    if (found) context.globalAlpha = found[at] ? 1 : DIMMED_INK;
    const middle = topOf(layout, sight, box) + (sight.rowHeight - 1) / 2 + 0.5;
    if (label.foreign) context.fillText(label.text, start, middle, width);
    else context.fillText(label.text, start, middle);
  }
}

function outline(brush: Brush, layout: Layout, sight: Sight, box: Box, width: number): void {
  const { context, colours } = brush;
  const { left, right } = edgesOf(layout, sight, box);
  context.strokeStyle = colours.ink;
  context.lineWidth = width;
  const inset = width / 2;
  const height = sight.rowHeight - 1 - width;
  const across = right - left - width;
  if (across > 0) context.strokeRect(left + inset, topOf(layout, sight, box) + inset, across, height);
  else {
    // Too narrow for an outline: all of it is ink.
    context.fillStyle = colours.ink;
    context.fillRect(left, topOf(layout, sight, box), Math.max(1, right - left), sight.rowHeight - 1);
  }
}

function outlineCursor(brush: Brush, layout: Layout, sight: Sight, box: Box, focused: boolean): void {
  const { context, colours } = brush;
  const { left, right } = edgesOf(layout, sight, box);
  const top = topOf(layout, sight, box);
  if (focused) {
    // Ink, page, ink: seen on every fill.
    context.strokeStyle = colours.page;
    context.lineWidth = 6;
    context.strokeRect(left + 1, top + 1, right - left - 2, sight.rowHeight - 3);
  }
  context.strokeStyle = colours.ink;
  context.lineWidth = focused ? 3 : 2;
  context.strokeRect(left, top, Math.max(2, right - left), sight.rowHeight - 1);
}
