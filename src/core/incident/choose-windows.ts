import type { BurnPair } from '../alert/burn.ts';
import type { Instant, Window } from '../instant.ts';
import type { Side } from '../profile/call-tree.ts';
import { healthOf, levelOf, type Health } from './baseline-health.ts';
import type { BurnSeries, Onset } from './onset.ts';
import { splitBefore, type Change } from './splits.ts';
import { WINDOW_RULES, type WindowRules } from './window-rules.ts';

export interface ChosenWindows {
  readonly comparison: Window;
  readonly baseline: Window;
  /** Where the baseline was found. */
  readonly mode: BaselineMode;
  /** For people: why there. */
  readonly note: string;
  /** When the burn ended, where that is known. */
  readonly endedAt?: Instant;
}

/** What one of the windows is for. */
export interface BurnFacts {
  readonly side: Side;
  readonly onset: Instant;
  /** Absent while it goes on, or while nobody knows that it ended. */
  readonly endedAt?: Instant;
}

export type BaselineMode =
  | 'before'
  | 'before the change'
  | 'slid back'
  | 'same clock'
  | 'before the long window'
  | 'before the deploy'
  | 'old pods'
  | 'unhealthy'
  | 'unknown';

export interface WindowFacts {
  readonly onset: Onset;
  readonly now: Instant;
  /** When the burn ended, as metrics or the alerts tell. */
  readonly endedAt?: Instant;
  readonly pair?: BurnPair;
  /** For the baseline's health: all that was recorded, of earlier days too. */
  readonly series?: BurnSeries;
  /** Deploys and restarts of the service. */
  readonly changes?: readonly Change[];
  readonly rules?: WindowRules;
}

/** How often the baseline may slide back by its own length to find a healthy stretch. */
const SLIDES = 3;
/** A burn that ended sooner than this is still looked at for so long: less holds no samples. */
const LEAST = 60_000;
/** A rate that crossed its threshold rose over some minutes before; nobody told how many. */
const UNKNOWN_SHORT_SECONDS = 300;
const DAY = 86_400_000;
/** Nearer stretches are preferred to those that burned hardly less. */
const ABOUT = 1.3;

/**
 * Comparison: anchored at the onset, where causes show, until the burn ended, at most `rules.max`, never into the future.
 * Baseline: as long, ending a guard before the onset and before a deploy or restart that came shortly before it; slid
 * back while the budget burned there, else the same clock time of an earlier day (alerts.md 4.4, 4.5).
 */
export function chooseWindows(facts: WindowFacts): ChosenWindows {
  const { onset, now, endedAt, rules = WINDOW_RULES } = facts;
  const from = Math.min(onset.at, now);
  const until = Math.min(now, Math.max(endedAt ?? now, from + LEAST), from + rules.max);
  const comparison = { from, to: Math.max(from, until) };
  const length = Math.max(comparison.to - comparison.from, rules.min);
  const burn = { comparison, ...(endedAt === undefined ? {} : { endedAt }) };
  if (onset.method === 'alert') return { ...burn, ...beforeTheAlert(facts, length, rules) };
  return { ...burn, ...judged(candidates(facts, comparison, length, rules), facts) };
}

type Baseline = Omit<ChosenWindows, 'comparison' | 'endedAt'>;

/** The windows of earlier days that a healthy baseline may be found in: their metrics are worth asking for. */
export function earlierDays(chosen: ChosenWindows, rules: WindowRules = WINDOW_RULES): readonly Window[] {
  if (chosen.mode !== 'unhealthy' && chosen.mode !== 'unknown') return [];
  const length = chosen.baseline.to - chosen.baseline.from;
  return rules.fallback.map((ago) => sameClock(chosen.comparison, length, ago));
}

/** What did not trip the alert lies before its long window began. */
function beforeTheAlert({ onset, pair }: WindowFacts, length: number, rules: WindowRules): Baseline {
  const short = (pair?.shortSeconds ?? 0) * 1000;
  const long = (pair?.longSeconds ?? UNKNOWN_SHORT_SECONDS) * 1000;
  const to = onset.at + short - long - rules.guard;
  const what = pair === undefined ? 'some minutes before the alert' : 'before the alert’s long window began';
  const note = `no metrics told: the baseline ends ${what}`;
  return { baseline: { from: to - length, to }, mode: 'before the long window', note };
}

function candidates(
  { onset, changes = [] }: WindowFacts,
  comparison: Window,
  length: number,
  rules: WindowRules,
): readonly Baseline[] {
  const natural = { from: onset.at - rules.guard - length, to: onset.at - rules.guard };
  const split = splitBefore(onset.at, natural, changes);
  const first: Baseline =
    split === undefined
      ? { baseline: natural, mode: 'before', note: 'right before the onset' }
      : { baseline: { from: split.at - length, to: split.at }, mode: 'before the change', note: split.note };
  const slid = Array.from({ length: SLIDES }, (_, index): Baseline => {
    const by = (index + 1) * length;
    const baseline = { from: first.baseline.from - by, to: first.baseline.to - by };
    return { baseline, mode: 'slid back', note: `${index + 1} × further back` };
  });
  const clocks = rules.fallback.map((ago): Baseline => {
    const days = Math.round(ago / DAY);
    const note = days === 1 ? 'the same time yesterday' : `the same time ${days} days ago`;
    return { baseline: sameClock(comparison, length, ago), mode: 'same clock', note };
  });
  return [first, ...slid, ...clocks];
}

function sameClock(comparison: Window, length: number, ago: number): Window {
  return { from: comparison.from - ago, to: comparison.from - ago + length };
}

function judged(all: readonly Baseline[], { series, pair }: WindowFacts): Baseline {
  const [first] = all;
  if (first === undefined) throw new Error('there is always a baseline right before the onset');
  const budget = pair?.budget;
  if (series === undefined || budget === undefined) return first;
  const health = all.map((one) => healthOf(one.baseline, series, budget));
  const healthy = health.indexOf('healthy');
  if (healthy === 0) return first;
  const why = reason(health[0] ?? 'unknown');
  const found = all[healthy];
  if (found !== undefined) return { ...found, note: `${found.note}, as ${why}` };
  if (health[0] === 'unknown') return { ...first, mode: 'unknown', note: `${first.note}, though ${why}` };
  // Burned everywhere: a quieter stretch is still the better one to compare with, and said to be what it is.
  const levels = all.map((one, index) => (health[index] === 'burned' ? levelOf(one.baseline, series) : Infinity));
  const quietest = all[levels.findIndex((level) => level <= ABOUT * Math.min(...levels))] ?? first;
  const note = `${quietest.note}, but every earlier stretch burned too; the comparison may hide the cause`;
  return { ...quietest, mode: 'unhealthy', note };
}

function reason(health: Health): string {
  return health === 'burned' ? 'the stretch right before burned too' : 'nothing was recorded right before';
}
