import type { BurnPair } from '../core/alert/burn.ts';
import type { KnownPair } from '../core/incident/onset.ts';
import type { Instant } from '../core/instant.ts';
import type { Asking } from './asking.ts';

/** Times the budget that each long window is watched for: SRE Workbook, table 5-8, and the generators after it. */
const FACTORS: readonly (readonly [number, number])[] = [
  [2 * 3600, 14.4],
  [12 * 3600, 6],
  [36 * 3600, 3],
];
const SLOWEST_FACTOR = 1;

/**
 * The pair that tripped the alert: generators OR two in one rule. The one that held when the alert became active is found
 * by asking, the quick one first; by when it fired, others may hold as well.
 */
export async function findPair(
  pairs: readonly BurnPair[],
  { activeAt, startsAt }: { readonly activeAt: Instant; readonly startsAt: Instant },
  asking: Asking,
): Promise<KnownPair | undefined> {
  const quickFirst = pairs.toSorted((a, b) => a.longSeconds - b.longSeconds);
  const holding = quickFirst.length < 2 ? undefined : await firstHolding(quickFirst, activeAt, asking);
  const later = holding === undefined && quickFirst.length > 1 && startsAt > activeAt;
  const pair = holding ?? (later ? await firstHolding(quickFirst, startsAt, asking) : undefined) ?? quickFirst[0];
  return pair === undefined ? undefined : withBudget(pair, activeAt, asking);
}

async function firstHolding(pairs: readonly BurnPair[], at: Instant, asking: Asking): Promise<BurnPair | undefined> {
  const holds = await Promise.all(
    pairs.map(async ({ condition }) => {
      if (condition === undefined) return false;
      const series = await asking.optional(asking.instant(condition, at), [], 'which window pair fired');
      return series.some((one) => one.points.length > 0);
    }),
  );
  return pairs[holds.indexOf(true)];
}

/** Some rules compare with a series instead of a number: what it says stands in. */
async function withBudget(pair: BurnPair, at: Instant, asking: Asking): Promise<KnownPair | undefined> {
  const factor = pair.factor ?? FACTORS.find(([longest]) => pair.longSeconds <= longest)?.[1] ?? SLOWEST_FACTOR;
  // A ratio that is recorded as a burn rate is on budget at 1.
  if (pair.inBudgets === true) return { ...pair, factor, budget: 1 };
  if (pair.budget !== undefined) return { ...pair, factor, budget: pair.budget };
  if (pair.threshold !== undefined) return { ...pair, factor, budget: pair.threshold / factor };
  if (pair.thresholdExpression === undefined) return undefined;
  const series = await asking.optional(asking.instant(pair.thresholdExpression, at), [], 'the alert’s threshold');
  const threshold = series[0]?.points[0]?.number ?? Number.NaN;
  return threshold > 0 ? { ...pair, factor, budget: threshold / factor } : undefined;
}
