import { longerInts } from './int-column.ts';

/**
 * A tree of call paths in order of arrival: node 0 is the root, parents come before their children. Nodes are found by a hash of the
 * whole path from the root, so a stack finds the longest known part of its way by bisection instead of frame by frame: most of a
 * stack is known, and every frame looked up in a large tree misses the caches. What it shares with the path before it need not be
 * looked up: sorted files hold their stacks in the order of the tree.
 */
export interface PathTree {
  size: number;
  parent: Int32Array;
  /** Function of each node. */
  called: Int32Array;
  /** Functions from the root to each node. */
  depth: Int32Array;
  /** Where among `functions` of addPath the stack begins that first led to each node. */
  origin: Int32Array;
  /** Pairs of a node and the hash of its path; 0, the root, marks an empty pair. At most half of them are full. */
  slots: Int32Array;
  /** The path that was added last. */
  readonly last: Path;
}

interface Path {
  node: number;
  begin: number;
  depth: number;
}

const SMALLEST = 1024;

export function createPathTree(): PathTree {
  const column = () => new Int32Array(SMALLEST);
  const [parent, called] = [column(), column()];
  parent[0] = -1;
  called[0] = -1;
  const slots = new Int32Array(4 * SMALLEST);
  const last = { node: 0, begin: 0, depth: 0 };
  return { size: 1, parent, called, depth: column(), origin: column(), slots, last };
}

/**
 * Adds the path functions[begin..begin + depth), root first, and answers with its last node. `functions` keeps all paths ever added;
 * hashes[n - 1] is the hash of the first n functions of this one.
 */
export function addPath(
  tree: PathTree,
  functions: Int32Array,
  begin: number,
  depth: number,
  hashes: Int32Array,
): number {
  const { last } = tree;
  const shared = sharedDepth(last, functions, begin, depth);
  let known = knownDepth(tree, shared, depth, hashes);
  let node =
    known === shared ? callerOf(tree, last.node, last.depth - shared) : findPath(tree, functions, begin, known, hashes);
  if (node < 0) {
    // Two paths share a hash, so bisection was misled: step by step then.
    node = 0;
    for (known = 0; known < depth; known++) {
      const next = findPath(tree, functions, begin, known + 1, hashes);
      if (next < 0) break;
      node = next;
    }
  }
  for (; known < depth; known++)
    node = addNode(tree, node, functions[begin + known]!, known + 1, begin, hashes[known]!);
  last.node = node;
  last.begin = begin;
  last.depth = depth;
  return node;
}

function sharedDepth(last: Path, functions: Int32Array, begin: number, depth: number): number {
  const most = Math.min(depth, last.depth);
  let shared = 0;
  while (shared < most && functions[last.begin + shared] === functions[begin + shared]) shared++;
  return shared;
}

/** The node so many steps nearer to the root. */
export function callerOf({ parent }: PathTree, node: number, steps: number): number {
  let caller = node;
  for (let step = 0; step < steps; step++) caller = parent[caller]!;
  return caller;
}

/** The node of a path that was added, or -1. */
export function findPath(
  tree: PathTree,
  functions: Int32Array,
  begin: number,
  depth: number,
  hashes: Int32Array,
): number {
  if (depth === 0) return 0;
  const { slots } = tree;
  const mask = slots.length - 1;
  const hash = hashes[depth - 1]!;
  for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
    const node = slots[slot]!;
    if (node === 0) return -1;
    if (slots[slot + 1] === hash && isPathOf(tree, node, functions, begin, depth)) return node;
  }
}

function isPathOf(tree: PathTree, node: number, functions: Int32Array, begin: number, depth: number): boolean {
  if (tree.depth[node] !== depth) return false;
  let other = tree.origin[node]!;
  for (let at = begin; at < begin + depth; at++, other++) if (functions[at] !== functions[other]) return false;
  return true;
}

/** How many functions from the root on make a known path, going by hashes alone; `shared` of them do. */
function knownDepth({ slots }: PathTree, shared: number, depth: number, hashes: Int32Array): number {
  const mask = slots.length - 1;
  let known = shared;
  for (let unknown = depth + 1; unknown - known > 1;) {
    // Often nothing beyond the shared part is known.
    const middle = known === shared ? known + 1 : (known + unknown) >>> 1;
    const hash = hashes[middle - 1]!;
    let slot = (hash << 1) & mask;
    while (slots[slot] !== 0 && slots[slot + 1] !== hash) slot = (slot + 2) & mask;
    if (slots[slot] === 0) unknown = middle;
    else known = middle;
  }
  return known;
}

function addNode(tree: PathTree, parent: number, called: number, depth: number, origin: number, hash: number): number {
  const node = tree.size++;
  tree.parent[node] = parent;
  tree.called[node] = called;
  tree.depth[node] = depth;
  tree.origin[node] = origin;
  putSlot(tree.slots, node, hash);
  if (tree.size === tree.parent.length) grow(tree);
  return node;
}

function putSlot(slots: Int32Array, node: number, hash: number): void {
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  while (slots[slot] !== 0) slot = (slot + 2) & mask;
  slots[slot] = node;
  slots[slot + 1] = hash;
}

function grow(tree: PathTree): void {
  const length = tree.parent.length * 2;
  tree.parent = longerInts(tree.parent, length);
  tree.called = longerInts(tree.called, length);
  tree.depth = longerInts(tree.depth, length);
  tree.origin = longerInts(tree.origin, length);
  const { slots } = tree;
  tree.slots = new Int32Array(slots.length * 2);
  for (let slot = 0; slot < slots.length; slot += 2)
    if (slots[slot] !== 0) putSlot(tree.slots, slots[slot]!, slots[slot + 1]!);
}
