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

export function totalCosts(sides: Comparison): CostTotals {
  const measure = (blocks: readonly ExposedBlock[], per: 'seconds' | 'exposure'): number =>
    nanosecondsOf(blocks) / 1e9 / (totalOf(blocks, per) || 1);
  const both = (of: (blocks: readonly ExposedBlock[]) => number) => ({
    baseline: of(sides.baseline),
    comparison: of(sides.comparison),
  });
  return {
    perSecond: both((blocks) => measure(blocks, 'seconds')),
    perExposure: both((blocks) => measure(blocks, 'exposure')),
    counts: both((blocks) => nanosecondsOf(blocks) / sides.unit),
  };
}

/** comparison ÷ baseline − 1; 0 when both are nothing. */
export function relativeChange({ baseline, comparison }: { baseline: number; comparison: number }): number {
  if (baseline > 0) return comparison / baseline - 1;
  return comparison > 0 ? Number.POSITIVE_INFINITY : 0;
}

function nanosecondsOf(blocks: readonly ExposedBlock[]): number {
  let sum = 0;
  for (const { self } of blocks) for (const spent of self) sum += spent;
  return sum;
}
