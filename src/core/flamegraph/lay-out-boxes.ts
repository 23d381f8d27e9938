import type { PanelCosts } from './panel-costs.ts';
import { levelOf, levelOfSums } from './panel-costs.ts';

/** A rectangle of the graph, in px of the panel and rows from its top. Boxes come parents first, left to right. */
export interface Box {
  readonly x: number;
  readonly width: number;
  readonly row: number;
  /** Covers the frames [node, end) of the tree. */
  readonly node: number;
  readonly end: number;
  /** Deepest frame of a folded chain; the node itself when nothing is folded. Its children are the next row. */
  readonly last: number;
  /** Frames drawn as this one box: the length of a folded chain, or the number of merged siblings. */
  readonly frames: number;
  readonly kind: 'frame' | 'merged';
  readonly level: number;
  /** Number of the box above; −1 for the root. */
  readonly parent: number;
}

export interface LayoutRules {
  /** Px for the root; the panel's `widths` share them out. */
  readonly width: number;
  /** Only what reaches into these px and rows is laid out; absent = everything. */
  readonly clip?: Clip;
  /** Siblings narrower than this many px become one box. */
  readonly narrowest: number;
  /** An only child with at least this share of its parent and the same level folds into it; over 1 folds nothing. */
  readonly foldShare: number;
  /** Frames that begin a box of their own and keep their label. */
  readonly anchors: ReadonlySet<number>;
}

/** A window onto the graph; its end is not part of it. */
export interface Clip {
  readonly from: number;
  readonly to: number;
  readonly endRow: number;
}

export const PICTURE_RULES = { narrowest: 3, foldShare: 0.97 } as const;
const INVISIBLE = 1;

/**
 * Boxes of the subtree of `root`: root in row 0, siblings in tree order (alphabetical), self cost as room at the right.
 * Nothing is left out for being small: narrow neighbours merge into one box coloured by their summed change.
 */
export function layOutBoxes(costs: PanelCosts, root: number, rules: LayoutRules): Box[] {
  const rootCost = costs.widths[root] ?? 0;
  if (!(rootCost > 0)) return [];
  const pxPerUnit = rules.width / rootCost;
  const boxes: Box[] = [frameBox(costs, root, { x: 0, width: rules.width, row: 0, parent: -1 })];
  for (let i = 0; i < boxes.length; i++) {
    const box = boxes[i];
    if (box?.kind === 'frame' && box.width >= rules.narrowest && box.row + 1 < (rules.clip?.endRow ?? Infinity)) {
      placeChildren(costs, box, i, pxPerUnit, rules, boxes);
    }
  }
  return boxes;
}

type Place = Pick<Box, 'x' | 'width' | 'row' | 'parent'>;

function placeChildren(
  costs: PanelCosts,
  box: Box,
  parent: number,
  pxPerUnit: number,
  rules: LayoutRules,
  boxes: Box[],
): void {
  const row = box.row + 1;
  const { subtreeEnd } = costs.tree;
  const [from, to] = [rules.clip?.from ?? -Infinity, rules.clip?.to ?? Infinity];
  const end = subtreeEnd[box.last] ?? 0;
  let x = box.x;
  // A run of narrow siblings, summed as it goes: there may be hundreds of thousands.
  let run: Run | undefined;
  const closeRun = (): void => {
    if (run !== undefined && x - run.x >= INVISIBLE && x > from) {
      boxes.push(mergedBox(costs, run, { x: run.x, width: x - run.x, row, parent }));
    }
    run = undefined;
  };
  // Not childrenOf: a generator is too slow for the page's every redraw.
  for (let child = box.last + 1; child < end && (x < to || run !== undefined); child = subtreeEnd[child] ?? end) {
    const width = (costs.widths[child] ?? 0) * pxPerUnit;
    if (width < rules.narrowest) {
      run ??= { x, first: child, last: child, frames: 0, comparison: 0, baseline: 0 };
      run.last = child;
      run.frames++;
      run.comparison += costs.comparison[child] ?? 0;
      run.baseline += costs.aligned[child] ?? 0;
    } else {
      closeRun();
      if (x + width > from && x < to)
        boxes.push(foldChain(costs, frameBox(costs, child, { x, width, row, parent }), rules));
    }
    x += width;
  }
  closeRun();
}

interface Run {
  readonly x: number;
  readonly first: number;
  last: number;
  frames: number;
  comparison: number;
  baseline: number;
}

function frameBox(costs: PanelCosts, node: number, place: Place): Box {
  const end = costs.tree.subtreeEnd[node] ?? node + 1;
  return { ...place, node, end, last: node, frames: 1, kind: 'frame', level: levelOf(costs, node) };
}

function mergedBox(costs: PanelCosts, run: Run, place: Place): Box {
  const end = costs.tree.subtreeEnd[run.last] ?? run.last + 1;
  const level = levelOfSums(costs, run.comparison, run.baseline);
  return { ...place, node: run.first, end, last: run.last, frames: run.frames, kind: 'merged', level };
}

function foldChain(costs: PanelCosts, box: Box, rules: LayoutRules): Box {
  const enough = (costs.widths[box.node] ?? 0) * rules.foldShare;
  let { last, frames } = box;
  for (;;) {
    const next = childWithAtLeast(costs, last, enough);
    if (next === undefined || rules.anchors.has(next) || levelOf(costs, next) !== box.level) break;
    last = next;
    frames++;
  }
  return { ...box, last, frames };
}

/** The first child whose width reaches `enough` (and is not nothing). */
export function childWithAtLeast(costs: PanelCosts, node: number, enough: number): number | undefined {
  const { subtreeEnd } = costs.tree;
  const end = subtreeEnd[node] ?? 0;
  for (let child = node + 1; child < end; child = subtreeEnd[child] ?? end) {
    const cost = costs.widths[child] ?? 0;
    if (cost > 0 && cost >= enough) return child;
  }
  return undefined;
}
