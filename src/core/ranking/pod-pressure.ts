import { addPair, createPairIndex } from '../profile/pair-index.ts';
import { WAIT_GATE } from './constants.ts';
import { blocksByPod, sumCounts, sumEvents, totalOf } from './comparison.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';
import type { TreeIndex } from './tree-index.ts';

/** How hard the host presses each pod: ln of how far its typical wait is above the median pod's. */
export interface PodPressure {
  readonly baseline: ReadonlyMap<string, number>;
  readonly comparison: ReadonlyMap<string, number>;
  readonly median: number;
  /** False when no wait is common enough in every pod: then all pods look equally calm. */
  readonly measured: boolean;
}

/** Numbers the waits of a tree: the function that waits and what it waits in. Answers the number of every node. */
export function numberWaits(index: TreeIndex): { of: Int32Array; size: number } {
  const pairs = createPairIndex(index.size);
  const of = new Int32Array(index.size);
  for (let node = 0; node < index.size; node++) {
    const caller = node === 0 ? 0 : index.functionId[index.parent[node]!]!;
    of[node] = addPair(pairs, caller, index.functionId[node]!);
  }
  return { of, size: pairs.size };
}

/**
 * Median over waits, seen often enough in every pod, of ln(wait per exposure ÷ median over all pods). A starved pod
 * stretches every wait, so this tells the pod from the change.
 */
export function measurePressure(sides: Comparison): PodPressure {
  const { index, unit } = sides;
  const waits = numberWaits(index);
  const before = [...blocksByPod(sides.baseline)];
  const after = [...blocksByPod(sides.comparison)];
  const pods = [...before, ...after].map(([, blocks]) => waitsOfPod(index, blocks, unit, waits));
  const perPod: number[][] = pods.map(() => []);
  for (let wait = 0; wait < waits.size; wait++) {
    if (!pods.every((pod) => pod.waited[wait]! > 0 && pod.events[wait]! >= WAIT_GATE.events)) continue;
    const logs = pods.map((pod) => Math.log(pod.waited[wait]! / pod.exposure));
    const typical = median(logs);
    logs.forEach((log, i) => perPod[i]!.push(log - typical));
  }
  const pressures = perPod.map(median);
  const mapOf = (groups: readonly [string, unknown][], from: number): Map<string, number> =>
    new Map(groups.map(([pod], i) => [pod, pressures[from + i]!]));
  return {
    baseline: mapOf(before, 0),
    comparison: mapOf(after, before.length),
    median: median(pressures),
    measured: perPod[0]!.length > 0,
  };
}

function waitsOfPod(
  index: TreeIndex,
  blocks: readonly ExposedBlock[],
  unit: number,
  waits: { of: Int32Array; size: number },
): { waited: Float64Array; events: Float64Array; exposure: number } {
  const counts = sumCounts(blocks, index.size, unit);
  const ended = sumEvents(blocks, index.size, unit);
  const waited = new Float64Array(waits.size);
  const events = new Float64Array(waits.size);
  for (let node = 0; node < index.size; node++) {
    if (counts[node] === 0) continue;
    waited[waits.of[node]!]! += counts[node]!;
    events[waits.of[node]!]! += ended[node]!;
  }
  return { waited, events, exposure: totalOf(blocks, 'exposure') };
}

/** The calmer half of the pods, rounded up, at least two; all where pressure could not be measured. */
export function calmHalf(
  blocks: readonly ExposedBlock[],
  pressure: ReadonlyMap<string, number>,
  measured: boolean,
): readonly ExposedBlock[] {
  if (!measured) return blocks;
  const pods = [...pressure].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  const kept = Math.max(Math.min(2, pods.length), Math.ceil(pods.length / 2));
  const calm = new Set(pods.slice(0, kept).map(([pod]) => pod));
  return blocks.filter(({ pod }) => calm.has(pod));
}

/** Upper median; 0 of nothing. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y);
  return sorted[sorted.length >> 1] ?? 0;
}
