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
  const both = (of: (blocks: readonly ExposedBlock[]) => number) => ({
    baseline: of(baseline),
    comparison: of(comparison),
  });
  return {
    perSecond: both((blocks) => secondsOf(blocks) / (totalOf(blocks, 'seconds') || 1)),
    perExposure: both((blocks) => secondsOf(blocks) / (totalOf(blocks, 'exposure') || 1)),
    counts: both((blocks) => (secondsOf(blocks) * 1e9) / unit),
  };
}

/** comparison ÷ baseline − 1; 0 when both are nothing. */
export function relativeChange({ baseline, comparison }: { baseline: number; comparison: number }): number {
  if (baseline > 0) return comparison / baseline - 1;
  return comparison > 0 ? Number.POSITIVE_INFINITY : 0;
}

function secondsOf(blocks: readonly ExposedBlock[]): number {
  let nanoseconds = 0;
  for (const { self } of blocks) for (const spent of self) nanoseconds += spent;
  return nanoseconds / 1e9;
}
