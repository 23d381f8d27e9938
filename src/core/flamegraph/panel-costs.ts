import { alignLevels } from './align-levels.ts';
import { absoluteLevel, changeLevel } from './change-level.ts';
import type { FlameTree } from './picture.ts';

/** A tree with the inclusive cost of every node, and what its panel is measured against. */
export interface PanelCosts {
  readonly tree: FlameTree;
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
  /** What a box is wide by: the comparison, unless withWidths chose otherwise. */
  readonly widths: Float64Array;
  /** The baseline that a node is held against: its own, or that of its counterpart behind a wrapper; see alignLevels. */
  readonly aligned: Float64Array;
  /** −15..+15 per node; see changeLevel. */
  readonly levels: Int8Array;
  /** Set where levels are absolute: the size of the change that is strongest; see colourLevels. */
  readonly largestDelta?: number;
  /** All cost now, and all cost expected from the baseline, both in units of the comparison. */
  readonly total: number;
  readonly expectedTotal: number;
  /** False when there is no baseline to compare with; every level is 0 then. */
  readonly comparable: boolean;
}

/**
 * Sums self cost up the tree. `compare` false gives a plain panel. Throws a RangeError naming the first column or node
 * that breaks the tree's rules.
 */
export function measurePanel(tree: FlameTree, compare: boolean): PanelCosts {
  checkColumns(tree);
  const baseline = inclusive(tree, tree.baseline, 'baseline');
  const comparison = inclusive(tree, tree.comparison, 'comparison');
  const comparable = compare && Number.isFinite(tree.scale) && tree.scale > 0;
  const expectedTotal = comparable ? (baseline[0] ?? 0) * tree.scale : 0;
  const total = comparison[0] ?? 0;
  const levels = new Int8Array(comparison.length);
  const aligned = comparable ? baseline.slice() : baseline;
  if (comparable) {
    for (let node = 0; node < levels.length; node++) {
      levels[node] = changeLevel(comparison[node] ?? 0, baseline[node] ?? 0, tree.scale, total, tree.noise);
    }
    alignLevels({ tree, baseline, comparison, levels, aligned });
  }
  return { tree, baseline, comparison, widths: comparison, aligned, levels, total, expectedTotal, comparable };
}

/** By what boxes are wide: what there is now, what there was, or the larger of both, which shows vanished frames too. */
export type WidthBy = 'now' | 'baseline' | 'union';

/** The same costs with other widths. All are in units of the comparison, and those of children never exceed their parent's. */
export function withWidths(costs: PanelCosts, by: WidthBy): PanelCosts {
  const { tree } = costs;
  // Without a baseline there is nothing but now.
  if (by === 'now' || !costs.comparable) return { ...costs, widths: costs.comparison };
  if (by === 'baseline') return { ...costs, widths: costs.baseline.map((cost) => cost * tree.scale) };
  const larger = tree.comparison.map((cost, node) => Math.max(cost, (tree.baseline[node] ?? 0) * tree.scale));
  return { ...costs, widths: inclusive(tree, larger, 'union') };
}

/** Change of a node's inclusive cost against what the baseline lets expect. */
export function deltaOf(costs: PanelCosts, node: number): number {
  if (!costs.comparable) return 0;
  return (costs.comparison[node] ?? 0) - (costs.aligned[node] ?? 0) * costs.tree.scale;
}

export function levelOf(costs: PanelCosts, node: number): number {
  return costs.levels[node] ?? 0;
}

/** Level of frames taken together. */
export function levelOfSums(costs: PanelCosts, comparison: number, baseline: number): number {
  if (!costs.comparable) return 0;
  const { scale, noise } = costs.tree;
  const level = changeLevel(comparison, baseline, scale, costs.total, noise);
  const { largestDelta } = costs;
  return largestDelta === undefined ? level : absoluteLevel(level, comparison - baseline * scale, largestDelta);
}

/** Size of a node's change relative to the larger of its two costs, 0..1. */
export function relativeChange(costs: PanelCosts, node: number): number {
  const comparison = costs.comparison[node] ?? 0;
  const delta = deltaOf(costs, node);
  return delta === 0 ? 0 : Math.abs(delta) / Math.max(comparison, comparison - delta);
}

export function nameOf(tree: FlameTree, node: number): string {
  return tree.names[tree.functionId[node] ?? -1] || '(unnamed)';
}

/** The nodes directly below a node, in tree order. */
export function* childrenOf(tree: FlameTree, node: number): Generator<number> {
  const end = tree.subtreeEnd[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.subtreeEnd[child] ?? end) yield child;
}

function checkColumns(tree: FlameTree): void {
  const size = tree.parent.length;
  for (const column of ['subtreeEnd', 'functionId', 'baseline', 'comparison'] as const) {
    if (tree[column].length !== size) {
      throw new RangeError(`flame tree: ${column} has ${tree[column].length} entries, parent has ${size}`);
    }
  }
  for (let node = 0; node < size; node++) {
    const parent = tree.parent[node] ?? -1;
    const end = tree.subtreeEnd[node] ?? 0;
    // A subtree that does not end after its node would be walked for ever.
    const wrong = node > 0 && (parent < 0 || parent >= node || end > (tree.subtreeEnd[parent] ?? 0));
    if (wrong || end <= node || end > size) {
      throw new RangeError(`flame tree: node ${node} is not in preorder (parent ${parent}, subtree ends at ${end})`);
    }
  }
}

function inclusive(tree: FlameTree, self: Float64Array, side: string): Float64Array {
  const total = self.slice();
  for (let node = total.length - 1; node >= 0; node--) {
    const cost = self[node] ?? 0;
    if (!(cost >= 0) || cost === Infinity) {
      throw new RangeError(`flame tree: ${side} cost of node ${node} is ${cost}`);
    }
    if (node > 0) {
      const parent = tree.parent[node] ?? 0;
      total[parent] = (total[parent] ?? 0) + (total[node] ?? 0);
    }
  }
  return total;
}
