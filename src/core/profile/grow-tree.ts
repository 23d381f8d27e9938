import type { Side } from './call-tree.ts';
import type { FunctionTable } from './function-table.ts';
import { addPair, type PairIndex } from './pair-index.ts';
import { pickValues, type PickedValues } from './pick-values.ts';
import { MalformedProfile, type Profile, type ProfileKind } from './profile.ts';
import { cutStack, IDLE_STACK, PROFILER_STACK, type CutRules } from './stack-cut.ts';

/** One profile that becomes one block of the tree. */
export interface TreeSource {
  readonly profile: Profile;
  readonly kind: ProfileKind;
  readonly side: Side;
  readonly pod: string;
  readonly seconds: number;
  readonly requests?: number;
}

/** What came of one source: the node of each sample's leaf, -1 for samples that do not count. */
export interface Grown {
  readonly source: TreeSource;
  readonly picked: PickedValues;
  readonly leaves: Int32Array;
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
  nodes: PairIndex,
  source: TreeSource,
  table: FunctionTable,
  ofFrame: Int32Array,
  rules: CutRules,
  tally: Tally,
): Grown {
  const { profile, side } = source;
  const picked = pickOrThrow(source);
  const { stackStart, values } = profile;
  const functions = profile.stacks.map((frame) => ofFrame[frame]!);
  const width = profile.sampleTypes.length;
  const count = stackStart.length - 1;
  const leaves = new Int32Array(count).fill(-1);
  const path = { begin: 0, length: 0, nodes: new Int32Array(64) };
  for (let sample = 0; sample < count; sample++) {
    const cost = values[sample * width + picked.cost]! * picked.nanosecondsPerUnit;
    const events = picked.events === undefined ? 0 : values[sample * width + picked.events]!;
    if (cost === 0 && events === 0) continue;
    tally.total += cost;
    const begin = stackStart[sample]!;
    const end = cutStack(functions, table.roles, begin, stackStart[sample + 1]!, rules);
    if (end === PROFILER_STACK) tally.profiler += cost;
    else if (end === IDLE_STACK) tally.idle += cost;
    else {
      leaves[sample] = growPath(nodes, path, functions, begin, end);
      countSample(tally, side, picked, cost, events);
    }
  }
  return { source, picked, leaves };
}

/** The stack added last: neighbours in a file often share most of their way down. */
interface Path {
  begin: number;
  length: number;
  nodes: Int32Array;
}

/** Adds functions[begin..end) below the root; answers with the leaf's node. */
function growPath(nodes: PairIndex, path: Path, functions: Int32Array, begin: number, end: number): number {
  const length = end - begin;
  if (length > path.nodes.length) {
    const longer = new Int32Array(length * 2);
    longer.set(path.nodes);
    path.nodes = longer;
  }
  let depth = 0;
  const shared = Math.min(length, path.length);
  while (depth < shared && functions[path.begin + depth] === functions[begin + depth]) depth++;
  let node = depth === 0 ? 0 : path.nodes[depth - 1]!;
  for (; depth < length; depth++) {
    node = addPair(nodes, node, functions[begin + depth]!);
    path.nodes[depth] = node;
  }
  path.begin = begin;
  path.length = length;
  return node;
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
