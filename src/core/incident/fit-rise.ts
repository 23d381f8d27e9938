import type { Instant } from '../instant.ts';
import { risen, type RiseShape } from './rise-shape.ts';

/** A share of bad events over the stretch that ends at `at`; `events` is how many there were, where that is known. */
export interface RatioPoint {
  readonly at: Instant;
  readonly number: number;
  readonly events?: number;
}

export interface Rise extends RiseShape {
  readonly before: number;
  readonly after: number;
}

/** Shapes that are tried: a step, or a steady rise over so many minutes. */
const RAMP_MINUTES = [0, 3, 6, 10, 15, 20, 30, 45, 60, 90, 120];
/** More candidates than this are tried coarsely first. */
const COARSE = 120;
/** A rise must explain the points so much better than a step (log likelihood, noise taken out) to be believed. */
const RAMP_GAIN = 4;
/** How far a recorded ratio strays from its model, relative: the window of a rate is a scrape or two shorter than written. */
const RATIO_NOISE = 0.05;
/** Rounds of reweighting: the spread of a count depends on the level that is being fitted. */
const ROUNDS = 2;
/** Where nobody counted the events. Only their relation matters, as the noise is taken out of the likelihood. */
const SOME_EVENTS = 100;

/**
 * Two levels and the rise between them that make the points likeliest: a change point of binomial counts (as Poisson,
 * their rates are small), with the averaging of the points taken into account. Undefined when nothing rises.
 * Cf. Hinkley, Inference about the change-point in a sequence of random variables, Biometrika 57 (1970).
 */
export function fitRise(points: readonly RatioPoint[], smear: number): Rise | undefined {
  const known = points.filter((point) => Number.isFinite(point.number));
  if (known.length < 2) return undefined;
  const first = known[0]!.at;
  const last = known.at(-1)!.at;
  const step = Math.max(1, Math.ceil(known.length / COARSE));
  const thinned = merge(known, step);
  // Also within the last smear, which a young rise has not filled yet.
  const young = thinned.filter((point) => point.at > last - smear).map((point) => point.at);
  const starts = [...thinned.map((point) => point.at - smear), ...young];
  let stepwise: Fit | undefined;
  let ramped: Fit | undefined;
  for (const minutes of RAMP_MINUTES) {
    const ramp = minutes * 60_000;
    if (ramp > (last - first) * 0.8) break;
    for (const at of starts) {
      const fit = fitShape(thinned, smear, { at, ramp });
      if (fit === undefined) continue;
      if (minutes === 0) stepwise = better(stepwise, fit);
      else ramped = better(ramped, fit);
    }
  }
  if (stepwise === undefined) return undefined;
  const spacing = ((last - first) / (known.length - 1)) * step;
  const sharp = refine(known, smear, stepwise, spacing);
  if (ramped === undefined) return sharp.rise;
  const slow = refine(known, smear, ramped, spacing);
  const noise = Math.max(leastNoise(known, sharp.rise), Math.min(sharp.noise, slow.noise));
  return (slow.likelihood - sharp.likelihood) / noise > RAMP_GAIN ? slow.rise : sharp.rise;
}

/** Neighbours taken together, so that a long series costs no more than a short one. */
function merge(points: readonly RatioPoint[], count: number): readonly RatioPoint[] {
  if (count === 1) return points;
  const merged: RatioPoint[] = [];
  for (let i = 0; i < points.length; i += count) {
    const group = points.slice(i, i + count);
    const events = group.reduce((sum, point) => sum + (point.events ?? SOME_EVENTS), 0);
    const bad = group.reduce((sum, point) => sum + point.number * (point.events ?? SOME_EVENTS), 0);
    const middle = group.reduce((sum, point) => sum + point.at, 0) / group.length;
    merged.push({ at: middle, number: events > 0 ? bad / events : 0, events });
  }
  return merged;
}

/** Counting noise cannot be less than 1; a recorded ratio is no exact line either, as scrapes fall where they fall. */
function leastNoise(points: readonly RatioPoint[], { after }: Rise): number {
  return points[0]?.events === undefined ? RATIO_NOISE * RATIO_NOISE * SOME_EVENTS * after : 1;
}

interface Fit {
  readonly rise: Rise;
  readonly likelihood: number;
  /** Pearson's dispersion: 1 for pure counting noise. */
  readonly noise: number;
}

function better(one: Fit | undefined, other: Fit): Fit {
  return one === undefined || other.likelihood > one.likelihood ? other : one;
}

/** Looks around a coarse answer at finer and finer beginnings. */
function refine(points: readonly RatioPoint[], smear: number, coarse: Fit, spacing: number): Fit {
  let best = fitShape(points, smear, coarse.rise) ?? coarse;
  for (let width = spacing; width > 2_000; width /= 3) {
    const centre = best.rise.at;
    for (const offset of [-2, -1, 1, 2]) {
      const shape = { at: centre + (offset * width) / 3, ramp: best.rise.ramp };
      const fit = fitShape(points, smear, shape);
      if (fit !== undefined) best = better(best, fit);
    }
  }
  return best;
}

function fitShape(points: readonly RatioPoint[], smear: number, shape: RiseShape): Fit | undefined {
  const shares = points.map((point) => risen(point.at, smear, shape));
  const least = leastLevel(points);
  let levels: Levels | undefined = { before: 0, after: 0 };
  for (let round = 0; round <= ROUNDS; round++) {
    levels = solve(points, shares, round === 0 ? undefined : levels, least);
    if (levels === undefined) return undefined;
  }
  if (!(levels.after > levels.before)) return undefined;
  return { rise: { ...shape, ...levels }, ...judge(points, shares, levels, least) };
}

interface Levels {
  readonly before: number;
  readonly after: number;
}

/** Weighted least squares for the two levels; a count's variance is its mean. */
function solve(
  points: readonly RatioPoint[],
  shares: readonly number[],
  last: Levels | undefined,
  least: number,
): Levels | undefined {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  for (let i = 0; i < points.length; i++) {
    const { number, events = SOME_EVENTS } = points[i]!;
    const b = shares[i]!;
    const a = 1 - b;
    const weight = last === undefined ? events : events / Math.max(least, levelAt(last, b));
    aa += weight * a * a;
    ab += weight * a * b;
    bb += weight * b * b;
    ay += weight * a * number;
    by += weight * b * number;
  }
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * aa * bb)) return undefined;
  return {
    before: Math.max(0, (ay * bb - by * ab) / determinant),
    after: Math.max(0, (by * aa - ay * ab) / determinant),
  };
}

function levelAt(levels: Levels, share: number): number {
  return levels.before + (levels.after - levels.before) * share;
}

/** A third of an event in all: a stretch without errors does not prove that there can be none. */
function leastLevel(points: readonly RatioPoint[]): number {
  return (
    1 /
    3 /
    Math.max(
      1,
      points.reduce((sum, { events = SOME_EVENTS }) => sum + events, 0),
    )
  );
}

function judge(points: readonly RatioPoint[], shares: readonly number[], levels: Levels, least: number) {
  let likelihood = 0;
  let chi = 0;
  for (let i = 0; i < points.length; i++) {
    const { number, events = SOME_EVENTS } = points[i]!;
    const mean = Math.max(least, levelAt(levels, shares[i]!));
    likelihood += events * (number * Math.log(mean) - mean);
    chi += (events * (number - mean) ** 2) / mean;
  }
  return { likelihood, noise: chi / Math.max(1, points.length - 4) };
}
