import { addPair, createPairIndex } from '../profile/pair-index.ts';
import { beginRound } from './assess.ts';
import { deviance } from './score.ts';
import { indexTree } from './tree-index.ts';
import { leafOffset } from './leaf-offset.ts';
import { supportOf } from './support.ts';
import { RECONCILE } from './constants.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';
import type { Direction, Model } from './model.ts';
import type { TreeIndex, TreeShape } from './tree-index.ts';

/**
 * Wrappers that appeared, vanished, were renamed or inlined: their total changed, their own self explains little of it,
 * and the leaves below cost the same elsewhere.
 */
export function findWrappers(model: Model): Set<number> {
  const { index, expected, baseline, comparison } = model;
  const rough = { ...model, relativeVariance: RECONCILE.relativeVariance };
  const rounds = new Map<Direction, ReturnType<typeof beginRound>>();
  const wrappers = new Set<number>();
  for (let id = 1; id < index.functions.length; id++) {
    const before = expected * baseline.sums.total[id]!;
    const after = comparison.sums.total[id]!;
    const change = after - before;
    const larger = Math.max(before, after);
    if (larger < RECONCILE.leastSamples || Math.abs(change) < RECONCILE.leastRelative * larger) continue;
    const own = Math.abs(comparison.sums.self[id]! - expected * baseline.sums.self[id]!);
    if (own > RECONCILE.mostOwn * Math.abs(change)) continue;
    if (Math.abs(deviance(baseline.sums.total[id]!, after, expected)) < RECONCILE.leastDeviance) continue;
    const direction: Direction = change > 0 ? 1 : -1;
    const round = rounds.get(direction) ?? beginRound(rough, model.comparisonCounts, direction, true);
    rounds.set(direction, round);
    const support = supportOf(index, { kind: 'total', id });
    const offset = round.leaves === undefined ? 0 : leafOffset(rough, comparison, round.leaves, support, direction);
    if (offset >= RECONCILE.leastOffset) wrappers.add(id);
  }
  return wrappers;
}

/** The same blocks over a tree without the frames of these functions; what they called moves up. */
export function cutFunctions(sides: Comparison, functions: ReadonlySet<number>): Comparison {
  return mapFunctions(sides, (id) => (functions.has(id) ? -1 : id));
}

/**
 * The same blocks over a tree in which some functions go by another's number, and those of number −1 are cut; what becomes equal is
 * merged.
 */
export function mapFunctions(sides: Comparison, numberOf: (id: number) => number): Comparison {
  const { tree, nodeOf } = treeOf(
    sides.index,
    sides.index.functions.map((_, id) => numberOf(id)),
  );
  const move = (block: ExposedBlock): ExposedBlock => {
    const self = new Float32Array(tree.size);
    block.self.forEach((spent, node) => {
      if (spent !== 0) self[nodeOf[node]!]! += spent;
    });
    return { pod: block.pod, seconds: block.seconds, exposure: block.exposure, self };
  };
  return {
    ...sides,
    index: indexTree(tree),
    baseline: sides.baseline.map(move),
    comparison: sides.comparison.map(move),
  };
}

function treeOf(index: TreeIndex, numbers: readonly number[]): { tree: TreeShape; nodeOf: Int32Array } {
  const merged = createPairIndex(index.size);
  addPair(merged, -1, index.functionId[0]!);
  const mergedOf = new Int32Array(index.size);
  for (let node = 1; node < index.size; node++) {
    const up = mergedOf[index.parent[node]!]!;
    const id = numbers[index.functionId[node]!]!;
    mergedOf[node] = id < 0 ? up : addPair(merged, up, id);
  }
  // Merged nodes are in order of arrival; the engine needs preorder again.
  const preorder = preorderOf(merged.first, merged.size);
  const parent = new Int32Array(merged.size);
  const functionId = new Int32Array(merged.size);
  const subtreeEnd = new Int32Array(merged.size);
  for (let at = 0; at < merged.size; at++) {
    const node = preorder[at]!;
    parent[node] = at === 0 ? -1 : preorder[merged.first[at]!]!;
    functionId[node] = merged.second[at]!;
  }
  for (let node = merged.size - 1; node >= 0; node--) {
    subtreeEnd[node] = Math.max(subtreeEnd[node]!, node + 1);
    if (node > 0) subtreeEnd[parent[node]!] = Math.max(subtreeEnd[parent[node]!]!, subtreeEnd[node]!);
  }
  return {
    tree: { size: merged.size, parent, subtreeEnd, functionId, functions: index.functions },
    nodeOf: mergedOf.map((at) => preorder[at]!),
  };
}

/** Preorder number of every node, from parents that come before their children. */
function preorderOf(parent: Int32Array, size: number): Int32Array {
  const subtree = new Int32Array(size).fill(1);
  for (let node = size - 1; node > 0; node--) subtree[parent[node]!]! += subtree[node]!;
  const number = new Int32Array(size);
  const free = new Int32Array(size).fill(1);
  for (let node = 1; node < size; node++) {
    const up = parent[node]!;
    number[node] = number[up]! + free[up]!;
    free[up]! += subtree[node]!;
  }
  return number;
}
