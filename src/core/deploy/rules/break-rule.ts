import { SCORE } from '../../ranking/constants.ts';
import type { FunctionShares, Measure, Share, TopFunctions } from '../../report/top-functions.ts';
import type { DeployRule } from './deploy-rule.ts';

/** One function among the others of its profile, by one measure. */
export interface Standing {
  readonly shares: FunctionShares;
  readonly before: Share;
  readonly after: Share;
  /** 1 = the dearest; absent where it took nothing. */
  readonly rankBefore?: number;
  readonly rankAfter?: number;
  /** What functions that vanished took before: it may have taken over their work. */
  readonly inherited: number;
}

/** One-sided 95 %: a limit is broken when even the low end of the measurement is over it. */
const SURE = 1.645;
/**
 * Standard errors of growth for a function that nobody named beforehand, and how many times its share of before. In healthy
 * pairs of recorded pods none of the first ten came over 1.9 (bench/deploy-rules).
 */
const CLEAR = 3;
const LEAST_TIMES = 2;

/** All functions by a measure, dearest of the comparison first. */
export function standingsOf({ functions }: TopFunctions, of: Measure): readonly Standing[] {
  const ranks = { baseline: ranksOf(functions, of, 'baseline'), comparison: ranksOf(functions, of, 'comparison') };
  const lost = lostShare(functions, of);
  return functions
    .map((shares) => {
      const { baseline: before, comparison: after } = shares[of];
      const rankBefore = ranks.baseline.get(shares);
      const rankAfter = ranks.comparison.get(shares);
      return {
        shares,
        before,
        after,
        inherited: lost,
        ...(rankBefore === undefined ? {} : { rankBefore }),
        ...(rankAfter === undefined ? {} : { rankAfter }),
      };
    })
    .sort((a, b) => b.after.share - a.after.share);
}

export function breaks(rule: DeployRule, standing: Standing): boolean {
  return whyNot(rule, standing) === undefined;
}

/** Which condition of the rule a function keeps. */
export type Kept = 'top' | 'before' | 'moved' | 'times' | 'growth' | 'over' | 'over-unsure' | 'grew' | 'grew-unsure';

/** The first condition that does not hold; none = the rule is broken. */
export function whyNot({ newInTop, over, grewBy }: DeployRule, standing: Standing): Kept | undefined {
  const { before, after } = standing;
  const growth = after.share - before.share;
  if (newInTop !== undefined) {
    const kept = keptOfTop(newInTop, standing);
    if (kept !== undefined) return kept;
  }
  if (over !== undefined) {
    if (after.share <= over) return 'over';
    if (after.share - SURE * after.error <= over) return 'over-unsure';
  }
  if (grewBy !== undefined) {
    if (growth <= grewBy) return 'grew';
    if (growth - SURE * growthError(before, after) <= grewBy) return 'grew-unsure';
  }
  return undefined;
}

function keptOfTop(
  most: number,
  { shares, before, after, rankBefore, rankAfter, inherited }: Standing,
): Kept | undefined {
  if (rankAfter === undefined || rankAfter > most) return 'top';
  if (rankBefore !== undefined && rankBefore <= most) return 'before';
  if (after.share < LEAST_TIMES * before.share) return 'times';
  const clear = CLEAR * growthError(before, after);
  if (after.share - before.share <= clear) return 'growth';
  const left = after.share - before.share - inherited;
  return shares.isMoved || left <= clear || left < after.share / LEAST_TIMES ? 'moved' : undefined;
}

function growthError(before: Share, after: Share): number {
  return Math.hypot(before.error, after.error, SCORE.windowDrift * Math.max(before.share, after.share));
}

function ranksOf(functions: readonly FunctionShares[], of: Measure, side: 'baseline' | 'comparison') {
  const seen = functions.filter((one) => one[of][side].share > 0);
  seen.sort((a, b) => b[of][side].share - a[of][side].share);
  return new Map(seen.map((one, index) => [one, index + 1]));
}

/** What functions took that clearly fell below half. Totals contain each other: there the largest counts. */
function lostShare(functions: readonly FunctionShares[], of: Measure): number {
  const lost = functions
    .map((one) => one[of])
    .filter(({ baseline, comparison }) => {
      const fall = baseline.share - comparison.share;
      return baseline.share > LEAST_TIMES * comparison.share && fall > CLEAR * growthError(baseline, comparison);
    })
    .map(({ baseline, comparison }) => baseline.share - comparison.share);
  return of === 'total' ? Math.max(0, ...lost) : lost.reduce((sum, share) => sum + share, 0);
}
