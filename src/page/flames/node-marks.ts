import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';

/** A set of nodes that answers for ranges: marks among [a, b) are before[b] − before[a]. */
export type NodeMarks = Int32Array;

/** Marks the nodes whose functions have a 1. */
export function markNodes(functionId: Int32Array, functions: Uint8Array): NodeMarks {
  const before = new Int32Array(functionId.length + 1);
  let count = 0;
  for (let node = 0; node < functionId.length; node++) {
    if (functions[functionId[node]!] === 1) count++;
    before[node + 1] = count;
  }
  return before;
}

export function isMarked(marks: NodeMarks, node: number): boolean {
  return marks[node + 1]! > marks[node]!;
}

/** True when a box draws a marked frame: its own, one of its folded chain, or any that was merged into it. */
export function boxIsMarked(marks: NodeMarks, parent: Int32Array, box: Box): boolean {
  const inside = marks[box.end]! > marks[box.node]!;
  if (box.kind === 'merged' || !inside) return inside;
  for (let node = box.last; node > box.node; node = parent[node]!) if (isMarked(marks, node)) return true;
  return isMarked(marks, box.node);
}
