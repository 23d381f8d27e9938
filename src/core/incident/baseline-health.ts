import type { Window } from '../instant.ts';
import { smooth } from './burn-run.ts';
import type { BurnSeries } from './onset.ts';

export type Health = 'healthy' | 'burned' | 'unknown';

/** So much of a window must be recorded to judge it. */
const COVERAGE = 0.5;
/** Stretches over which stray errors even out. */
const SPAN = 5 * 60_000;
/** Stray errors of thin traffic: so many standard deviations over budget are no burn. */
const DEVIATIONS = 3;
/** Where nobody counted: this share of the points may stand over budget, and none this many times over it. */
const STRAY_SHARE = 0.1;
const STRAY_HEIGHT = 3;

/** Did the budget burn in this window? Points tell of the `smear` before them, so those shortly after the window count too. */
export function healthOf(window: Window, { points, smear }: BurnSeries, budget: number): Health {
  const inside = points.filter(
    (point) => point.at > window.from && point.at <= window.to && Number.isFinite(point.number),
  );
  const spacing = spacingOf(points);
  if (inside.length * spacing < COVERAGE * (window.to - window.from)) return 'unknown';
  if (inside.some((point) => point.events !== undefined)) {
    const even = smooth(inside, Math.max(SPAN, smear));
    const burned = even.some(({ number, events = 1 }) => {
      const expected = budget * events;
      return number * events > expected + DEVIATIONS * Math.sqrt(expected) + 1;
    });
    return burned ? 'burned' : 'healthy';
  }
  const over = inside.filter((point) => point.number > budget).length;
  const high = inside.some((point) => point.number > STRAY_HEIGHT * budget);
  return high || over > STRAY_SHARE * inside.length ? 'burned' : 'healthy';
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

function spacingOf(points: BurnSeries['points']): number {
  let spacing = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) spacing = Math.min(spacing, points[i]!.at - points[i - 1]!.at);
  return Number.isFinite(spacing) ? spacing : 0;
}
