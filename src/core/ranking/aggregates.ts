import { HYPOTHESIS_KINDS } from './tree-index.ts';
import type { Family, HypothesisKind, TreeIndex, TreeShape } from './tree-index.ts';

/** Sums of one count vector over all hypotheses of each kind. */
export interface Aggregates {
  /** Count of a node and everything below it. */
  readonly inclusive: Float64Array;
  readonly sums: Readonly<Record<HypothesisKind, Float64Array>>;
}

export function aggregate(index: TreeIndex, counts: Float64Array): Aggregates {
  const inclusive = inclusiveCounts(index, counts);
  const sums = { self: counts, total: inclusive, edge: inclusive, context: inclusive };
  for (const kind of HYPOTHESIS_KINDS) sums[kind] = sumFamily(index.families[kind], sums[kind]);
  return { inclusive, sums };
}

export function inclusiveCounts(tree: TreeShape, counts: Float64Array): Float64Array {
  const inclusive = counts.slice();
  for (let node = tree.size - 1; node > 0; node--) inclusive[tree.parent[node]!]! += inclusive[node]!;
  return inclusive;
}

/** Sum over the nodes of each hypothesis. */
export function sumFamily(family: Family, perNode: Float64Array): Float64Array {
  const { start, nodes, size } = family;
  const sums = new Float64Array(size);
  for (let id = 0, at = 0; id < size; id++) {
    let sum = 0;
    for (const end = start[id + 1]!; at < end; at++) sum += perNode[nodes[at]!]!;
    sums[id] = sum;
  }
  return sums;
}

/** before[i] = sum of counts of the nodes before i; before[size] = all. Any subtree is one subtraction. */
export function prefixSums(counts: Float64Array): Float64Array {
  const before = new Float64Array(counts.length + 1);
  for (let node = 0; node < counts.length; node++) before[node + 1] = before[node]! + counts[node]!;
  return before;
}
