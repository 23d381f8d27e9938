import { totalOf } from './comparison.ts';
import type { Change } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { LoadSplit } from '../report/analysis.ts';
import type { Model } from './model.ts';

/** What one profile's ranking left to say about its sum. */
interface SplitFacts {
  readonly profile: LoadSplit['profile'];
  readonly model: Model;
  /** Of all pods, also those that an odd pod was held against. */
  readonly sides: Comparison;
  /** Changes that may be named as a cause. */
  readonly named: readonly Change[];
  readonly requestsKnown: boolean;
  /** Off-CPU only: by how much all waits stretched. */
  readonly stretch: number;
}

/**
 * The change of one profile's cost taken apart: what the baseline would cost at today's traffic, what all functions did together,
 * what the named ones grew beyond both, and the rest, so that the parts sum up to the change.
 */
export function splitLoad({ profile, model, sides, named, requestsKnown, stretch }: SplitFacts): LoadSplit {
  const nanoseconds = model.sides.unit / 1e9;
  const seconds = {
    baseline: totalOf(model.sides.baseline, 'seconds'),
    comparison: totalOf(model.sides.comparison, 'seconds'),
  };
  const baseline = (model.baseline.inclusive[0]! * nanoseconds) / seconds.baseline;
  const comparison = (model.comparison.inclusive[0]! * nanoseconds) / seconds.comparison;
  const ratio = (model.exposureRatio * seconds.baseline) / seconds.comparison;
  const traffic = requestsKnown ? baseline * (ratio - 1) : 0;
  const together = (baseline + traffic) * (model.drift * stretch - 1);
  const movers = named.reduce((sum, change) => sum + growthOf(change, model, sides), 0);
  return {
    profile,
    unit: profile === 'cpu' ? 'cores' : 'seconds waited per second',
    baseline,
    comparison,
    change: comparison - baseline,
    ...(requestsKnown && { traffic }),
    together,
    movers,
    rest: comparison - baseline - traffic - together - movers,
  };
}

/** What a change adds to the average pod; an odd pod's growth is shared among all. */
function growthOf({ model, share, only }: Change, whole: Model, sides: Comparison): number {
  const spent = (share * model.comparison.inclusive[0]! * model.sides.unit) / 1e9;
  return spent / totalOf(only === undefined ? whole.sides.comparison : sides.comparison, 'seconds');
}
