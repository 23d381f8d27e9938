import { addPair, createPairIndex } from '../profile/pair-index.ts';
import type { FunctionInfo } from '../profile/call-tree.ts';

/** What a hypothesis is about: a function's self, its total, one caller→callee edge, or one folded context. */
export type HypothesisKind = 'self' | 'total' | 'edge' | 'context';

export const HYPOTHESIS_KINDS: readonly HypothesisKind[] = ['total', 'self', 'edge', 'context'];

/** All hypotheses of one kind, and the nodes that count for each (ascending). */
export interface Family {
  readonly kind: HypothesisKind;
  readonly size: number;
  /** The nodes of hypothesis h are nodes[start[h]..start[h + 1]]. */
  readonly start: Int32Array;
  readonly nodes: Int32Array;
  readonly functionOf: Int32Array;
  /** Function of the caller, −1 where the kind has none. */
  readonly callerOf: Int32Array;
}

/** The columns of a tree that do not depend on counts. */
export interface TreeShape {
  readonly size: number;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly functionId: Int32Array;
  readonly functions: readonly FunctionInfo[];
}

/** A tree with its occurrence lists, in compressed rows: recursion is counted once per stack. */
export interface TreeIndex extends TreeShape {
  readonly depth: Int32Array;
  readonly families: Readonly<Record<HypothesisKind, Family>>;
}

/** Near-linear in the size of the tree; folded contexts cost the length of the folded path more. */
export function indexTree(tree: TreeShape): TreeIndex {
  const { size, parent, functionId, functions } = tree;
  const depth = new Int32Array(size);
  for (let node = 1; node < size; node++) depth[node] = depth[parent[node]!]! + 1;

  const none = new Int32Array(functions.length).fill(-1);
  const identity = Int32Array.from(functions, (_, id) => id);
  const edges = numberEdges(tree);
  const contexts = foldContexts(tree);
  return {
    ...tree,
    depth,
    families: {
      self: { kind: 'self', functionOf: identity, callerOf: none, ...groupNodes(functionId, functions.length) },
      total: {
        kind: 'total',
        functionOf: identity,
        callerOf: none,
        ...groupNodes(functionId, functions.length, topmost(tree, functionId, functions.length)),
      },
      edge: {
        kind: 'edge',
        functionOf: edges.callee,
        callerOf: edges.caller,
        ...groupNodes(edges.of, edges.callee.length, topmost(tree, edges.of, edges.callee.length)),
      },
      context: {
        kind: 'context',
        functionOf: contexts.functionOf,
        callerOf: contexts.callerOf,
        ...groupNodes(contexts.of, contexts.functionOf.length, topmost(tree, contexts.of, contexts.functionOf.length)),
      },
    },
  };
}

/** 1 for every node none of whose ancestors has the same key. */
export function topmost(tree: TreeShape, key: Int32Array, keys: number): Uint8Array {
  const open = new Int32Array(keys);
  const flags = new Uint8Array(tree.size);
  const path = new Int32Array(tree.size);
  let length = 0;
  for (let node = 0; node < tree.size; node++) {
    while (length > 0 && tree.subtreeEnd[path[length - 1]!]! <= node) {
      const left = key[path[--length]!]!;
      if (left >= 0) open[left]!--;
    }
    const id = key[node]!;
    if (id >= 0 && open[id]!++ === 0) flags[node] = 1;
    path[length++] = node;
  }
  return flags;
}

function groupNodes(
  key: Int32Array,
  size: number,
  counted?: Uint8Array,
): { size: number; start: Int32Array; nodes: Int32Array } {
  const start = new Int32Array(size + 1);
  const counts = (node: number): boolean => key[node]! >= 0 && (counted === undefined || counted[node] === 1);
  for (let node = 0; node < key.length; node++) if (counts(node)) start[key[node]! + 1]!++;
  for (let id = 0; id < size; id++) start[id + 1]! += start[id]!;
  const next = start.slice();
  const nodes = new Int32Array(start[size]!);
  for (let node = 0; node < key.length; node++) if (counts(node)) nodes[next[key[node]!]!++] = node;
  return { size, start, nodes };
}

function numberEdges(tree: TreeShape): { of: Int32Array; caller: Int32Array; callee: Int32Array } {
  const pairs = createPairIndex(tree.size);
  const of = new Int32Array(tree.size).fill(-1);
  for (let node = 1; node < tree.size; node++) {
    of[node] = addPair(pairs, tree.functionId[tree.parent[node]!]!, tree.functionId[node]!);
  }
  return { of, caller: pairs.first.slice(0, pairs.size), callee: pairs.second.slice(0, pairs.size) };
}

/**
 * Walks every path from the root; a function that is already on the folded path jumps back to that ancestor.
 * Middleware loops and recursion collapse to one context instead of thousands.
 */
function foldContexts(tree: TreeShape): { of: Int32Array; functionOf: Int32Array; callerOf: Int32Array } {
  const contexts = createPairIndex(tree.size);
  const of = new Int32Array(tree.size);
  of[0] = addPair(contexts, -1, tree.functionId[0]!);
  for (let node = 1; node < tree.size; node++) {
    const id = tree.functionId[node]!;
    const from = of[tree.parent[node]!]!;
    let at = from;
    while (at >= 0 && contexts.second[at] !== id) at = contexts.first[at]!;
    of[node] = at >= 0 ? at : addPair(contexts, from, id);
  }
  const functionOf = contexts.second.slice(0, contexts.size);
  const callerOf = contexts.first.slice(0, contexts.size).map((context) => (context < 0 ? -1 : functionOf[context]!));
  return { of, functionOf, callerOf };
}
