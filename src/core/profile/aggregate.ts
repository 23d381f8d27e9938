import type { CallTree } from './call-tree.ts';

/** Inclusive totals per node for a vector of selfs (nanoseconds or counts), in 64 bits. */
export function totalsOf(tree: CallTree, self: ArrayLike<number>): Float64Array {
  const totals = Float64Array.from(self);
  // Preorder: every child lies behind its parent, so going backwards each node is complete when it is added.
  for (let node = tree.size - 1; node > 0; node--) totals[tree.parent[node]!]! += totals[node]!;
  return totals;
}
