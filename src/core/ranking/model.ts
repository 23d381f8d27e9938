import { aggregate } from './aggregates.ts';
import { changedShare, fitDrift } from './drift.ts';
import { DRIFT } from './constants.ts';
import { exposureRatio, sumCounts } from './comparison.ts';
import { callWitnesses, measureDispersion } from './pod-counts.ts';
import { relativeVariance } from './score.ts';
import type { Aggregates } from './aggregates.ts';
import type { Comparison } from './comparison.ts';
import type { EngineOptions } from './constants.ts';
import type { TreeIndex } from './tree-index.ts';
import type { Witnesses } from './pod-counts.ts';

/** Growth is +1, decline −1. */
export type Direction = 1 | -1;

/** What "nothing changed" would look like, and how far from it counts as noise. */
export interface Model {
  readonly sides: Comparison;
  readonly index: TreeIndex;
  readonly options: EngineOptions;
  readonly exposureRatio: number;
  /** How much all functions moved together beyond exposure. */
  readonly drift: number;
  /** Comparison counts expected per baseline count: exposure ratio × drift. */
  readonly expected: number;
  readonly dispersion: number;
  readonly relativeVariance: number;
  readonly baselineCounts: Float64Array;
  readonly baseline: Aggregates;
  readonly comparisonCounts: Float64Array;
  readonly comparison: Aggregates;
  readonly witnesses: Witnesses;
}

/** `requestsKnown` lets the request ratio decide when too much changed to fit a drift. */
export function buildModel(sides: Comparison, options: EngineOptions, requestsKnown: boolean): Model {
  const { index, unit } = sides;
  const baselineCounts = sumCounts(sides.baseline, index.size, unit);
  const comparisonCounts = sumCounts(sides.comparison, index.size, unit);
  const baseline = aggregate(index, baselineCounts);
  const comparison = aggregate(index, comparisonCounts);
  const ratio = exposureRatio(sides);
  const drift = options.fitDrift ? drifted(baseline, comparison, ratio, requestsKnown) : 1;
  const dispersion = measureDispersion(sides);
  return {
    sides,
    index,
    options,
    exposureRatio: ratio,
    drift,
    expected: ratio * drift,
    dispersion,
    relativeVariance: relativeVariance(dispersion, Math.min(sides.baseline.length, sides.comparison.length)),
    baselineCounts,
    baseline,
    comparisonCounts,
    comparison,
    witnesses: callWitnesses(sides),
  };
}

function drifted(baseline: Aggregates, comparison: Aggregates, ratio: number, requestsKnown: boolean): number {
  const drift = fitDrift(baseline.sums.self, comparison.sums.self, ratio);
  const usual = drift >= DRIFT.usual[0] && drift <= DRIFT.usual[1];
  if (usual || !requestsKnown) return drift;
  return changedShare(baseline.sums.self, comparison.sums.self, ratio * drift) > DRIFT.mostChanged ? 1 : drift;
}
