import type { Instant, Window } from '../instant.ts';
import type { RatioPoint } from './fit-rise.ts';
import type { KnownPair } from './onset.ts';

/** What metrics told of a burn around its windows, thin enough to keep and to draw. */
export interface KeptBurn {
  /** PromQL of the ratio that the alert compares. */
  readonly query: string;
  /** Window of that ratio, and of the pair that fired. */
  readonly shortSeconds: number;
  readonly longSeconds: number;
  /** Bad share that spends the budget exactly: a burn rate of 1. */
  readonly budget: number;
  /** The burn rate that trips the alert. */
  readonly factor: number;
  readonly span: Window;
  /** Time and bad share, the highest of each step; what was not known is not there. */
  readonly ratio: readonly KeptPoint[];
  /** The same by counting requests, over shorter windows. */
  readonly counted?: readonly KeptPoint[];
}

export type KeptPoint = readonly [at: Instant, share: number];

export interface BurnFacts {
  readonly query: string;
  readonly shortSeconds: number;
  readonly pair: KnownPair;
  readonly ratio: readonly RatioPoint[];
  readonly counted?: readonly RatioPoint[];
  readonly windows: { readonly baseline: Window; readonly comparison: Window };
  /** When it began, became active and fired. */
  readonly moments: readonly Instant[];
}

/** Of one series; a chart has not many more pixels that tell apart. */
const MOST_POINTS = 250;
/** Healthy time that is shown before the burn, at least. */
const LEAD_MS = 15 * 60_000;

/** Undefined where nothing was told. */
export function keepBurn(facts: BurnFacts): KeptBurn | undefined {
  const { query, shortSeconds, pair, counted } = facts;
  const span = spanOf(facts);
  const thinned = { ratio: thin(facts.ratio, span), counted: counted === undefined ? [] : thin(counted, span) };
  if (thinned.ratio.length === 0 && thinned.counted.length === 0) return undefined;
  return {
    query,
    shortSeconds,
    longSeconds: pair.longSeconds,
    budget: pair.budget,
    factor: pair.factor,
    span,
    ratio: thinned.ratio,
    ...(thinned.counted.length === 0 ? {} : { counted: thinned.counted }),
  };
}

/** Both windows and what happened between them. A baseline of another day would leave nothing of the burn to see. */
function spanOf({ windows: { baseline, comparison }, moments, ratio, counted = [] }: BurnFacts): Window {
  const known = Math.min(ratio[0]?.at ?? Infinity, counted[0]?.at ?? Infinity);
  const near = baseline.from >= known - LEAD_MS ? [baseline.from] : [];
  const to = Math.max(comparison.to, ...moments);
  const from = Math.min(comparison.from - LEAD_MS, ...moments.map((moment) => moment - LEAD_MS / 3), ...near);
  const room = (to - from) / 40;
  return { from: Math.round(from - room), to: Math.round(to + room) };
}

/** The highest point of each step, so that no burst is lost. */
export function thin(points: readonly RatioPoint[], { from, to }: Window, most = MOST_POINTS): readonly KeptPoint[] {
  const step = Math.max(1, (to - from) / most);
  const highest = new Map<number, KeptPoint>();
  for (const { at, number } of points) {
    if (at < from || at > to || !Number.isFinite(number)) continue;
    const slot = Math.min(most - 1, Math.floor((at - from) / step));
    const known = highest.get(slot);
    if (known === undefined || number > known[1]) highest.set(slot, [at, Number(number.toPrecision(6))]);
  }
  return [...highest.values()].sort(([a], [b]) => a - b);
}
