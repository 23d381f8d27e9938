import type { Instant } from '../instant.ts';
import { smooth } from './burn-run.ts';
import type { BurnSeries, Onset } from './onset.ts';

/** Quiet for less than this may be a breath between two bursts. */
const LEAST_QUIET = 4 * 60_000;
/** So many bad events must be missing before the quiet means something. */
const EVENTS_OF_QUIET = 10;

/**
 * When the burn that began at `onset` ended: the last time the ratio stood over the middle of its two levels, with the
 * averaging taken out. Undefined while it burns, or has not been quiet for long enough by `until` to tell.
 */
export function findEnd({ points, smear }: BurnSeries, onset: Onset, until: Instant): Instant | undefined {
  const { levels } = onset;
  if (levels === undefined) return undefined;
  const since = points.filter((point) => point.at > onset.at && point.at <= until && Number.isFinite(point.number));
  const last = since.at(-1);
  if (last === undefined) return undefined;
  const span = spanOf(since, smear, levels.after);
  const even = span > smear ? smooth(since, span) : since;
  const middle = (levels.before + levels.after) / 2;
  const high = even.findLast((point) => point.number > middle);
  if (high === undefined || last.at - high.at < Math.max(LEAST_QUIET, span) - span / 2) return undefined;
  return Math.max(onset.at, high.at - Math.max(span, smear) / 2);
}

function spanOf(points: BurnSeries['points'], smear: number, level: number): number {
  const events = points.reduce((sum, point) => sum + (point.events ?? 0), 0);
  if (events === 0) return smear;
  const perMillisecond = events / Math.max(1, points.at(-1)!.at - points[0]!.at);
  return Math.max(smear, Math.min(10 * 60_000, EVENTS_OF_QUIET / Math.max(1e-12, perMillisecond * level)));
}
