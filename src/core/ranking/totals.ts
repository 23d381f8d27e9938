import { totalOf } from './comparison.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';

/** All cost of one profile on both sides. */
export interface CostTotals {
  /** Seconds of cost per second of one instance. */
  readonly perSecond: { readonly baseline: number; readonly comparison: number };
  /** Seconds of cost per exposure: per request where requests are known. */
  readonly perExposure: { readonly baseline: number; readonly comparison: number };
  /** In counts: how much evidence there is. */
  readonly counts: { readonly baseline: number; readonly comparison: number };
}

export function totalCosts({ baseline, comparison, unit }: Comparison): CostTotals {
  const seconds = { baseline: secondsOf(baseline), comparison: secondsOf(comparison) };
  const per = (what: 'seconds' | 'exposure') => ({
    baseline: seconds.baseline / (totalOf(baseline, what) || 1),
    comparison: seconds.comparison / (totalOf(comparison, what) || 1),
  });
  return {
    perSecond: per('seconds'),
    perExposure: per('exposure'),
    counts: { baseline: (seconds.baseline * 1e9) / unit, comparison: (seconds.comparison * 1e9) / unit },
  };
}

/** comparison ÷ baseline − 1; 0 when both are nothing. */
export function relativeChange({ baseline, comparison }: { baseline: number; comparison: number }): number {
  if (baseline > 0) return comparison / baseline - 1;
  return comparison > 0 ? Number.POSITIVE_INFINITY : 0;
}

function secondsOf(blocks: readonly ExposedBlock[]): number {
  let nanoseconds = 0;
  for (const { self } of blocks) {
    for (let node = 0; node < self.length; node++) nanoseconds += self[node]!;
  }
  return nanoseconds / 1e9;
}
