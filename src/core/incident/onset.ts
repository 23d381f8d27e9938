import type { BurnPair } from '../alert/burn.ts';
import type { Instant } from '../instant.ts';
import { findRun, smooth, stepOf, type BurnRun } from './burn-run.ts';
import { doubtsOf } from './burn-doubts.ts';
import { fitRise, type RatioPoint } from './fit-rise.ts';

export interface Onset {
  readonly at: Instant;
  /**
   * `change-point`: counted requests and errors told; `walk-back`: the short-window ratio did; `fixed`: the
   * configuration says how long before the alert; `alert`: labels alone; `deploy`: nothing burns, it went live then.
   */
  readonly method: 'walk-back' | 'change-point' | 'fixed' | 'alert' | 'deploy';
  readonly certain: boolean;
  /** For people: what it rests on. */
  readonly note: string;
  /** Error ratio ÷ budget over the short window when the alert became active. */
  readonly burnRate?: number;
  /** Bad share before and after the rise. */
  readonly levels?: { readonly before: number; readonly after: number };
}

/** What metrics tell about a burn: points that each average over the `smear` milliseconds before them. */
export interface BurnSeries {
  readonly points: readonly RatioPoint[];
  readonly smear: number;
}

/** A pair whose budget is known: nothing else can be looked up. */
export type KnownPair = BurnPair & { readonly budget: number; readonly factor: number };

/** A level that is less than this many times the one before is no beginning. */
const CLEAR_RISE = 1.5;
/** Before a burn at least this much healthy time is looked at. */
const LEAD = 15 * 60_000;
/** So many bad events must be missing before a dip counts as healthy. */
const EVENTS_OF_A_DIP = 10;

/**
 * When did the burn begin that `activeAt` is part of? First a walk back while the ratio is over budget, then the two
 * levels that explain best what lies around there. `until` is where the burn is known to go on to, or now.
 * Undefined where nothing burns, or nothing is known near the alert.
 */
export function locateOnset(
  { points, smear }: BurnSeries,
  activeAt: Instant,
  until: Instant,
  pair: KnownPair,
): Onset | undefined {
  const counted = points.some((point) => point.events !== undefined);
  const bridge = bridgeOf(points, pair, counted);
  const span = Math.max(bridge, smear);
  const even = smear >= bridge ? points : smooth(points, span);
  const run = findRun(even, activeAt, pair.budget, bridge);
  if (run === undefined) return undefined;
  const rise = fitRise(around(points, run, smear, bridge, Math.max(activeAt, until)), smear);
  const risen = rise !== undefined && !(run.chronic && rise.after < CLEAR_RISE * rise.before);
  // What has been burning as far as we look back began nowhere: what is certain is that it burned at the alert.
  const begin = run.chronic ? activeAt - pair.shortSeconds * 1000 : run.begin - smear;
  const at = Math.min(activeAt, risen ? rise.at : begin);
  const burning = even.findLast((point) => point.at <= activeAt && Number.isFinite(point.number));
  const doubts = doubtsOf({ points, at, rise: risen ? rise : undefined, run, activeAt, pair, counted });
  return {
    at,
    method: counted ? 'change-point' : 'walk-back',
    certain: doubts.length === 0,
    note: doubts.length === 0 ? sure(counted) : doubts.join('; '),
    ...(burning === undefined ? {} : { burnRate: burning.number / pair.budget }),
    ...(risen ? { levels: { before: rise.before, after: rise.after } } : {}),
  };
}

function sure(counted: boolean): string {
  return counted ? 'the share of bad requests rises here' : 'the short-window error ratio rises here';
}

/**
 * Dips and gaps up to one short window belong to the burn. With little traffic a quiet stretch proves little: it must
 * be long enough to hold bad events if the alert's own level went on.
 */
function bridgeOf(points: readonly RatioPoint[], pair: KnownPair, counted: boolean): number {
  const short = Math.min(pair.shortSeconds * 1000, LEAD);
  if (!counted || points.length < 2) return pair.shortSeconds * 1000;
  const known = points.filter((point) => Number.isFinite(point.number));
  const events = known.reduce((sum, point) => sum + (point.events ?? 0), 0);
  const duration = stepOf(points) * known.length;
  const perMillisecond = events / Math.max(1, duration);
  const needed = EVENTS_OF_A_DIP / Math.max(1e-12, perMillisecond * pair.factor * pair.budget);
  return Math.max(short, Math.min(needed, pair.longSeconds * 1000));
}

/** The run and the healthy time before it, but not the burst before that. */
function around(
  points: readonly RatioPoint[],
  run: BurnRun,
  smear: number,
  bridge: number,
  until: Instant,
): readonly RatioPoint[] {
  const inside = points.filter((point) => point.at <= until);
  const lead = Math.max(LEAD, 2 * bridge);
  const free = run.earlier === undefined ? -Infinity : run.earlier + smear;
  const from = Math.min(Math.max(run.begin - lead, free), run.begin - bridge);
  return inside.filter((point) => point.at > from);
}

/**
 * Without Prometheus: the short window at activeAt certainly burns, and what lies before activeAt − long did not
 * trip the alert. The onset is somewhere between; the short window is what can be claimed.
 */
export function onsetFromAlert(activeAt: Instant, pair: BurnPair | undefined): Onset {
  return {
    at: activeAt - (pair?.shortSeconds ?? 0) * 1000,
    method: 'alert',
    certain: false,
    note: 'taken from the alert alone, no metrics were asked: the burn may have begun earlier',
  };
}
