import type { Window } from '../instant.ts';
import { smooth, stepOf } from './burn-run.ts';
import type { RatioPoint } from './fit-rise.ts';
import type { BurnSeries } from './onset.ts';

export type Health = 'healthy' | 'burned' | 'unknown';

/** So much of a window must be recorded to judge it. */
const COVERAGE = 0.5;
/** Stretches over which stray errors even out. */
const SPAN = 5 * 60_000;
/** Stray errors of thin traffic: so many standard deviations over budget are no burn, in a stretch and over all of it. */
const DEVIATIONS = { stretch: 3, whole: 2 };
/** Where nobody counted, a point this many times over budget is a burst, whatever the mean. */
const BURST = 3;

/** Did the budget burn in this window? Points tell of the `smear` before them, so those shortly after the window count too. */
export function healthOf(window: Window, { points, smear }: BurnSeries, budget: number): Health {
  const inside = points.filter(
    (point) => point.at > window.from && point.at <= window.to && Number.isFinite(point.number),
  );
  const spacing = stepOf(points);
  if (inside.length * spacing < COVERAGE * (window.to - window.from)) return 'unknown';
  if (inside.some((point) => point.events !== undefined)) {
    const stretches = smooth(inside, Math.max(SPAN, smear));
    const whole = smooth(inside, Number.POSITIVE_INFINITY).at(-1);
    const burned =
      stretches.some((point) => isOver(point, budget, DEVIATIONS.stretch)) ||
      (whole !== undefined && isOver(whole, budget, DEVIATIONS.whole));
    return burned ? 'burned' : 'healthy';
  }
  const high = inside.some((point) => point.number > BURST * budget);
  return high || levelOf(window, { points, smear }) > budget ? 'burned' : 'healthy';
}

function isOver({ number, events = 1 }: RatioPoint, budget: number, deviations: number): boolean {
  const expected = budget * events;
  return number * events > expected + deviations * Math.sqrt(expected) + 1;
}

/** Mean bad share of a window; Infinity when nothing is known. */
export function levelOf(window: Window, { points }: BurnSeries): number {
  const inside = points.filter(
    (point) => point.at > window.from && point.at <= window.to && Number.isFinite(point.number),
  );
  const events = inside.reduce((sum, point) => sum + (point.events ?? 1), 0);
  const bad = inside.reduce((sum, point) => sum + point.number * (point.events ?? 1), 0);
  return events > 0 ? bad / events : Number.POSITIVE_INFINITY;
}
