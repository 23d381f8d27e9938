import type { FlameTree } from './picture.ts';
import { regroupTree } from './regroup-tree.ts';

/** Callers are followed this many steps in all; a tree that calls one function from everywhere could have billions. */
const MOST_STEPS = 2_000_000;

/**
 * Who calls a function: under the root the function alone, below it its callers up to the beginnings of stacks. A stack
 * counts once, by its outermost frame of the function, so that recursion costs nothing twice (as speedscope counts;
 * adding every frame up, as others do, makes a recursive function cost more than the whole program). Callers beyond
 * MOST_STEPS are cut off, the farthest first; their cost stays with the last caller shown.
 */
export function callersOf(tree: FlameTree, functionId: number): FlameTree {
  const into = regroupTree(tree.functionId[0] ?? 0, 1_024);
  const top = into.frameUnder(0, functionId);
  let open = outermost(tree, functionId).map((node) => ({ ...costOf(tree, node), node, frame: top }));
  // Caller by caller and not stack by stack, so that a cut takes the farthest callers of all.
  for (let steps = 0; open.length > 0; steps += open.length) {
    const full = steps + open.length > MOST_STEPS;
    for (const one of open) {
      one.node = tree.parent[one.node]!;
      if (one.node <= 0 || full) into.addCost(one.frame, one.baseline, one.comparison);
      else one.frame = into.frameUnder(one.frame, tree.functionId[one.node]!);
    }
    open = full ? [] : open.filter((one) => one.node > 0);
  }
  return { ...tree, ...into.finish() };
}

/** What a function calls: under the root the function alone, below it everything it calls wherever it is called. */
export function calleesOf(tree: FlameTree, functionId: number): FlameTree {
  const { parent, subtreeEnd, baseline, comparison } = tree;
  const into = regroupTree(tree.functionId[0] ?? 0, 1_024);
  const top = into.frameUnder(0, functionId);
  const frames = new Int32Array(parent.length);
  for (const first of outermost(tree, functionId)) {
    frames[first] = top;
    into.addCost(top, baseline[first]!, comparison[first]!);
    for (let node = first + 1; node < subtreeEnd[first]!; node++) {
      const frame = into.frameUnder(frames[parent[node]!]!, tree.functionId[node]!);
      frames[node] = frame;
      into.addCost(frame, baseline[node]!, comparison[node]!);
    }
  }
  return { ...tree, ...into.finish() };
}

/** Frames of a function that lie below no other of its frames, in preorder. */
function outermost({ functionId, subtreeEnd }: FlameTree, wanted: number): number[] {
  const found: number[] = [];
  for (let node = 1; node < functionId.length; node++) {
    if (functionId[node] !== wanted) continue;
    found.push(node);
    node = subtreeEnd[node]! - 1;
  }
  return found;
}

/** Inclusive costs of a node. */
function costOf(tree: FlameTree, top: number): { baseline: number; comparison: number } {
  const sum = { baseline: 0, comparison: 0 };
  for (let node = top; node < tree.subtreeEnd[top]!; node++) {
    sum.baseline += tree.baseline[node]!;
    sum.comparison += tree.comparison[node]!;
  }
  return sum;
}
