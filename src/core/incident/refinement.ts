import type { Instant, Window } from '../instant.ts';
import { WINDOW_RULES, type WindowRules } from './window-rules.ts';

/** An incident is answered at once with what there is, and once more when there is all of it. */
export type Round = 'first' | 'refined';

/** Agents push what they recorded every 10–60 seconds. */
export const LATE_PROFILES_MS = 60_000;

/**
 * When the whole comparison window of a burn that goes on will be recorded and pushed. Undefined when the first answer,
 * given at `now`, had all of it: the window was full, or ended before with the burn.
 */
export function refinementDue(
  comparison: Window,
  now: Instant,
  limits: WindowRules = WINDOW_RULES,
): Instant | undefined {
  const full = comparison.from + limits.max;
  return comparison.to >= full || comparison.to < now ? undefined : full + LATE_PROFILES_MS;
}

/** A burn that ended will not fill its window: nothing is gained by waiting for longer than its last profiles take. */
export function hastened(due: Instant, endedAt: Instant | undefined, now: Instant): Instant {
  return endedAt === undefined ? due : Math.min(due, Math.max(now, endedAt + LATE_PROFILES_MS));
}

/** How a sentence at `now` names what a second look has seen, such as "the full window (30 min)". */
export function nameWindow(comparison: Window, now: Instant, limits: WindowRules = WINDOW_RULES): string {
  const length = comparison.to - comparison.from;
  if (length >= limits.max) return `the full window (${minutesOf(length)})`;
  return comparison.to < now ? `the whole burn (${minutesOf(length)})` : `${minutesOf(length)} of the burn`;
}

export function minutesOf(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.round(milliseconds / 1000)} s` : `${Math.round(milliseconds / 60_000)} min`;
}
