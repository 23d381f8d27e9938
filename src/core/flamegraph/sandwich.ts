import type { FlameTree } from './picture.ts';
import { regroupTree } from './regroup-tree.ts';

/** Callers are followed this many steps in all; a tree that calls one function from everywhere could have billions. */
const MOST_STEPS = 1_000_000;
/** No frame of the tree. */
const NOBODY = -1;

/**
 * Who calls a function: under the root the function alone, below it its callers up to the beginnings of stacks. A stack
 * counts once, by its outermost frame of the function, so that recursion costs nothing twice (as speedscope counts;
 * adding every frame up, as others do, makes a recursive function cost more than the whole program). Callers beyond
 * MOST_STEPS are cut off, the farthest first; their cost stays with the last caller shown.
 */
export function callersOf(tree: FlameTree, functionId: number): FlameTree {
  const into = regroupTree(tree.functionId[0] ?? 0, 1_024);
  const top = into.frameUnder(0, functionId, 0, NOBODY);
  const starts = outermost(tree, functionId);
  const callers = Int32Array.from(starts);
  const frames = new Int32Array(starts.length).fill(top);
  const finish = (i: number): void => {
    const { baseline, comparison } = costOf(tree, starts[i]!);
    into.addCost(frames[i]!, baseline, comparison);
  };
  let open = Int32Array.from(starts.keys());
  // Caller by caller and not stack by stack, so that a cut takes the farthest callers of all.
  for (let steps = 0; steps + open.length <= MOST_STEPS && open.length > 0; steps += open.length) {
    let left = 0;
    for (const i of open) {
      const caller = tree.parent[callers[i]!]!;
      if (caller <= 0) {
        finish(i);
        continue;
      }
      callers[i] = caller;
      frames[i] = into.frameUnder(frames[i]!, tree.functionId[caller]!, starts[i]!, starts[i]!);
      open[left++] = i;
    }
    open = open.subarray(0, left);
  }
  for (const i of open) finish(i);
  return { ...tree, ...into.finish() };
}

/** What a function calls: under the root the function alone, below it everything it calls wherever it is called. */
export function calleesOf(tree: FlameTree, functionId: number): FlameTree {
  const { parent, subtreeEnd, baseline, comparison } = tree;
  const into = regroupTree(tree.functionId[0] ?? 0, 1_024);
  const top = into.frameUnder(0, functionId, 0, NOBODY);
  const frames = new Int32Array(parent.length);
  for (const first of outermost(tree, functionId)) {
    frames[first] = top;
    into.addCost(top, baseline[first]!, comparison[first]!);
    for (let node = first + 1; node < subtreeEnd[first]!; node++) {
      const frame = into.frameUnder(frames[parent[node]!]!, tree.functionId[node]!, parent[node]!, node);
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
