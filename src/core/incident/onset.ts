import type { BurnPair } from '../alert/burn.ts';
import type { Instant } from '../instant.ts';

export interface Onset {
  readonly at: Instant;
  /** `walk-back`: the recorded short-window ratio told; `change-point`: it never fell under budget; `alert`: labels alone. */
  readonly method: 'walk-back' | 'change-point' | 'alert';
  readonly certain: boolean;
  /** For people: what it rests on. */
  readonly note: string;
  /** Error ratio ÷ budget over the short window when the alert became active. */
  readonly burnRate?: number;
}

export interface RatioPoint {
  readonly at: Instant;
  readonly number: number;
}

/**
 * Walks back from activeAt along the short-window error ratio while it burns more than its budget (1×), bridging
 * gaps, NaN and dips of up to one short window. NaN (no traffic) is unknown, not burning.
 * When the run never ends inside the points, the burn is older than what we look at: a two-segment split on the
 * ratio names its strongest rise, and the onset is marked uncertain.
 */
export function walkBack(points: readonly RatioPoint[], activeAt: Instant, pair: BurnPair): Onset | undefined {
  const { budget } = pair;
  const known = points.filter((point) => Number.isFinite(point.number) && point.at <= activeAt);
  const last = known.at(-1);
  if (budget === undefined || last === undefined || activeAt - last.at > pair.shortSeconds * 1000) return undefined;
  const burnRate = last.number / budget;
  const bridge = pair.shortSeconds * 1000;
  let begin: RatioPoint | undefined;
  let before: RatioPoint | undefined;
  for (let i = known.length - 1; i >= 0; i--) {
    const point = known[i]!;
    if (point.number > budget) {
      if (begin !== undefined && begin.at - point.at > bridge) break;
      begin = point;
      before = undefined;
    } else {
      before ??= point;
      if (begin !== undefined && begin.at - point.at > bridge) break;
    }
  }
  if (begin === undefined) return undefined;
  if (before === undefined) return chronic(known, activeAt, burnRate);
  // The true step lies between the last healthy and the first burning point.
  const at = Math.max(before.at, begin.at - stepOf(known));
  return {
    at,
    method: 'walk-back',
    certain: true,
    burnRate,
    note: 'the short-window error ratio rose over its budget here',
  };
}

function stepOf(points: readonly RatioPoint[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) step = Math.min(step, points[i]!.at - points[i - 1]!.at);
  return Number.isFinite(step) ? step : 0;
}

function chronic(points: readonly RatioPoint[], activeAt: Instant, burnRate: number): Onset {
  const split = strongestRise(points);
  const note = 'the error ratio has been over budget for longer than we look back; this is its strongest rise';
  return { at: split?.at ?? activeAt, method: 'change-point', certain: false, burnRate, note };
}

/** The point that splits a series best into a lower first and a higher second level (least squares). */
export function strongestRise(points: readonly RatioPoint[]): RatioPoint | undefined {
  let total = 0;
  for (const point of points) total += point.number;
  let left = 0;
  let best: RatioPoint | undefined;
  let bestGain = 0;
  for (let k = 1; k < points.length; k++) {
    left += points[k - 1]!.number;
    const rise = (total - left) / (points.length - k) - left / k;
    // Between-segment sum of squares of a split at k.
    const gain = rise > 0 ? (rise * rise * k * (points.length - k)) / points.length : 0;
    if (gain > bestGain) {
      bestGain = gain;
      best = points[k];
    }
  }
  return best;
}

/**
 * Without Prometheus: the short window at activeAt certainly burns, and what lies before activeAt − long did not
 * trip the alert. The onset is somewhere between; the short window is what can be claimed.
 */
export function onsetFromAlert(activeAt: Instant, pair: BurnPair | undefined): Onset {
  const shortSeconds = pair?.shortSeconds ?? 300;
  return {
    at: activeAt - shortSeconds * 1000,
    method: 'alert',
    certain: false,
    note: 'taken from the alert alone, no metrics were asked: the burn may have begun earlier',
  };
}
