import type { BurnPair } from '../alert/burn.ts';
import type { Instant, Window } from '../instant.ts';
import type { Onset, RatioPoint } from './onset.ts';
import { WINDOW_RULES, type WindowRules } from './window-rules.ts';

export interface ChosenWindows {
  readonly comparison: Window;
  readonly baseline: Window;
  /** Where the baseline was found. */
  readonly mode: 'before' | 'slid back' | 'before the long window' | 'unhealthy';
  readonly note: string;
}

/** How often the baseline may slide back by its own length to find a healthy stretch. */
const SLIDES = 3;

/**
 * Comparison: anchored at the onset, where causes show, up to `limits.max` and never into the future.
 * Baseline: as long, ending a guard before the onset; slid back while the short ratio says it burned.
 * Without a certain onset the baseline ends before the long window began (alerts.md 4.4, fallback).
 */
export function chooseWindows(
  onset: Onset,
  now: Instant,
  endedAt: Instant | undefined,
  pair: BurnPair | undefined,
  ratios: readonly RatioPoint[],
  limits: WindowRules = WINDOW_RULES,
): ChosenWindows {
  const from = Math.min(onset.at, now);
  const to = Math.min(now, endedAt ?? now, from + limits.max);
  const comparison = { from, to: Math.max(to, Math.min(now, from + limits.min)) };
  const length = Math.max(comparison.to - comparison.from, limits.min);
  if (onset.method === 'alert') {
    const long = (pair?.longSeconds ?? 3600) * 1000;
    const short = (pair?.shortSeconds ?? 300) * 1000;
    const end = onset.at + short - long - limits.guard;
    const note = 'no metrics: the baseline ends before the alert’s long window began';
    return { comparison, baseline: { from: end - length, to: end }, mode: 'before the long window', note };
  }
  const budget = pair?.budget ?? Number.POSITIVE_INFINITY;
  for (let slide = 0; slide <= SLIDES; slide++) {
    const end = onset.at - limits.guard - slide * length;
    const baseline = { from: end - length, to: end };
    const burned = ratios.some((p) => p.at >= baseline.from && p.at <= baseline.to && p.number > budget);
    if (burned) continue;
    if (slide === 0) return { comparison, baseline, mode: 'before', note: 'right before the onset' };
    return { comparison, baseline, mode: 'slid back', note: `${slide} × further back: the stretch before burned too` };
  }
  const end = onset.at - limits.guard;
  const note = 'every earlier stretch burned too; the comparison may hide the cause';
  return { comparison, baseline: { from: end - length, to: end }, mode: 'unhealthy', note };
}
