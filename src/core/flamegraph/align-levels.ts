import { changeLevel, SMALLEST_SHARE } from './change-level.ts';
import type { FlameTree } from './picture.ts';

/** Inclusive costs of a tree and the levels of its frames. */
interface Measured {
  readonly tree: FlameTree;
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
  readonly levels: Int8Array;
  /** The baseline that each frame is held against: its own, until a counterpart is found elsewhere. */
  readonly aligned: Float64Array;
}

/** Frames that are one in truth: the same function below the same callers, seen with and without a wrapper between. */
interface Group {
  readonly nodes: number[];
  baseline: number;
  comparison: number;
  level: number;
  /** Change of each function directly below, once somebody asked. */
  below?: ReadonlyMap<number, number>;
}

/** Of what a frame gained or lost, found again at callees of the same name beside it: the frame is a wrapper. */
const LEAST_MATCHED = 0.6;
/** Places looked at; a tree in which everything changed both ways would take seconds. */
const MOST_GROUPS = 10_000;
/** Wrappers around wrappers; compilers inline more, but nobody would recognise the stack. */
const MOST_WRAPPERS = 8;
/** Of the change that is looked for: below frames smaller than this nothing is found that matters. */
const LEAST_WALKED = 0.1;

/**
 * Sees through wrappers: where a compiler inlined a frame on one side only, or a frame was renamed, its callees hang below another
 * parent and all of them would look new and gone. They are compared with their counterparts, and the frame between with
 * what it cost itself. Changes levels and aligned baselines in place.
 */
export function alignLevels(measured: Measured): void {
  const below = markChanges(measured);
  const smallest = SMALLEST_SHARE * measured.comparison[0]!;
  const open: Group[] = [{ nodes: [0], baseline: 0, comparison: 0, level: 0 }];
  // Breadth first: whatever the limit leaves out is deep, and hardly a pixel wide.
  for (let at = 0; at < Math.min(open.length, MOST_GROUPS); at++) {
    for (const callee of calleesOf(measured, open[at]!).values()) {
      const [first = 0] = callee.nodes;
      const alone = callee.nodes.length === 1;
      if (!alone) shareOut(measured, callee);
      // Nothing below is large enough for a colour.
      if (sizeOf(measured, callee) < smallest) continue;
      if (!alone || below[first] === (GREW | SHRANK)) open.push(callee);
    }
  }
}

/** All frames of a group have its level, and of its baseline the part that is theirs of its comparison. */
function shareOut({ levels, aligned, comparison }: Measured, group: Group): void {
  for (const node of group.nodes) {
    levels[node] = group.level;
    if (group.comparison > 0) aligned[node] = group.baseline * (comparison[node]! / group.comparison);
  }
}

const GREW = 1;
const SHRANK = 2;

/** Which ways frames below a node changed: a counterpart needs both. */
function markChanges({ tree: { parent }, levels }: Measured): Uint8Array {
  const below = new Uint8Array(parent.length);
  for (let node = parent.length - 1; node > 0; node--) {
    const level = levels[node]!;
    below[parent[node]!]! |= below[node]! | (level > 0 ? GREW : level < 0 ? SHRANK : 0);
  }
  return below;
}

/** The groups directly below, wrappers among them replaced by their callees. */
function calleesOf(measured: Measured, group: Group): Map<number, Group> {
  const callees = new Map<number, Group>();
  for (const node of group.nodes) addCallees(measured, node, callees);
  for (const callee of callees.values()) callee.level = levelOf(measured, callee);
  for (let round = 0; round < MOST_WRAPPERS; round++) {
    const found = findWrappers(measured, callees);
    if (found.size === 0) break;
    const wrappers = [...callees].filter(([functionId]) => found.has(functionId)).map(([, wrapper]) => wrapper);
    for (const functionId of found) callees.delete(functionId);
    for (const wrapper of wrappers) {
      levelByOwnCost(measured, wrapper);
      for (const node of wrapper.nodes) addCallees(measured, node, callees);
    }
    for (const callee of callees.values()) callee.level = levelOf(measured, callee);
  }
  return callees;
}

function addCallees({ tree, baseline, comparison }: Measured, above: number, to: Map<number, Group>): void {
  const { subtreeEnd, functionId } = tree;
  const end = subtreeEnd[above]!;
  for (let node = above + 1; node < end; node = subtreeEnd[node]!) {
    let callee = to.get(functionId[node]!);
    if (callee === undefined) {
      callee = { nodes: [], baseline: 0, comparison: 0, level: 0 };
      to.set(functionId[node]!, callee);
    }
    callee.nodes.push(node);
    callee.baseline += baseline[node]!;
    callee.comparison += comparison[node]!;
  }
}

/** Function ids of the groups that only stand between the others and their counterparts. */
function findWrappers(measured: Measured, callees: ReadonlyMap<number, Group>): Set<number> {
  const wrappers = new Set<number>();
  const changed = [...callees].filter(([, callee]) => callee.level !== 0);
  if (changed.length === 0) return wrappers;
  const least = LEAST_MATCHED * Math.min(...changed.map(([, callee]) => Math.abs(deltaOf(measured, callee))));
  const large = [...callees].filter(([, callee]) => sizeOf(measured, callee) >= least);
  for (const [functionId, callee] of changed) {
    const change = deltaOf(measured, callee);
    const needed = LEAST_MATCHED * Math.abs(change);
    const opposite = large.filter(
      ([, other]) => deltaOf(measured, other) * change < 0 && sizeOf(measured, other) >= needed,
    );
    for (const [id, other] of opposite) {
      const found = other.nodes.reduce((sum, node) => sum + deltaBelow(measured, node, functionId, change, 0), 0);
      if (found * change < 0 && Math.abs(found) >= needed) wrappers.add(id);
    }
    if (opposite.some(([, other]) => isReplacedBy(measured, other, callee, needed))) wrappers.add(functionId);
  }
  return wrappers;
}

/** Change of the outermost frames of a function some levels below a node. */
function deltaBelow(measured: Measured, above: number, wanted: number, change: number, depth: number): number {
  const { tree, baseline, comparison } = measured;
  const { subtreeEnd, functionId } = tree;
  const least = LEAST_WALKED * Math.abs(change);
  let delta = 0;
  for (let node = above + 1; node < subtreeEnd[above]!; node = subtreeEnd[node]!) {
    if (functionId[node] === wanted) delta += nodeDelta(measured, node);
    else if (depth < MOST_WRAPPERS && Math.max(comparison[node]!, baseline[node]! * tree.scale) >= least) {
      delta += deltaBelow(measured, node, wanted, change, depth + 1);
    }
  }
  return delta;
}

/** True when the callees of one gained what the same callees of the other lost: the frame bears another name now. */
function isReplacedBy(measured: Measured, gone: Group, come: Group, needed: number): boolean {
  const [before, now] = [changesBelow(measured, gone), changesBelow(measured, come)];
  let matched = 0;
  for (const [functionId, here] of now) {
    const there = before.get(functionId) ?? 0;
    if (here * there < 0) matched += Math.min(Math.abs(here), Math.abs(there));
  }
  return matched >= needed;
}

function changesBelow(measured: Measured, group: Group): ReadonlyMap<number, number> {
  if (group.below === undefined) {
    const callees = new Map<number, Group>();
    for (const node of group.nodes) addCallees(measured, node, callees);
    group.below = new Map([...callees].map(([functionId, callee]) => [functionId, deltaOf(measured, callee)]));
  }
  return group.below;
}

function sizeOf({ tree }: Measured, { baseline, comparison }: Group): number {
  return Math.max(comparison, baseline * tree.scale);
}

/** Against what exposure and the common drift let expect. */
function deltaOf({ tree }: Measured, { baseline, comparison }: Group): number {
  return comparison - baseline * tree.scale * (tree.noise?.drift ?? 1);
}

function nodeDelta({ tree, baseline, comparison }: Measured, node: number): number {
  return comparison[node]! - baseline[node]! * tree.scale * (tree.noise?.drift ?? 1);
}

function levelOf(measured: Measured, { baseline, comparison }: Pick<Group, 'baseline' | 'comparison'>): number {
  const { tree, comparison: all } = measured;
  return changeLevel(comparison, baseline, tree.scale, all[0]!, tree.noise);
}

/** A wrapper has the level of its own cost: what it only passes on is compared below. */
function levelByOwnCost(measured: Measured, wrapper: Group): void {
  const { tree, comparison, levels, aligned } = measured;
  const own = { baseline: 0, comparison: 0 };
  for (const node of wrapper.nodes) {
    own.baseline += tree.baseline[node]!;
    own.comparison += tree.comparison[node]!;
  }
  const level = levelOf(measured, own);
  for (const node of wrapper.nodes) {
    levels[node] = level;
    const passedOn = tree.scale > 0 ? (comparison[node]! - tree.comparison[node]!) / tree.scale : 0;
    aligned[node] = passedOn + tree.baseline[node]!;
  }
}
