import { PODS } from './constants.ts';
import { sumOver } from './support.ts';
import type { Witness, Witnesses } from './pod-counts.ts';
import type { EngineOptions } from './constants.ts';
import type { Support } from './support.ts';
import type { TreeIndex } from './tree-index.ts';

/** What the spread between pods says about one hypothesis. */
export interface PodEvidence {
  /** Share of the growth left without the most favourable comparison pod and the least favourable baseline pod, 0..1. */
  readonly keep: number;
  /** Variances of the two counts. */
  readonly baselineVariance: number;
  readonly comparisonVariance: number;
}

interface SideEvidence {
  readonly counts: readonly number[];
  /** What each count is measured against. */
  readonly against: readonly number[];
}

/** `direction` is +1 for growth, −1 for decline. */
export function podEvidence(
  index: TreeIndex,
  support: Support,
  witnesses: Witnesses,
  options: EngineOptions,
  dispersion: number,
  direction: 1 | -1,
): PodEvidence {
  const gather = (side: readonly Witness[]): SideEvidence => {
    const counts = side.map((witness) => sumOver(index, support, witness.before));
    const against = side.map((witness, i) =>
      options.podsAgainst === 'exposure' ? witness.exposure : witness.total - counts[i]!,
    );
    return { counts, against };
  };
  const baseline = gather(witnesses.baseline);
  const comparison = gather(witnesses.comparison);
  const enough = Math.min(witnesses.pods.baseline, witnesses.pods.comparison) >= options.podsForKeep;
  return {
    keep: enough ? keepOf(baseline, comparison, direction) : 1,
    baselineVariance: varianceOf(baseline, dispersion),
    comparisonVariance: varianceOf(comparison, dispersion),
  };
}

function keepOf(baseline: SideEvidence, comparison: SideEvidence, direction: 1 | -1): number {
  const full = rateWithout(comparison, -1) - rateWithout(baseline, -1);
  if (full * direction <= 0) return 0;
  const best = extremeRate(comparison, direction);
  const worst = extremeRate(baseline, -direction);
  return clampShare((rateWithout(comparison, best) - rateWithout(baseline, worst)) / full);
}

function rateWithout(side: SideEvidence, left: number): number {
  let counts = 0;
  let against = 0;
  for (let i = 0; i < side.counts.length; i++) {
    if (i === left) continue;
    counts += side.counts[i]!;
    against += side.against[i]!;
  }
  return counts / Math.max(1, against);
}

/** Position of the largest (sign > 0) or smallest rate. */
function extremeRate(side: SideEvidence, sign: number): number {
  let found = 0;
  let extreme = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < side.counts.length; i++) {
    const rate = (sign * side.counts[i]!) / Math.max(1, side.against[i]!);
    if (rate > extreme) {
      extreme = rate;
      found = i;
    }
  }
  return found;
}

/** Variance between pods, shrunk with the prior's degrees of freedom towards Poisson + dispersion. */
function varianceOf({ counts, against }: SideEvidence, dispersion: number): number {
  const pods = counts.length;
  const total = sum(counts);
  const rate = total / (sum(against) || 1);
  let squares = 0;
  let levels = 0;
  for (let i = 0; i < pods; i++) {
    const expected = rate * against[i]!;
    squares += (counts[i]! - expected) ** 2;
    levels += expected * expected;
  }
  const measured = pods > 1 ? (squares * pods) / (pods - 1) : 0;
  const prior = total + dispersion * levels;
  return ((pods - 1) * measured + PODS.priorDegrees * prior) / (pods - 1 + PODS.priorDegrees);
}

/** Growth below `leastKeep` hangs on one pod: the score is scaled down. */
export function keepWeight(keep: number, options: EngineOptions): number {
  return !options.keepWeighs || keep >= PODS.leastKeep ? 1 : keep / PODS.leastKeep;
}

function clampShare(share: number): number {
  return Math.max(0, Math.min(1, share));
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
