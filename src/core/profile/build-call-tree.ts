import type { Block, CallTree, FunctionInfo, Side } from './call-tree.ts';
import { OWN } from './frame-roles.ts';
import { numberFunctions } from './function-table.ts';
import { growTree, type Grown, type Tally, type TreeSource } from './grow-tree.ts';
import type { IdleNames } from './idle-names.ts';
import { addPair, createPairIndex, type PairIndex } from './pair-index.ts';
import type { Profile } from './profile.ts';
import type { CutRules } from './stack-cut.ts';
import { layOutTree, type TreeLayout } from './tree-layout.ts';

export type { TreeSource } from './grow-tree.ts';

export interface TreeOptions {
  /** `own` is the tree for ranking, `full` the one for pictures (see stack-cut). */
  readonly view: 'full' | 'own';
  /** Idle waits; CPU time is never idle. */
  readonly idle: 'keep' | 'drop';
  /** Which functions wait for work; all known ones where nothing is said. */
  readonly idleNames?: IdleNames;
}

export interface BuiltTree {
  readonly tree: CallTree;
  /** Dropped as idle waits, as a share of all cost. */
  readonly idleShare: number;
  /** Dropped because the profiler was measuring itself, as a share of all cost. */
  readonly profilerShare: number;
  /** Samples kept (or waits, where those are counted): how much evidence there is. */
  readonly samples: Readonly<Record<Side, number>>;
}

const ROOT: FunctionInfo = { name: '', canonicalName: '', file: '', line: 0, lastLine: 0, own: false };

/**
 * Merges profiles of one kind into one preorder tree keyed by (canonical name, file), with one block per source in the same
 * order. The same samples in another order give the same tree. Throws MalformedProfile when a source does not hold its kind.
 */
export function buildCallTree(sources: readonly TreeSource[], options: TreeOptions): BuiltTree {
  const table = numberFunctions(
    sources.map(({ side, profile }) => ({ side, frames: profile.frames })),
    options.idleNames,
  );
  const ownSeen = table.roles.some((role) => (role & OWN) !== 0);
  const nodes = createPairIndex(1024);
  addPair(nodes, -1, -1);
  const tally: Tally = {
    total: 0,
    idle: 0,
    profiler: 0,
    samples: { baseline: 0, comparison: 0 },
    sampledCost: 0,
    sampledCount: 0,
  };
  const grown = sources.map((source, at) => {
    const rules: CutRules = {
      view: options.view,
      idle: idleRule(options, source, ownSeen),
    };
    return growTree(nodes, source, table, table.ofFrame[at]!, rules, tally);
  });
  const { functions, rank } = rankFunctions(nodes, table.functions);
  const layout = layOutTree(nodes, rank, functions.length);
  const tree: CallTree = {
    size: nodes.size,
    parent: layout.parent,
    subtreeEnd: layout.subtreeEnd,
    functionId: layout.functionId,
    functions,
    blocks: grown.map((one) => toBlock(one, layout)),
    samplePeriod: periodOf(grown, tally),
  };
  return {
    tree,
    idleShare: tally.total > 0 ? tally.idle / tally.total : 0,
    profilerShare: tally.total > 0 ? tally.profiler / tally.total : 0,
    samples: tally.samples,
  };
}

function idleRule({ idle }: TreeOptions, { kind }: TreeSource, ownSeen: boolean): CutRules['idle'] {
  if (idle === 'keep' || kind === 'cpu') return 'keep';
  return ownSeen ? 'structural' : 'named';
}

/** Keeps the functions that the tree uses, sorted by name and file; rank[number] is their place, from 1 on: 0 is the root. */
function rankFunctions(
  nodes: PairIndex,
  all: readonly FunctionInfo[],
): { functions: readonly FunctionInfo[]; rank: Int32Array } {
  const used = new Uint8Array(all.length);
  for (let node = 1; node < nodes.size; node++) used[nodes.second[node]!] = 1;
  const numbers = Array.from(all.keys()).filter((number) => used[number] === 1);
  numbers.sort((a, b) => compareFunctions(all[a]!, all[b]!));
  const rank = new Int32Array(all.length);
  numbers.forEach((number, at) => {
    rank[number] = at + 1;
  });
  return { functions: [ROOT, ...numbers.map((number) => all[number]!)], rank };
}

/** By code units, so that every machine and every locale agrees. */
function compareFunctions(a: FunctionInfo, b: FunctionInfo): number {
  return compareText(a.name, b.name) || compareText(a.file, b.file) || compareText(a.canonicalName, b.canonicalName);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toBlock({ source, picked, leaves }: Grown, layout: TreeLayout): Block {
  const { side, pod, seconds, requests } = source;
  const self = sumByNode(source.profile, picked.cost, picked.nanosecondsPerUnit, leaves, layout);
  return {
    side,
    pod,
    seconds,
    ...(requests === undefined ? {} : { requests }),
    self,
    ...(picked.events === undefined ? {} : { events: sumByNode(source.profile, picked.events, 1, leaves, layout) }),
  };
}

/** Sums in 64 bits and rounds once: adding thousands of samples in 32 would drift. */
function sumByNode(
  profile: Profile,
  column: number,
  factor: number,
  leaves: Int32Array,
  layout: TreeLayout,
): Float32Array {
  const sums = new Float64Array(layout.placeOf.length);
  const width = profile.sampleTypes.length;
  for (let sample = 0; sample < leaves.length; sample++) {
    const leaf = leaves[sample]!;
    if (leaf >= 0) sums[layout.placeOf[leaf]!]! += profile.values[sample * width + column]! * factor;
  }
  return Float32Array.from(sums);
}

/** The common period, or nanoseconds per sample over all where sources differ; 0 when durations are measured. */
function periodOf(grown: readonly Grown[], tally: Tally): number {
  const periods = new Set(grown.map(({ picked }) => picked.samplePeriod));
  const [first = 0] = periods;
  if (periods.size < 2) return first;
  return tally.sampledCount > 0 ? tally.sampledCost / tally.sampledCount : 0;
}
