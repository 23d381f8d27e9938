/** How the two windows are chosen; all lengths in milliseconds. A team's configuration may say otherwise than the defaults. */
export interface WindowRules {
  /** Shortest and longest comparison window. */
  readonly min: number;
  readonly max: number;
  /** Kept free between baseline and onset. */
  readonly guard: number;
  /** `auto`: metrics tell; `alert`: the labels alone; a number: the burn began that long before the alert fired. */
  readonly onset: 'auto' | 'alert' | number;
  /** Where else a healthy baseline is looked for: the same clock time that long ago, in this order. */
  readonly fallback: readonly number[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const WINDOW_RULES: WindowRules = {
  // Sampling profilers need about five minutes for stable counts; later than half an hour come retries and restarts.
  min: 5 * MINUTE,
  max: 30 * MINUTE,
  guard: 2 * MINUTE,
  onset: 'auto',
  fallback: [DAY, 7 * DAY],
};
