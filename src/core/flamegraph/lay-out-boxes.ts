import type { PanelCosts } from './panel-costs.ts';
import { childrenOf, levelOf, levelOfSums } from './panel-costs.ts';

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
  /** Px for the root; width = comparison cost. */
  readonly width: number;
  /** Siblings narrower than this many px become one box. */
  readonly narrowest: number;
  /** An only child with at least this share of its parent and the same level folds into it; over 1 folds nothing. */
  readonly foldShare: number;
  /** Frames that begin a box of their own and keep their label. */
  readonly anchors: ReadonlySet<number>;
}

export const PICTURE_RULES = { narrowest: 3, foldShare: 0.97 } as const;
const INVISIBLE = 1;

/**
 * Boxes of the subtree of `root`: root in row 0, siblings in tree order (alphabetical), self cost as room at the right.
 * Nothing is left out for being small: narrow neighbours merge into one box coloured by their summed change.
 */
export function layOutBoxes(costs: PanelCosts, root: number, rules: LayoutRules): Box[] {
  const rootCost = costs.comparison[root] ?? 0;
  if (!(rootCost > 0)) return [];
  const pxPerUnit = rules.width / rootCost;
  const boxes: Box[] = [frameBox(costs, root, { x: 0, width: rules.width, row: 0, parent: -1 })];
  for (let i = 0; i < boxes.length; i++) {
    const box = boxes[i];
    if (box?.kind === 'frame' && box.width >= rules.narrowest) placeChildren(costs, box, i, pxPerUnit, rules, boxes);
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
  let x = box.x;
  let run: number[] = [];
  let runStart = x;
  const closeRun = (): void => {
    if (x - runStart >= INVISIBLE) boxes.push(mergedBox(costs, run, { x: runStart, width: x - runStart, row, parent }));
    run = [];
  };
  for (const child of childrenOf(costs.tree, box.last)) {
    const width = (costs.comparison[child] ?? 0) * pxPerUnit;
    if (width < rules.narrowest) {
      if (run.length === 0) runStart = x;
      run.push(child);
    } else {
      closeRun();
      boxes.push(foldChain(costs, frameBox(costs, child, { x, width, row, parent }), rules));
      runStart = x + width;
    }
    x += width;
  }
  closeRun();
}

function frameBox(costs: PanelCosts, node: number, place: Place): Box {
  const end = costs.tree.subtreeEnd[node] ?? node + 1;
  return { ...place, node, end, last: node, frames: 1, kind: 'frame', level: levelOf(costs, node) };
}

function mergedBox(costs: PanelCosts, run: readonly number[], place: Place): Box {
  const node = run[0] ?? 0;
  const last = run.at(-1) ?? node;
  let comparison = 0;
  let baseline = 0;
  for (const sibling of run) {
    comparison += costs.comparison[sibling] ?? 0;
    baseline += costs.baseline[sibling] ?? 0;
  }
  const end = costs.tree.subtreeEnd[last] ?? last + 1;
  const level = levelOfSums(costs, comparison, baseline);
  return { ...place, node, end, last, frames: run.length, kind: 'merged', level };
}

function foldChain(costs: PanelCosts, box: Box, rules: LayoutRules): Box {
  const enough = (costs.comparison[box.node] ?? 0) * rules.foldShare;
  let { last, frames } = box;
  for (;;) {
    const next = childWithAtLeast(costs, last, enough);
    if (next === undefined || rules.anchors.has(next) || levelOf(costs, next) !== box.level) break;
    last = next;
    frames++;
  }
  return { ...box, last, frames };
}

/** The first child whose comparison cost reaches `enough` (and is not nothing). */
export function childWithAtLeast(costs: PanelCosts, node: number, enough: number): number | undefined {
  for (const child of childrenOf(costs.tree, node)) {
    const cost = costs.comparison[child] ?? 0;
    if (cost > 0 && cost >= enough) return child;
  }
  return undefined;
}
