import { isCollector } from './frame-classes.ts';
import { SCORE } from './constants.ts';
import { sumCounts } from './comparison.ts';
import { prefixSums } from './aggregates.ts';
import { sumOver, supportOf } from './support.ts';
import type { Comparison } from './comparison.ts';
import type { Model } from './model.ts';

/** How much the garbage collector grew. */
export interface CollectorGrowth {
  /** Counts, beyond what exposure and drift explain. */
  readonly growth: number;
  /** Of all comparison cost. */
  readonly share: number;
  readonly z: number;
}

/** Measured on the tree as it came, before any reconciliation. */
export function measureCollector(sides: Comparison, { expected, dispersion }: Model): CollectorGrowth {
  const { index, unit } = sides;
  const before = prefixSums(sumCounts(sides.baseline, index.size, unit));
  const after = prefixSums(sumCounts(sides.comparison, index.size, unit));
  let baseline = 0;
  let comparison = 0;
  index.functions.forEach((frame, id) => {
    if (!isCollector(frame)) return;
    const support = supportOf(index, { kind: 'total', id });
    baseline += sumOver(index, support, before);
    comparison += sumOver(index, support, after);
  });
  const growth = comparison - expected * baseline;
  const level = Math.min(expected * baseline, comparison);
  const relative = Math.max(SCORE.priorDispersion, dispersion);
  const error = Math.sqrt(comparison + expected * expected * baseline + relative * level * level + 1);
  const all = after[index.size]!;
  return { growth, share: all > 0 ? growth / all : 0, z: growth / error };
}
