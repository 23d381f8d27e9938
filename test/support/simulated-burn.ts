/** Error ratios as Prometheus would record them of a service whose true error probability is known. */
import type { RatioPoint } from '../../src/core/incident/fit-rise.ts';

export interface BurnWorld {
  /** Requests per second at minute m, minutes counted from the onset. */
  readonly rate: (minute: number) => number;
  /** Error probability. */
  readonly errors: (minute: number) => number;
  readonly from: number;
  readonly to: number;
  /** 30 where nothing is said. */
  readonly scrapeSeconds?: number;
  /** True where the scrape failed. */
  readonly gap?: (minute: number) => boolean;
}

export interface SimulatedBurn {
  /** Cumulative counters at each scrape, 30 s apart; gaps are absent. */
  readonly scrapes: readonly { readonly at: number; readonly errors: number; readonly total: number }[];
}

const SCRAPE = 30_000;

function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)));
  const limit = Math.exp(-mean);
  let k = 0;
  let product = random();
  while (product > limit) {
    k++;
    product *= random();
  }
  return k;
}

/** Times are milliseconds, the onset at 0. */
export function simulateBurn(world: BurnWorld, seed: number): SimulatedBurn {
  const random = dice(seed);
  const scrape = (world.scrapeSeconds ?? SCRAPE / 1000) * 1000;
  const phase = random() * scrape;
  const scrapes: { at: number; errors: number; total: number }[] = [];
  let errors = 0;
  let total = 0;
  let next = world.from * 60_000 + phase;
  // Five-second slices keep a step sharp.
  for (let at = world.from * 60_000; at < world.to * 60_000; at += 5_000) {
    const minute = (at + 2_500) / 60_000;
    const bad = poisson(world.rate(minute) * 5 * world.errors(minute), random);
    total += poisson(world.rate(minute) * 5 * (1 - world.errors(minute)), random) + bad;
    errors += bad;
    if (at + 5_000 >= next) {
      if (world.gap?.(minute) !== true) scrapes.push({ at: next, errors, total });
      next += scrape;
    }
  }
  return { scrapes };
}

const STEP = 30_000;

/** `sum(rate(errors[window])) / sum(rate(total[window]))` every 30 s, as a rule records it. */
export function ratioSeries(burn: SimulatedBurn, window: number): RatioPoint[] {
  return overWindows(burn, window).map(({ at, errors, total }) => ({ at, number: errors / total }));
}

/** Bad shares and events of the time between two scrapes, as rates over a minute tell. */
export function countedSeries(burn: SimulatedBurn): RatioPoint[] {
  return overWindows(burn, 2 * SCRAPE).map(({ at, errors, total, seconds }) => ({
    at,
    number: errors / total,
    events: (total / seconds) * (STEP / 1000),
  }));
}

function overWindows({ scrapes }: SimulatedBurn, window: number) {
  const found: { at: number; errors: number; total: number; seconds: number }[] = [];
  const first = scrapes[0]?.at ?? 0;
  let a = 0;
  let b = 0;
  for (let at = first + window; at <= (scrapes.at(-1)?.at ?? 0); at += STEP) {
    while (a < scrapes.length && scrapes[a]!.at <= at - window) a++;
    while (b + 1 < scrapes.length && scrapes[b + 1]!.at <= at) b++;
    const from = scrapes[a];
    const to = scrapes[b]!;
    if (from === undefined || b <= a || from.at > at) continue;
    found.push({
      at,
      errors: to.errors - from.errors,
      total: to.total - from.total,
      seconds: (to.at - from.at) / 1000,
    });
  }
  return found;
}
