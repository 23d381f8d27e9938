import type { PathTree } from './path-tree.ts';

/** A tree in preorder columns, and where each node of the unordered tree went. */
export interface TreeLayout {
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly functionId: Int32Array;
  /** Preorder number of the node that was added as the n-th. */
  readonly placeOf: Int32Array;
}

/**
 * Puts a tree into preorder. Siblings come in the order of
 * `rank`, which numbers the functions densely. Linear, and without recursion: stacks may be thousands deep.
 */
export function layOutTree(nodes: PathTree, rank: Int32Array, ranks: number): TreeLayout {
  const size = nodes.size;
  // First child and next sibling of each node, side by side: a large tree is read in leaps, and every leap misses the caches. 0 is none.
  const links = new Int32Array(size * 2);
  // Prepending children from the highest rank to the lowest leaves every list in ascending order.
  const ascending = sortByRank(nodes, rank, ranks);
  for (let at = size - 2; at >= 0; at--) {
    const node = ascending[at]!;
    const parent = nodes.parent[node]!;
    links[node * 2 + 1] = links[parent * 2]!;
    links[parent * 2] = node;
  }
  const layout: TreeLayout = {
    parent: new Int32Array(size),
    subtreeEnd: new Int32Array(size),
    functionId: new Int32Array(size),
    placeOf: new Int32Array(size),
  };
  let node = 0;
  let parent = -1;
  for (let place = 0; ;) {
    layout.placeOf[node] = place;
    layout.parent[place] = parent;
    if (node !== 0) layout.functionId[place] = rank[nodes.called[node]!]!;
    let ended = place++;
    if (links[node * 2] !== 0) {
      parent = ended;
      node = links[node * 2]!;
      continue;
    }
    layout.subtreeEnd[ended] = place;
    while (node !== 0 && links[node * 2 + 1] === 0) {
      node = nodes.parent[node]!;
      ended = layout.parent[ended]!;
      layout.subtreeEnd[ended] = place;
    }
    if (node === 0) return layout;
    node = links[node * 2 + 1]!;
    parent = layout.parent[ended]!;
  }
}

/**
 * The part of a laid out tree that leads to some of its places: a pruned tree is in preorder as it stands. `placeOf` of the answer
 * says where each place of the whole went, or would be.
 */
export function pruneLayout(whole: TreeLayout, wanted: Iterable<number>): TreeLayout {
  const size = whole.parent.length;
  const kept = new Uint8Array(size);
  kept[0] = 1;
  for (const place of wanted) kept[place] = 1;
  for (let place = size - 1; place > 0; place--) if (kept[place] === 1) kept[whole.parent[place]!] = 1;
  const placeOf = new Int32Array(size + 1);
  for (let place = 0; place < size; place++) placeOf[place + 1] = placeOf[place]! + kept[place]!;
  const left = placeOf[size]!;
  const layout: TreeLayout = {
    parent: new Int32Array(left),
    subtreeEnd: new Int32Array(left),
    functionId: new Int32Array(left),
    placeOf,
  };
  layout.parent[0] = -1;
  for (let place = 0; place < size; place++) {
    if (kept[place] === 0) continue;
    const to = placeOf[place]!;
    if (place > 0) layout.parent[to] = placeOf[whole.parent[place]!]!;
    layout.subtreeEnd[to] = placeOf[whole.subtreeEnd[place]!]!;
    layout.functionId[to] = whole.functionId[place]!;
  }
  return layout;
}

/** All nodes but the root, by counting sort. */
function sortByRank(nodes: PathTree, rank: Int32Array, ranks: number): Int32Array {
  const starts = new Int32Array(ranks + 1);
  for (let node = 1; node < nodes.size; node++) starts[rank[nodes.called[node]!]! + 1]!++;
  for (let at = 0; at < ranks; at++) starts[at + 1]! += starts[at]!;
  const sorted = new Int32Array(nodes.size - 1);
  for (let node = 1; node < nodes.size; node++) sorted[starts[rank[nodes.called[node]!]!]!++] = node;
  return sorted;
}
