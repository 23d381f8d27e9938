import { SCORE } from './constants.ts';

/**
 * Likelihood ratio of "this changed" against "comparison = expected × baseline", for Poisson counts:
 * 2·[b·ln(b/E_b) + a·ln(a/E_a)] with a + b kept. Positive for growth, negative for decline.
 */
export function deviance(baseline: number, comparison: number, expected: number): number {
  const all = baseline + comparison;
  if (all <= 0) return 0;
  const expectedComparison = (all * expected) / (1 + expected);
  const expectedBaseline = all - expectedComparison;
  let sum = 0;
  if (comparison > 0) sum += comparison * Math.log(comparison / expectedComparison);
  if (baseline > 0) sum += baseline * Math.log(baseline / expectedBaseline);
  return comparison >= expectedComparison ? 2 * sum : -2 * sum;
}

/** Twice chi-square is never below the deviance (Kullback–Leibler ≤ chi-square), and costs no logarithm: good for throwing away. */
export function devianceIsBelow(limit: number, baseline: number, comparison: number, expected: number): boolean {
  const difference = comparison - expected * baseline;
  return 2 * difference * difference < limit * expected * (baseline + comparison);
}

/** Look-elsewhere: what the best of so many innocent hypotheses would score. */
export function penalty(hypotheses: number): number {
  return 2 * Math.log(Math.max(1, hypotheses));
}

/**
 * Deviance divided by the measured over-dispersion, less half the penalty. The smaller expected level carries the
 * dispersion, so a new function is not charged for its own growth.
 */
export function adjustedScore(
  score: number,
  baseline: number,
  comparison: number,
  model: { readonly expected: number; readonly relativeVariance: number },
  hypotheses: number,
): number {
  const level = Math.min(model.expected * baseline, comparison);
  return score / (1 + 2 * model.relativeVariance * level) - penalty(hypotheses) / 2;
}

/** Relative variance of a comparison: between blocks, and between any two windows. */
export function relativeVariance(dispersion: number, blocksOfSmallerSide: number): number {
  return dispersion / Math.max(1, blocksOfSmallerSide) + SCORE.windowDrift * SCORE.windowDrift;
}
