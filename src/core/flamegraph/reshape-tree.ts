import type { FlameTree } from './picture.ts';
import { regroupTree } from './regroup-tree.ts';

/** How a reader wants the stacks of a tree to look. Functions are ids of the tree. */
export interface Reshaping {
  /** Their frames are taken out; callees and own cost go to the caller. */
  readonly hidden: ReadonlySet<number>;
  /** What lies below such a frame becomes its own cost. */
  readonly collapsed: ReadonlySet<number>;
  /** Only stacks through this function, from the root on. */
  readonly focus: number | undefined;
  /** Frames of libraries fold into the nearest own caller; nothing happens where nobody knows what is own. */
  readonly ownOnly: boolean;
  /** Direct recursion a › a › a is drawn as one frame. */
  readonly recursion: boolean;
}

/**
 * Stands for stacks, or beginnings of stacks, without any own frame: their cost has no own caller to go to, and as bare
 * room under the root it could neither be read nor pointed at.
 */
export const LIBRARIES_ONLY = '(libraries only)';

/**
 * The tree with its stacks reshaped; every cost stays (with a focus: every cost of stacks through it). Function ids stay
 * valid; LIBRARIES_ONLY may follow them as one more function. A function both hidden and collapsed is hidden, and the focus
 * looks at stacks as they were recorded. The tree itself when there is nothing to reshape.
 */
export function reshapeTree(tree: FlameTree, wish: Reshaping): FlameTree {
  const ownOnly = wish.ownOnly && tree.own !== undefined;
  const { hidden, collapsed, focus, recursion } = wish;
  if (!ownOnly && !recursion && focus === undefined && hidden.size === 0 && collapsed.size === 0) return tree;
  const size = tree.parent.length;
  const { parent, functionId, subtreeEnd } = tree;
  const rules = rulesOf(tree, hidden, collapsed, ownOnly);
  const ways = focus === undefined ? undefined : waysTo(tree, focus);
  const into = regroupTree(functionId[0] ?? 0, size);
  /** The new frames that callees of a node are put under, and that its own cost goes to. */
  const under = new Int32Array(size);
  const costTo = new Int32Array(size);
  const sealed = new Uint8Array(size);
  let librariesOnly = 0;

  for (let node = 0; node < size; node++) {
    if (ways?.[node] === OFF) {
      node = subtreeEnd[node]! - 1;
      continue;
    }
    if (node > 0) place(node, parent[node]!, functionId[node]!);
    if (ways === undefined || ways[node] === WITHIN)
      into.addCost(costTo[node]!, tree.baseline[node]!, tree.comparison[node]!);
  }
  const columns = into.finish();
  if (librariesOnly === 0) return { ...tree, ...columns };
  const own = new Uint8Array(tree.names.length + 1);
  own.set(tree.own ?? []);
  return { ...tree, ...columns, names: [...tree.names, LIBRARIES_ONLY], own };

  function place(node: number, above: number, id: number): void {
    const rule = rules[id]!;
    let frame = under[above]!;
    let purse = costTo[above]!;
    if (sealed[above] === 1) sealed[node] = 1;
    else if (!(rule & HIDE)) {
      if (!(rule & FOLD)) {
        const again = recursion && frame !== 0 && into.functionOf(frame) === id;
        if (!again) frame = into.frameUnder(frame, id, above, node);
        purse = frame;
      } else if (frame === 0) {
        if (librariesOnly === 0) librariesOnly = into.frameUnder(0, tree.names.length, NOBODY, NOBODY);
        purse = librariesOnly;
      }
      if (rule & SEAL) sealed[node] = 1;
    }
    under[node] = frame;
    costTo[node] = purse;
  }
}

/** Asks for no callees. */
const NOBODY = -1;

const HIDE = 1;
const SEAL = 2;
const FOLD = 4;

/** What happens to the frames of each function. */
function rulesOf(
  tree: FlameTree,
  hidden: ReadonlySet<number>,
  collapsed: ReadonlySet<number>,
  ownOnly: boolean,
): Uint8Array {
  const rules = new Uint8Array(tree.names.length);
  for (let id = 0; id < rules.length; id++) {
    if (hidden.has(id)) rules[id] = HIDE;
    else rules[id] = (collapsed.has(id) ? SEAL : 0) | (ownOnly && tree.own?.[id] !== 1 ? FOLD : 0);
  }
  return rules;
}

const OFF = 0;
const TOWARDS = 1;
const WITHIN = 2;

/** Per node: off the stacks through a function, on the way to it, or it and what it called. */
function waysTo(tree: FlameTree, wanted: number): Uint8Array {
  const { parent, functionId } = tree;
  const ways = new Uint8Array(parent.length);
  for (let node = 1; node < ways.length; node++) {
    if (ways[parent[node]!] === WITHIN) ways[node] = WITHIN;
    else if (functionId[node] === wanted) {
      ways[node] = WITHIN;
      for (let above = parent[node]!; above >= 0 && ways[above] === OFF; above = parent[above]!) ways[above] = TOWARDS;
    }
  }
  return ways;
}
