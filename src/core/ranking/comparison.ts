import type { TreeIndex } from './tree-index.ts';

/** One block as the engine sees it. */
export interface ExposedBlock {
  readonly pod: string;
  readonly seconds: number;
  /** What it could have spent cost on: requests served where known, else seconds. */
  readonly exposure: number;
  /** Nanoseconds per node. */
  readonly self: Float32Array;
  /** Waits that ended, per node. */
  readonly events?: Float32Array;
}

/** Two sides of one tree. Counts are nanoseconds ÷ unit: samples for CPU, typical waits for off-CPU. */
export interface Comparison {
  readonly index: TreeIndex;
  readonly baseline: readonly ExposedBlock[];
  readonly comparison: readonly ExposedBlock[];
  readonly unit: number;
}

/** Exposure of the comparison ÷ exposure of the baseline. */
export function exposureRatio(sides: Comparison): number {
  return totalOf(sides.comparison, 'exposure') / totalOf(sides.baseline, 'exposure');
}

export function totalOf(blocks: readonly ExposedBlock[], what: 'exposure' | 'seconds'): number {
  let total = 0;
  for (const block of blocks) total += block[what];
  return total;
}

/** Counts per node, summed over blocks. */
export function sumCounts(blocks: readonly ExposedBlock[], size: number, unit: number): Float64Array {
  const counts = new Float64Array(size);
  for (const { self } of blocks) for (let node = 0; node < size; node++) counts[node]! += self[node]!;
  for (let node = 0; node < size; node++) counts[node]! /= unit;
  return counts;
}

/** Waits that ended per node, summed over blocks; without counts, the waited time in units stands in. */
export function sumEvents(blocks: readonly ExposedBlock[], size: number, unit: number): Float64Array {
  const events = new Float64Array(size);
  for (const block of blocks) {
    for (let node = 0; node < size; node++) events[node]! += block.events?.[node] ?? block.self[node]! / unit;
  }
  return events;
}

/** Blocks by pod, in order of first appearance. */
export function blocksByPod(blocks: readonly ExposedBlock[]): Map<string, ExposedBlock[]> {
  return Map.groupBy(blocks, (block) => block.pod);
}
