import type { CallTree, FunctionInfo, Side } from './call-tree.ts';
import { OWN } from './frame-roles.ts';
import { numberFunctions } from './function-table.ts';
import { growTree, startGrowth, type Grown, type Growth, type Tally, type TreeSource } from './grow-tree.ts';
import type { IdleNames } from './idle-names.ts';
import type { IntColumn } from './int-column.ts';
import type { PathTree } from './path-tree.ts';
import type { IdleRule } from './stack-cut.ts';
import { sumBlock } from './sum-block.ts';
import { layOutTree, pruneLayout, type TreeLayout } from './tree-layout.ts';

export type { TreeSource } from './grow-tree.ts';

export interface ViewOptions {
  /** Idle waits. CPU time is none: sources that begin with CPU profiles are never cut for idleness. */
  readonly idle: 'keep' | 'drop';
  /** Which functions wait for work; all known ones where nothing is said. */
  readonly idleNames?: IdleNames;
}

export interface TreeOptions extends ViewOptions {
  /** `own` is the tree for ranking, `full` the one for pictures (see stack-cut). */
  readonly view: 'full' | 'own';
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
  const merged = mergeSources(sources, options);
  return options.view === 'full' ? fullView(merged) : ownView(merged);
}

/** Both views of the same profiles for little more than the price of one. */
export function buildViews(
  sources: readonly TreeSource[],
  options: ViewOptions,
): { readonly own: BuiltTree; readonly full: BuiltTree } {
  const merged = mergeSources(sources, options);
  return { own: ownView(merged), full: fullView(merged) };
}

/** The sources as one tree, laid out whole, before their costs are put on it. */
interface Merged {
  readonly growth: Growth;
  readonly grown: readonly Grown[];
  readonly tally: Tally;
  readonly functions: readonly FunctionInfo[];
  readonly layout: TreeLayout;
}

function mergeSources(sources: readonly TreeSource[], options: ViewOptions): Merged {
  const table = numberFunctions(
    sources.map(({ side, profile }) => ({ side, frames: profile.frames })),
    options.idleNames,
  );
  const growth = startGrowth();
  const tally: Tally = {
    total: 0,
    idle: 0,
    profiler: 0,
    samples: { baseline: 0, comparison: 0 },
    sampledCost: 0,
    sampledCount: 0,
  };
  const ownSeen = table.roles.some((role) => (role & OWN) !== 0);
  const idle = idleRule(options, sources, ownSeen);
  const grown = sources.map((source, at) => growTree(growth, source, table, table.ofFrame[at]!, idle, tally));
  const { functions, rank } = rankFunctions(growth.nodes, table.functions);
  return { growth, grown, tally, functions, layout: layOutTree(growth.nodes, rank, functions.length) };
}

/** The first source decides for all: a stack is idle or it is not, whoever saw it. */
function idleRule({ idle }: ViewOptions, sources: readonly TreeSource[], ownSeen: boolean): IdleRule {
  if (idle === 'keep' || sources[0]?.kind === 'cpu') return 'keep';
  return ownSeen ? 'structural' : 'named';
}

function fullView(merged: Merged): BuiltTree {
  const { growth, functions, layout } = merged;
  return finish(merged, functions, layout, placesOf(growth.leaf, layout));
}

/** The full tree without what lies below the leaves of the own view, and without functions that are only met there. */
function ownView(merged: Merged): BuiltTree {
  const { growth, layout } = merged;
  const places = placesOf(growth.ownLeaf, layout);
  const pruned = pruneLayout(
    layout,
    places.filter((place) => place >= 0),
  );
  const used = new Int32Array(merged.functions.length);
  for (const id of pruned.functionId) used[id] = 1;
  const functions = merged.functions.filter((_, id) => used[id] === 1);
  for (let id = 0, next = 0; id < used.length; id++) if (used[id] === 1) used[id] = next++;
  const own = { ...pruned, functionId: pruned.functionId.map((id) => used[id]!) };
  return finish(
    merged,
    functions,
    own,
    places.map((place) => (place < 0 ? place : own.placeOf[place]!)),
  );
}

/** Where each stack ends, in preorder numbers; below 0 for stacks that do not count. */
function placesOf(leaves: IntColumn, { placeOf }: TreeLayout): Int32Array {
  return leaves.items.subarray(0, leaves.length).map((leaf) => (leaf < 0 ? leaf : placeOf[leaf]!));
}

function finish(
  { grown, tally }: Merged,
  functions: readonly FunctionInfo[],
  { parent, subtreeEnd, functionId }: TreeLayout,
  places: Int32Array,
): BuiltTree {
  const size = parent.length;
  const blocks = grown.map((one) => sumBlock(one, places, size));
  return {
    tree: { size, parent, subtreeEnd, functionId, functions, blocks, samplePeriod: periodOf(grown, tally) },
    idleShare: tally.total > 0 ? tally.idle / tally.total : 0,
    profilerShare: tally.total > 0 ? tally.profiler / tally.total : 0,
    samples: tally.samples,
  };
}

/** Keeps the functions that the tree uses, sorted by name and file; rank[number] is their place, from 1 on: 0 is the root. */
function rankFunctions(
  nodes: PathTree,
  all: readonly FunctionInfo[],
): { functions: readonly FunctionInfo[]; rank: Int32Array } {
  const used = new Uint8Array(all.length);
  for (let node = 1; node < nodes.size; node++) used[nodes.called[node]!] = 1;
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

/** The common period, or nanoseconds per sample over all where sources differ; 0 when durations are measured. */
function periodOf(grown: readonly Grown[], tally: Tally): number {
  const periods = new Set(grown.map(({ picked }) => picked.samplePeriod));
  const [first = 0] = periods;
  if (periods.size < 2) return first;
  return tally.sampledCount > 0 ? tally.sampledCost / tally.sampledCount : 0;
}
