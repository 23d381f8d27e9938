import type { Labels } from '../core/alert/alert.ts';
import type { BurnCounts, BurnPair, RatioReading } from '../core/alert/burn.ts';
import type { RatioPoint } from '../core/incident/fit-rise.ts';
import type { BurnSeries } from '../core/incident/onset.ts';
import type { Window } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import type { Expressions, RuleFacts, Series } from './ports.ts';
import { seriesOf } from './series-of.ts';

/** Resolution: generators record every 15–60 s. */
export const STEP_SECONDS = 30;
/** Windows that bad requests are counted over, tried in this order: a rate needs two scrapes. */
const COUNT_WINDOWS = [60, 120, 300];
/** So much of what could be there must be. */
const ENOUGH = 0.5;

/** How the burning ratio can be asked for. */
export interface BurnQueries {
  readonly ratio: string;
  readonly shortSeconds: number;
  readonly counts?: BurnCounts;
  /** What all series are about, such as `job="checkout"`. */
  readonly common: Labels;
}

/**
 * The sharpest way to ask: the ratio over the shortest window that the rule names, and the counters that it, or the rule
 * that records it (one of `recording`), is made of. Undefined where no pair tells its ratio.
 */
export function burnQueries(
  pairs: readonly BurnPair[],
  expressions: Pick<Expressions, 'readRatio'>,
  recording: readonly RuleFacts[],
): BurnQueries | undefined {
  const sharpest = sharpestOf(pairs);
  if (sharpest === undefined) return undefined;
  const { shortRatio: ratio, shortSeconds } = sharpest;
  const own = sharpest.counts === undefined ? expressions.readRatio(ratio) : undefined;
  const counts = sharpest.counts ?? own?.counts;
  const common = sharpest.common ?? own?.common ?? {};
  // Counted shares cannot be held against a budget that only the recording knows.
  if (sharpest.inBudgets === true) return { ratio, shortSeconds, common };
  if (counts !== undefined) return { ratio, shortSeconds, counts, common };
  const behind = recordedFrom(own, expressions, recording);
  const about = { ...common, ...behind?.common };
  if (behind?.counts === undefined) return { ratio, shortSeconds, common: about };
  return { ratio, shortSeconds, counts: behind.counts, common: about };
}

/** The name of the series that the sharpest ratio is, where a rule records it. */
export function recordedName(
  pairs: readonly BurnPair[],
  expressions: Pick<Expressions, 'readRatio'>,
): string | undefined {
  const sharpest = sharpestOf(pairs);
  return sharpest && expressions.readRatio(sharpest.shortRatio)?.recorded;
}

function sharpestOf(pairs: readonly BurnPair[]): (BurnPair & { readonly shortRatio: string }) | undefined {
  return pairs
    .flatMap((pair) => (pair.shortRatio === undefined ? [] : [{ ...pair, shortRatio: pair.shortRatio }]))
    .toSorted((a, b) => a.shortSeconds - b.shortSeconds)[0];
}

/** Generators record one series name per window for all SLOs; the rule is the one whose labels the alert asks for. */
function recordedFrom(
  own: RatioReading | undefined,
  expressions: Pick<Expressions, 'readRatio'>,
  recording: readonly RuleFacts[],
): RatioReading | undefined {
  if (own?.recorded === undefined) return undefined;
  const asked = Object.entries(own.common);
  const fitting = recording.filter(({ labels }) =>
    asked.every(([label, text]) => labels[label] === undefined || labels[label] === text),
  );
  const [rule, ...more] = fitting;
  return rule === undefined || more.length > 0 ? undefined : expressions.readRatio(rule.query);
}

export interface ReadBurn {
  /** What the alert compares. */
  readonly ratio: BurnSeries;
  /** Counted requests, where they can be asked for. */
  readonly counted?: BurnSeries;
  /** More than one series burned, and which one the alert means could not be told. */
  readonly ambiguous: number;
}

/** Asks for both side by side. */
export async function readBurn(
  queries: BurnQueries,
  labels: Labels,
  window: Window,
  asking: Asking,
): Promise<ReadBurn> {
  const [ratio, counted] = await Promise.all([
    asking.range(queries.ratio, window, STEP_SECONDS),
    queries.counts === undefined
      ? undefined
      : asking.optional(readCounts(queries.counts, queries.shortSeconds, labels, window, asking), undefined, 'counts'),
  ]);
  const chosen = seriesOf(ratio, labels, 'nearest');
  const hottest = chosen.toSorted((a, b) => peak(b) - peak(a))[0];
  return {
    ratio: { points: hottest?.points ?? [], smear: queries.shortSeconds * 1000 },
    ...(counted === undefined ? {} : { counted }),
    ambiguous: chosen.length,
  };
}

function peak({ points }: Series): number {
  return points.reduce((most, { number }) => (number > most ? number : most), Number.NEGATIVE_INFINITY);
}

async function readCounts(
  counts: BurnCounts,
  shortSeconds: number,
  labels: Labels,
  window: Window,
  asking: Asking,
): Promise<BurnSeries | undefined> {
  for (const seconds of COUNT_WINDOWS.filter((one) => one <= shortSeconds)) {
    const step = Math.max(STEP_SECONDS, seconds / 2);
    const [errors, total] = await Promise.all([
      asking.range(overWindow(counts.errors, seconds), window, step),
      asking.range(overWindow(counts.total, seconds), window, step),
    ]);
    const all = seriesOf(total, labels, 'nearest')[0]?.points ?? [];
    if (isSparse(all, step) && seconds !== COUNT_WINDOWS.at(-1)) continue;
    const bad = new Map((seriesOf(errors, labels, 'nearest')[0]?.points ?? []).map(({ at, number }) => [at, number]));
    const perPoint = isIncrease(counts.total) ? step / seconds : step;
    const points = all.map(({ at, number }): RatioPoint => {
      // A counter that has never counted is not there: no errors yet.
      const share = number > 0 ? Math.max(0, bad.get(at) ?? 0) / number : Number.NaN;
      return { at, number: share, events: number * perPoint };
    });
    // A rate over a window of two scrapes tells of the time between them.
    return points.length === 0 ? undefined : { points, smear: (seconds * 1000) / 2 };
  }
  return undefined;
}

/** Scrapes are farther apart than this window holds two of. */
function isSparse(points: Series['points'], step: number): boolean {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 5) return true;
  return points.length < ENOUGH * ((last.at - first.at) / (step * 1000));
}

/** Quoted texts, or a range. */
const QUOTED_OR_RANGE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\[[^\]:]*\]/g;

/** The same rates over another window. Brackets within quotes are somebody's regular expression. */
export function overWindow(expression: string, seconds: number): string {
  return expression.replaceAll(QUOTED_OR_RANGE, (found) => (found.startsWith('[') ? `[${seconds}s]` : found));
}

export function isIncrease(expression: string): boolean {
  return /\bincrease\s*\(/.test(expression);
}
