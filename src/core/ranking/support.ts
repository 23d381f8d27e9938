import type { HypothesisKind, TreeIndex } from './tree-index.ts';

/** Where a hypothesis lives: single nodes for a self, whole subtrees (disjoint, ascending) for the rest. */
export interface Support {
  readonly starts: Int32Array;
  readonly subtrees: boolean;
}

export function supportOf(index: TreeIndex, hypothesis: { kind: HypothesisKind; id: number }): Support {
  const family = index.families[hypothesis.kind];
  return {
    starts: family.nodes.subarray(family.start[hypothesis.id], family.start[hypothesis.id + 1]),
    subtrees: hypothesis.kind !== 'self',
  };
}

/** First node behind the part of the support that begins at `start`. */
export function endOf(index: TreeIndex, support: Support, start: number): number {
  return support.subtrees ? index.subtreeEnd[start]! : start + 1;
}

export function sumOver(index: TreeIndex, support: Support, before: Float64Array): number {
  const { starts } = support;
  let sum = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    sum += before[endOf(index, support, start)]! - before[start]!;
  }
  return sum;
}

export function forEachNode(index: TreeIndex, support: Support, visit: (node: number) => void): void {
  for (const start of support.starts) {
    const end = endOf(index, support, start);
    for (let node = start; node < end; node++) visit(node);
  }
}

/** The nodes at and below an ancestor that the support does not hold, in ranges from the first to the one behind the last. */
export function forEachRangeOutside(
  index: TreeIndex,
  support: Support,
  ancestor: number,
  visit: (begin: number, end: number) => void,
): void {
  const { starts } = support;
  const end = index.subtreeEnd[ancestor]!;
  let begin = ancestor;
  for (let next = firstFrom(starts, ancestor); next < starts.length && starts[next]! < end;) {
    const start = starts[next]!;
    if (start > begin) visit(begin, start);
    begin = endOf(index, support, start);
    while (next < starts.length && starts[next]! < begin) next++;
  }
  if (begin < end) visit(begin, end);
}

/** Position of the first start that is not before the node. */
function firstFrom(starts: Int32Array, node: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1 for every node inside. */
export function maskOf(index: TreeIndex, support: Support): Uint8Array {
  const mask = new Uint8Array(index.size);
  for (const start of support.starts) mask.fill(1, start, endOf(index, support, start));
  return mask;
}

export function shallowest(index: TreeIndex, support: Support): number {
  let depth = Number.POSITIVE_INFINITY;
  for (const start of support.starts) depth = Math.min(depth, index.depth[start]!);
  return depth;
}
