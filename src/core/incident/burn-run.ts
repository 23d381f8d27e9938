import type { Instant } from '../instant.ts';
import type { RatioPoint } from './fit-rise.ts';

/** The stretch of burning points that reaches to the alert. */
export interface BurnRun {
  readonly begin: Instant;
  /** The last point over budget before the run, of an earlier burst. */
  readonly earlier?: Instant;
  /** Nothing under budget lies before it as far as we look. */
  readonly chronic: boolean;
  /** How long nothing was known right before its beginning, milliseconds. */
  readonly unknownBefore: number;
}

/**
 * Walks back from `activeAt` while the ratio is over budget (1× burn), bridging gaps, NaN and dips of up to `bridge`
 * milliseconds. NaN (no traffic) is unknown, not burning. Undefined when nothing is known near the alert or nothing burns.
 */
export function findRun(
  points: readonly RatioPoint[],
  activeAt: Instant,
  budget: number,
  bridge: number,
): BurnRun | undefined {
  const known = points.filter((point) => Number.isFinite(point.number) && point.at <= activeAt);
  const last = known.at(-1);
  if (last === undefined || activeAt - last.at > bridge) return undefined;
  let begin: Instant | undefined;
  let before: Instant | undefined;
  let earlier: Instant | undefined;
  for (let i = known.length - 1; i >= 0 && earlier === undefined; i--) {
    const { at, number } = known[i]!;
    const far = (begin ?? last.at) - at > bridge;
    if (number <= budget) {
      before ??= at;
      continue;
    }
    if (far) {
      if (begin !== undefined) earlier = at;
      break;
    }
    begin = at;
    before = undefined;
  }
  if (begin === undefined) return undefined;
  const previous = known.findLast((point) => point.at < begin);
  return {
    begin,
    chronic: before === undefined && earlier === undefined,
    unknownBefore: previous === undefined ? 0 : begin - previous.at,
    ...(earlier === undefined ? {} : { earlier }),
  };
}

/** Averages of points over `span` milliseconds, weighted by events where they are known. */
export function smooth(points: readonly RatioPoint[], span: number): readonly RatioPoint[] {
  const known = points.filter((point) => Number.isFinite(point.number));
  let from = 0;
  let bad = 0;
  let all = 0;
  return known.map((point) => {
    const { events = 1 } = point;
    bad += point.number * events;
    all += events;
    while (known[from]!.at <= point.at - span) {
      const { number, events: gone = 1 } = known[from++]!;
      bad -= number * gone;
      all -= gone;
    }
    return { at: point.at, number: all > 0 ? Math.max(0, bad) / all : Number.NaN, events: all };
  });
}

/** Shortest distance between two points, milliseconds; 0 where there are none. */
export function stepOf(points: readonly RatioPoint[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) step = Math.min(step, points[i]!.at - points[i - 1]!.at);
  return Number.isFinite(step) ? step : 0;
}
