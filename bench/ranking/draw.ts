import { buildCallTree, type TreeSource } from '../../src/core/profile/build-call-tree.ts';
import type { CallTree } from '../../src/core/profile/call-tree.ts';
import type { Frame, Profile } from '../../src/core/profile/profile.ts';
import type { Base } from './bases.ts';
import type { Plant } from './plant.ts';
import type { Random } from './random.ts';

/** How much is recorded on each side. */
export interface Recording {
  /** Expected on each side at traffic × 1. */
  readonly samples: number;
  readonly pods: number;
  readonly slices: number;
}

/** Spread of the lognormal factors of healthy windows, as measured between runs of one build on a shared host. */
const SPREAD = { window: 0.08, pod: 0.12, slice: 0.12, load: 0.1 } as const;
/** So many functions near the root vary with the mix of requests, and so many anywhere with half the spread. */
const ENDPOINTS = 7;
const VARYING_SHARE = 1 / 60;
const MOST_VARYING = 40;
const PERIOD = 10_000_000;
const WINDOW_SECONDS = 60;

/**
 * Records both sides: the cost of some functions varies by window, pod and slice, traffic by pod and slice, and samples fall by
 * Poisson. The product's own builder makes the tree, as it does of profiles that were pushed.
 */
export function record(plant: Plant, load: number, recording: Recording, random: Random): CallTree {
  const spreads = varyingFunctions(plant, random);
  const frames = plant.functions.map(({ name, file }): Frame => ({ name, file, line: 0, startLine: 0 }));
  const topmost = topmostVarying(plant, spreads);
  const sources: TreeSource[] = [];
  for (const side of ['baseline', 'comparison'] as const) {
    const stackOf = stacksOf(plant, side === 'comparison');
    const window = factors(spreads, SPREAD.window, random);
    for (let pod = 0; pod < recording.pods; pod++) {
      const ofPod = factors(spreads, SPREAD.pod, random);
      const podLoad = random.lognormal(SPREAD.load);
      for (let slice = 0; slice < recording.slices; slice++) {
        const ofSlice = factors(spreads, SPREAD.slice, random);
        const traffic = podLoad * random.lognormal(SPREAD.load) * (side === 'comparison' ? load : 1);
        const expected = (recording.samples / recording.pods / recording.slices) * traffic;
        const shares = varied(plant, plant[side], topmost, [window, ofPod, ofSlice]);
        sources.push({
          profile: profileOf(drawCounts(shares, expected, random), stackOf, frames),
          kind: 'cpu',
          side,
          pod: `${side}-${pod}`,
          seconds: WINDOW_SECONDS / recording.slices,
        });
      }
    }
  }
  return buildCallTree(sources, { view: 'own', idle: 'keep' }).tree;
}

/** Spread relative to the full one, per function that varies. */
function varyingFunctions({ base }: Plant, random: Random): ReadonlyMap<number, number> {
  const ids = Array.from(base.index.functions.keys()).slice(1);
  const spreads = new Map(endpointsOf(base).map((id) => [id, 1]));
  const others = Math.min(MOST_VARYING, Math.ceil(ids.length * VARYING_SHARE));
  for (let i = 0; i < others; i++) {
    const id = random.pick(ids);
    if (!spreads.has(id)) spreads.set(id, 0.5);
  }
  return spreads;
}

/** The functions next to the root that each carry a part of the cost, none inside another: what a mix of requests changes. */
function endpointsOf({ index, totalOf }: Base): number[] {
  const { parent, functionId } = index;
  const chosen = new Set<number>();
  const closed = new Set<number>();
  const inside = new Uint8Array(index.size);
  const byDepth = Array.from(parent.keys()).sort((a, b) => index.depth[a]! - index.depth[b]!);
  for (const node of byDepth) {
    const id = functionId[node]!;
    if (node > 0 && inside[parent[node]!] === 1) inside[node] = 1;
    else if (totalOf[id]! > 0.03 && totalOf[id]! < 0.4 && !closed.has(id)) chosen.add(id);
    if (chosen.has(id)) inside[node] = 1;
    else closed.add(id);
    if (chosen.size === ENDPOINTS) break;
  }
  return [...chosen];
}

function factors(spreads: ReadonlyMap<number, number>, spread: number, random: Random): Map<number, number> {
  return new Map(Array.from(spreads, ([id, relative]) => [id, random.lognormal(relative * spread)]));
}

/** 1 for nodes of varying functions that have no ancestor of the same function: recursion varies once. */
function topmostVarying({ functionId, parent }: Plant, spreads: ReadonlyMap<number, number>): Uint8Array {
  return Uint8Array.from(functionId, (id, node) => {
    if (!spreads.has(id)) return 0;
    let above = parent[node]!;
    while (above >= 0 && functionId[above] !== id) above = parent[above]!;
    return above < 0 ? 1 : 0;
  });
}

function varied(
  { parent, functionId }: Plant,
  shares: readonly number[],
  topmost: Uint8Array,
  layers: readonly ReadonlyMap<number, number>[],
): Float64Array {
  const factor = new Float64Array(shares.length).fill(1);
  const result = new Float64Array(shares.length);
  for (let node = 1; node < shares.length; node++) {
    let here = factor[parent[node]!]!;
    if (topmost[node] === 1) for (const layer of layers) here *= layer.get(functionId[node]!)!;
    factor[node] = here;
    result[node] = here * shares[node]!;
  }
  return result;
}

/** Independent Poisson counts per node: their sum is Poisson, and every sample falls by share. */
function drawCounts(shares: Float64Array, expected: number, random: Random): Int32Array {
  const upTo = new Float64Array(shares.length);
  let all = 0;
  for (let node = 0; node < shares.length; node++) {
    all += shares[node]!;
    upTo[node] = all;
  }
  const counts = new Int32Array(shares.length);
  for (let left = random.poisson(expected * all); left > 0; left--) counts[firstAbove(upTo, random.uniform() * all)]!++;
  return counts;
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The stack of a node, written as one side writes it; kept, since the same node is sampled in many blocks. */
function stacksOf(plant: Plant, rewritten: boolean): (node: number) => Int32Array {
  const known: Int32Array[] = [];
  return (node) => {
    const seen = known[node];
    if (seen !== undefined) return seen;
    let stack: readonly number[] = pathTo(plant, node);
    if (rewritten) for (const rewrite of plant.rewrites) stack = rewrite(stack);
    return (known[node] = Int32Array.from(stack));
  };
}

function pathTo({ parent, functionId }: Plant, leaf: number): number[] {
  const path: number[] = [];
  for (let node = leaf; node > 0; node = parent[node]!) path.push(functionId[node]!);
  return path.reverse();
}

function profileOf(counts: Int32Array, stackOf: (node: number) => Int32Array, frames: readonly Frame[]): Profile {
  const sampled: number[] = [];
  for (let node = 0; node < counts.length; node++) if (counts[node]! > 0) sampled.push(node);
  const stackStart = new Int32Array(sampled.length + 1);
  for (let at = 0; at < sampled.length; at++) stackStart[at + 1] = stackStart[at]! + stackOf(sampled[at]!).length;
  const stacks = new Int32Array(stackStart.at(-1)!);
  const values = new Float64Array(2 * sampled.length);
  for (let at = 0; at < sampled.length; at++) {
    const node = sampled[at]!;
    stacks.set(stackOf(node), stackStart[at]);
    values[2 * at] = counts[node]!;
    values[2 * at + 1] = counts[node]! * PERIOD;
  }
  return {
    format: 'drawn',
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    values,
    stackStart,
    stacks,
    frames,
    period: PERIOD,
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    timeMs: 0,
    durationSeconds: 0,
  };
}
