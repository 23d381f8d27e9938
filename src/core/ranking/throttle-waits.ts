import { blocksByPod, sumCounts, sumEvents } from './comparison.ts';
import { isInputOutput } from './frame-classes.ts';
import { numberWaits } from './pod-pressure.ts';
import { THROTTLE, WAIT_GATE } from './constants.ts';
import { weightedMedian } from './stretch.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';
import type { TreeIndex } from './tree-index.ts';

/** ln of how much longer than in the baseline one wait took, per pod of both sides. */
export interface PodStretch {
  readonly baseline: readonly number[];
  readonly comparison: readonly number[];
}

/** The same over all waits, over those for the outside (network, files), and over those inside the process. */
export interface WaitStretch {
  readonly all: PodStretch;
  readonly outside: PodStretch;
  readonly inside: PodStretch;
}

interface Waits {
  readonly of: Int32Array;
  readonly size: number;
  readonly outside: Uint8Array;
}

/** Length of one wait, per kind of wait; 0 where too few ended. */
type Lengths = Float64Array;

/**
 * How the length of single waits (time waited ÷ waits that ended) compares with the pooled baseline, pod by pod. Lengths do not
 * follow traffic nor its mix, only the number of waits does. Undefined where waits are not counted or are of one class only:
 * a slow database stretches every wait for the outside, a lock held longer those inside, a host that is short of CPU both. Nodes
 * that are skipped (1 in the mask) say nothing: they grew by themselves.
 */
export function measureWaitStretch(sides: Comparison, skipped: Uint8Array): WaitStretch | undefined {
  const { index, unit } = sides;
  if (![...sides.baseline, ...sides.comparison].every(({ events }) => events !== undefined)) return undefined;
  const waits = classify(index, skipped);
  const pooled = lengthsOf(sides.baseline, index, unit, waits);
  const weights = weightsOf(sides.baseline, index, unit, waits);
  const podsOf = (blocks: readonly ExposedBlock[]): Lengths[] =>
    [...blocksByPod(blocks).values()].map((pod) => lengthsOf(pod, index, unit, waits));
  const before = podsOf(sides.baseline);
  const after = podsOf(sides.comparison);
  const over = (includes: (wait: number) => boolean): PodStretch | undefined => {
    const stretchOf = (pods: readonly Lengths[]) =>
      pods.map((pod) => typicalRatio(pooled, pod, weights, includes)).filter((ratio) => ratio !== undefined);
    const stretch = { baseline: stretchOf(before), comparison: stretchOf(after) };
    const measured = stretch.baseline.length === before.length && stretch.comparison.length === after.length;
    return measured ? stretch : undefined;
  };
  const all = over(() => true);
  const outside = over((wait) => waits.outside[wait] === 1);
  const inside = over((wait) => waits.outside[wait] === 0);
  if (all === undefined || outside === undefined || inside === undefined) return undefined;
  return { all, outside, inside };
}

/** Skipped nodes become a wait of their own, which no ratio is taken of. */
function classify(index: TreeIndex, skipped: Uint8Array): Waits {
  const { of, size } = numberWaits(index);
  const outside = new Uint8Array(size);
  for (let node = 1; node < index.size; node++) {
    if (skipped[node] === 1) of[node] = size;
    else if (isInputOutput(index.functions[index.functionId[node]!]!)) outside[of[node]!] = 1;
  }
  return { of, size: size + 1, outside };
}

function lengthsOf(blocks: readonly ExposedBlock[], index: TreeIndex, unit: number, waits: Waits): Lengths {
  const counts = sumCounts(blocks, index.size, unit);
  const ended = sumEvents(blocks, index.size, unit);
  const waited = new Float64Array(waits.size);
  const events = new Float64Array(waits.size);
  for (let node = 1; node < index.size; node++) {
    waited[waits.of[node]!]! += counts[node]!;
    events[waits.of[node]!]! += ended[node]!;
  }
  return waited.map((sum, wait) => (events[wait]! >= WAIT_GATE.events ? sum / events[wait]! : 0));
}

/** Share of all waiting, bounded: one long wait must not speak for all. */
function weightsOf(blocks: readonly ExposedBlock[], index: TreeIndex, unit: number, waits: Waits): Float64Array {
  const counts = sumCounts(blocks, index.size, unit);
  const weights = new Float64Array(waits.size);
  let all = 0;
  for (let node = 1; node < index.size; node++) {
    weights[waits.of[node]!]! += counts[node]!;
    all += counts[node]!;
  }
  return weights.map((sum) => Math.min(THROTTLE.mostWeight, all > 0 ? sum / all : 0));
}

function typicalRatio(
  pooled: Lengths,
  pod: Lengths,
  weights: Float64Array,
  includes: (wait: number) => boolean,
): number | undefined {
  const ratios: { ratio: number; weight: number }[] = [];
  for (let wait = 0; wait < pooled.length - 1; wait++) {
    if (pooled[wait]! <= 0 || pod[wait]! <= 0 || !includes(wait)) continue;
    ratios.push({ ratio: pod[wait]! / pooled[wait]!, weight: weights[wait]! });
  }
  return ratios.length === 0 ? undefined : Math.log(weightedMedian(ratios));
}
