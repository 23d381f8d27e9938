import { appendInt, createIntColumn, type IntColumn } from './int-column.ts';
import type { Side } from './call-tree.ts';
import type { FunctionTable } from './function-table.ts';
import { addPair, createPairIndex, type PairIndex } from './pair-index.ts';
import { pickValues, type PickedValues } from './pick-values.ts';
import { MalformedProfile, type Profile, type ProfileKind } from './profile.ts';
import { cutStack, IDLE_STACK, ownEnd, PROFILER_STACK, type IdleRule } from './stack-cut.ts';
import { addStack, createStackIndex, type StackIndex } from './stack-index.ts';

/** One profile that becomes one block of the tree. */
export interface TreeSource {
  readonly profile: Profile;
  readonly kind: ProfileKind;
  readonly side: Side;
  readonly pod: string;
  readonly seconds: number;
  readonly requests?: number;
}

/** What came of one source: the number of each sample's stack, -1 for samples without cost. */
export interface Grown {
  readonly source: TreeSource;
  readonly picked: PickedValues;
  readonly stackOf: Int32Array;
}

/** A tree that grows: node 0 is the root, every other a (parent, function) pair. */
export interface Growth {
  readonly nodes: PairIndex;
  readonly stacks: StackIndex;
  /** Node in which each stack ends; below 0 for stacks that do not count (see cutStack). */
  readonly leaf: IntColumn;
  /** The same for the own view, whose nodes are among those of the full one. */
  readonly ownLeaf: IntColumn;
  /** The stack added last: neighbours in a file often share most of their way down. */
  readonly path: Path;
}

interface Path {
  /** Where in the functions of all stacks it begins. */
  begin: number;
  length: number;
  nodes: Int32Array;
}

export function startGrowth(): Growth {
  const nodes = createPairIndex(1024);
  addPair(nodes, -1, -1);
  return {
    nodes,
    stacks: createStackIndex(),
    leaf: createIntColumn(1024),
    ownLeaf: createIntColumn(1024),
    path: { begin: 0, length: 0, nodes: new Int32Array(64) },
  };
}

/** What was counted and what was not, over all sources. */
export interface Tally {
  total: number;
  idle: number;
  profiler: number;
  readonly samples: Record<Side, number>;
  /** Nanoseconds and samples of the sampled sources, for the period of the whole. */
  sampledCost: number;
  sampledCount: number;
}

/** Adds the stacks of one source to the tree. Throws MalformedProfile when the profile does not hold its kind. */
export function growTree(
  growth: Growth,
  source: TreeSource,
  table: FunctionTable,
  ofFrame: Int32Array,
  idle: IdleRule,
  tally: Tally,
): Grown {
  const { profile, side } = source;
  const picked = pickOrThrow(source);
  const { stackStart, stacks, values } = profile;
  const { leaf } = growth;
  const width = profile.sampleTypes.length;
  const count = stackStart.length - 1;
  const stackOf = new Int32Array(count).fill(-1);
  for (let sample = 0; sample < count; sample++) {
    const cost = values[sample * width + picked.cost]! * picked.nanosecondsPerUnit;
    const events = picked.events === undefined ? 0 : values[sample * width + picked.events]!;
    if (cost === 0 && events === 0) continue;
    tally.total += cost;
    const stack = addStack(growth.stacks, stacks, stackStart[sample]!, stackStart[sample + 1]!, ofFrame);
    if (stack === leaf.length) placeStack(growth, stack, table.roles, idle);
    stackOf[sample] = stack;
    const end = leaf.items[stack];
    if (end === PROFILER_STACK) tally.profiler += cost;
    else if (end === IDLE_STACK) tally.idle += cost;
    else countSample(tally, side, picked, cost, events);
  }
  return { source, picked, stackOf };
}

/** Cuts a new stack and adds what is left of it to the tree. */
function placeStack(growth: Growth, stack: number, roles: Uint8Array, idle: IdleRule): void {
  const functions = growth.stacks.functions.items;
  const begin = growth.stacks.start.items[stack]!;
  const end = cutStack(functions, roles, begin, growth.stacks.start.items[stack + 1]!, idle);
  if (end === PROFILER_STACK || end === IDLE_STACK) {
    appendInt(growth.leaf, end);
    appendInt(growth.ownLeaf, end);
    return;
  }
  growPath(growth, functions, begin, end);
  appendInt(growth.leaf, nodeAt(growth.path, end - begin));
  appendInt(growth.ownLeaf, nodeAt(growth.path, ownEnd(functions, roles, begin, end) - begin));
}

/** The node so many frames below the root. */
function nodeAt(path: Path, depth: number): number {
  return depth === 0 ? 0 : path.nodes[depth - 1]!;
}

/** Adds functions[begin..end) below the root. */
function growPath({ nodes, path }: Growth, functions: Int32Array, begin: number, end: number): void {
  const length = end - begin;
  if (length > path.nodes.length) {
    const longer = new Int32Array(length * 2);
    longer.set(path.nodes);
    path.nodes = longer;
  }
  let depth = 0;
  const shared = Math.min(length, path.length);
  while (depth < shared && functions[path.begin + depth] === functions[begin + depth]) depth++;
  let node = nodeAt(path, depth);
  for (; depth < length; depth++) {
    node = addPair(nodes, node, functions[begin + depth]!);
    path.nodes[depth] = node;
  }
  path.begin = begin;
  path.length = length;
}

function pickOrThrow({ profile, kind }: TreeSource): PickedValues {
  const picked = pickValues(profile, kind);
  if (picked !== undefined) return picked;
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(', ');
  throw new MalformedProfile(profile.format, `it holds no ${kind} values, only ${types === '' ? 'nothing' : types}`);
}

function countSample(tally: Tally, side: Side, picked: PickedValues, cost: number, events: number): void {
  if (picked.samplePeriod > 0) {
    tally.samples[side] += cost / picked.samplePeriod;
    tally.sampledCost += cost;
    tally.sampledCount += cost / picked.samplePeriod;
  } else tally.samples[side] += picked.events === undefined ? 1 : events;
}
