import { numberWaits } from './pod-pressure.ts';
import { WAIT_GATE } from './constants.ts';
import type { Model } from './model.ts';

/** Waits that ended on each side, per node. */
export interface EndedWaits {
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
}

/**
 * By how much waits stretched per exposure: median over waits outside the mask, weighted by baseline wait, clamped to
 * 1…5. A slow dependency grows alone; a slow host takes all waits with it.
 */
export function measureStretch(model: Model, ended: EndedWaits, mask?: Uint8Array): number {
  const { index, baselineCounts, comparisonCounts, expected } = model;
  const waits = numberWaits(index);
  const before = new Float64Array(waits.size);
  const after = new Float64Array(waits.size);
  const eventsBefore = new Float64Array(waits.size);
  const eventsAfter = new Float64Array(waits.size);
  for (let node = 0; node < index.size; node++) {
    if (mask?.[node] === 1) continue;
    const wait = waits.of[node]!;
    before[wait]! += baselineCounts[node]!;
    after[wait]! += comparisonCounts[node]!;
    eventsBefore[wait]! += ended.baseline[node]!;
    eventsAfter[wait]! += ended.comparison[node]!;
  }
  const ratios: { ratio: number; weight: number }[] = [];
  for (let wait = 0; wait < waits.size; wait++) {
    if (Math.min(eventsBefore[wait]!, eventsAfter[wait]!) < WAIT_GATE.events || before[wait]! <= 0) continue;
    ratios.push({ ratio: after[wait]! / before[wait]! / expected, weight: before[wait]! });
  }
  return Math.min(WAIT_GATE.mostStretch, Math.max(1, weightedMedian(ratios)));
}

export function weightedMedian(ratios: { ratio: number; weight: number }[]): number {
  ratios.sort((x, y) => x.ratio - y.ratio);
  let left = ratios.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { ratio, weight } of ratios) {
    left -= weight;
    if (left <= 0) return ratio;
  }
  return 1;
}
