import { childWithAtLeast, PICTURE_RULES } from './lay-out-boxes.ts';
import type { PanelCosts } from './panel-costs.ts';
import { childrenOf, deltaOf, levelOf } from './panel-costs.ts';

/** Which part of the tree fills the panel. */
export interface View {
  readonly root: number;
  /** Named frames from the top down to the root, for the breadcrumb. */
  readonly path: readonly number[];
  /** Set when the panel is zoomed: where the root lies in the whole, as shares of the width 0..1. */
  readonly zoom?: { readonly whole: number; readonly from: number; readonly to: number };
}

const FOCUS_CHANGE = 0.8;
const FOCUS_WIDTH = 0.4;
const FOCUS_TOO_NARROW = 0.01;

/**
 * Skips the frames that all samples share, then zooms when at least 80 % of the change happens in less than 40 % of the
 * width. `anchors` (the movers) are never skipped as common: they need a box to be pointed at.
 */
export function chooseView(costs: PanelCosts, anchors: ReadonlySet<number>): View {
  const common = skipCommon(costs, anchors);
  const focus = findFocus(costs, common);
  if (focus === undefined) return { root: common, path: pathTo(costs, common) };
  return { root: focus, path: pathTo(costs, focus), zoom: { whole: common, ...extentOf(costs, common, focus) } };
}

function skipCommon(costs: PanelCosts, anchors: ReadonlySet<number>): number {
  const enough = costs.total * PICTURE_RULES.foldShare;
  let root = 0;
  for (;;) {
    const next = childWithAtLeast(costs, root, enough);
    // A leaf stays a box, or nothing would be left to draw.
    if (next === undefined || anchors.has(next) || childWithAtLeast(costs, next, 0) === undefined) return root;
    root = next;
  }
}

function findFocus(costs: PanelCosts, whole: number): number | undefined {
  const change = changeWithin(costs);
  const enough = (change[whole] ?? 0) * FOCUS_CHANGE;
  const wholeCost = costs.comparison[whole] ?? 0;
  if (enough === 0) return undefined;
  for (let node = whole; ;) {
    let next: number | undefined;
    for (const child of childrenOf(costs.tree, node)) if ((change[child] ?? 0) >= enough) next = child;
    if (next === undefined) return undefined;
    const width = (costs.comparison[next] ?? 0) / wholeCost;
    if (width < FOCUS_TOO_NARROW) return undefined;
    if (width < FOCUS_WIDTH) return childWithAtLeast(costs, next, 0) === undefined ? undefined : next;
    node = next;
  }
}

/** Per node the size of the significant changes in its subtree; a frame and its callees are not counted twice. */
function changeWithin(costs: PanelCosts): Float64Array {
  const { parent } = costs.tree;
  const change = new Float64Array(parent.length);
  for (let node = parent.length - 1; node >= 0; node--) {
    if (levelOf(costs, node) !== 0) change[node] = Math.max(change[node] ?? 0, Math.abs(deltaOf(costs, node)));
    if (node > 0) change[parent[node] ?? 0] = (change[parent[node] ?? 0] ?? 0) + (change[node] ?? 0);
  }
  return change;
}

function pathTo(costs: PanelCosts, root: number): number[] {
  const path: number[] = [];
  for (let node = root; node >= 0; node = node === 0 ? -1 : (costs.tree.parent[node] ?? -1)) path.unshift(node);
  // Node 0 is the nameless root of all stacks.
  return costs.tree.names[costs.tree.functionId[0] ?? -1] ? path : path.slice(1);
}

function extentOf(costs: PanelCosts, whole: number, node: number): { from: number; to: number } {
  let before = 0;
  for (let inner = node; inner !== whole; inner = costs.tree.parent[inner] ?? whole) {
    for (const sibling of childrenOf(costs.tree, costs.tree.parent[inner] ?? whole)) {
      if (sibling === inner) break;
      before += costs.comparison[sibling] ?? 0;
    }
  }
  const all = costs.comparison[whole] ?? 1;
  return { from: before / all, to: (before + (costs.comparison[node] ?? 0)) / all };
}
