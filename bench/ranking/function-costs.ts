import type { Block, CallTree, Side } from '../../src/core/profile/call-tree.ts';

/** Cost of every function of a tree, as a table of a flame graph shows it. */
export interface FunctionCosts {
  readonly self: Readonly<Record<Side, Float64Array>>;
  /** With everything below; recursion counts once per stack. */
  readonly total: Readonly<Record<Side, Float64Array>>;
  /** Self cost per unit of exposure, block by block. */
  readonly selfByBlock: Readonly<Record<Side, readonly Float64Array[]>>;
  readonly all: Readonly<Record<Side, number>>;
  /** Comparison ÷ baseline of requests where they are known, else of seconds. */
  readonly exposure: number;
}

const SIDES: readonly Side[] = ['baseline', 'comparison'];

/** Remembers one tree, because every rule asks for the same. */
const remembered = new WeakMap<CallTree, FunctionCosts>();

export function functionCosts(tree: CallTree): FunctionCosts {
  const costs = remembered.get(tree) ?? count(tree);
  remembered.set(tree, costs);
  return costs;
}

function count(tree: CallTree): FunctionCosts {
  const byRequests = tree.blocks.every(({ requests }) => requests !== undefined && requests > 0);
  const exposureOf = ({ seconds, requests }: Block): number => (byRequests ? requests! : seconds);
  const outermost = outermostNodes(tree);
  const [baseline, comparison] = SIDES.map((side) => {
    const blocks = tree.blocks.filter((block) => block.side === side);
    const selfByNode = sumBlocks(tree.size, blocks);
    const exposure = blocks.reduce((sum, block) => sum + exposureOf(block), 0);
    const total = totalByFunction(tree, selfByNode, outermost);
    return {
      self: byFunction(tree, selfByNode),
      total,
      selfByBlock: blocks.map((block) => byFunction(tree, block.self, exposureOf(block))),
      all: total[0]!,
      exposure,
    };
  });
  const both = <Key extends 'self' | 'total' | 'selfByBlock' | 'all'>(key: Key) => ({
    baseline: baseline![key],
    comparison: comparison![key],
  });
  return {
    self: both('self'),
    total: both('total'),
    selfByBlock: both('selfByBlock'),
    all: both('all'),
    exposure: comparison!.exposure / baseline!.exposure,
  };
}

/** 1 for nodes that have no ancestor of the same function. */
function outermostNodes({ size, subtreeEnd, functionId, functions }: CallTree): Uint8Array {
  const outermost = new Uint8Array(size);
  const openUntil = new Int32Array(functions.length);
  for (let node = 0; node < size; node++) {
    const id = functionId[node]!;
    if (openUntil[id]! > node) continue;
    openUntil[id] = subtreeEnd[node]!;
    outermost[node] = 1;
  }
  return outermost;
}

function sumBlocks(size: number, blocks: readonly Block[]): Float64Array {
  const sums = new Float64Array(size);
  for (const { self } of blocks) for (let node = 0; node < size; node++) sums[node]! += self[node]!;
  return sums;
}

function byFunction({ functions, functionId }: CallTree, selfByNode: ArrayLike<number>, per = 1): Float64Array {
  const sums = new Float64Array(functions.length);
  for (let node = 0; node < selfByNode.length; node++) sums[functionId[node]!]! += selfByNode[node]! / per;
  return sums;
}

/** Number 0, the root's, is everything. */
function totalByFunction(tree: CallTree, selfByNode: Float64Array, outermost: Uint8Array): Float64Array {
  const { size, parent, functionId, functions } = tree;
  const inclusive = Float64Array.from(selfByNode);
  for (let node = size - 1; node > 0; node--) inclusive[parent[node]!]! += inclusive[node]!;
  const sums = new Float64Array(functions.length);
  for (let node = 0; node < size; node++) if (outermost[node] === 1) sums[functionId[node]!]! += inclusive[node]!;
  return sums;
}
