import { appendInt, createIntColumn, type IntColumn } from './int-column.ts';
import type { Side } from './call-tree.ts';
import type { FunctionTable } from './function-table.ts';
import { addPath, callerOf, createPathTree, type PathTree } from './path-tree.ts';
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

/** A tree that grows, and what it grows from. */
export interface Growth {
  readonly nodes: PathTree;
  readonly stacks: StackIndex;
  /** Node in which each stack ends; below 0 for stacks that do not count (see cutStack). */
  readonly leaf: IntColumn;
  /** The same for the own view, whose nodes are among those of the full one. */
  readonly ownLeaf: IntColumn;
}

export function startGrowth(): Growth {
  return {
    nodes: createPathTree(),
    stacks: createStackIndex(),
    leaf: createIntColumn(1024),
    ownLeaf: createIntColumn(1024),
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

/** Cuts the stack that was added last and puts what is left of it into the tree. */
function placeStack({ nodes, stacks, leaf, ownLeaf }: Growth, stack: number, roles: Uint8Array, idle: IdleRule): void {
  const functions = stacks.functions.items;
  const hashes = stacks.prefixes.items;
  const begin = stacks.start.items[stack]!;
  const end = cutStack(functions, roles, begin, stacks.start.items[stack + 1]!, idle);
  if (end === PROFILER_STACK || end === IDLE_STACK) {
    appendInt(leaf, end);
    appendInt(ownLeaf, end);
    return;
  }
  const node = addPath(nodes, functions, begin, end - begin, hashes);
  appendInt(leaf, node);
  const own = ownEnd(functions, roles, begin, end);
  appendInt(ownLeaf, callerOf(nodes, node, end - own));
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
