/** Levels of change run from −15 (gone) over 0 (same) to +15 (new). */
export const STRONGEST_LEVEL = 15;

const SMALLEST_SHARE = 0.001;
const SMALLEST_Z = 3;
const SMALLEST_RATIO = 0.05;

/**
 * How strongly a frame changed, −15..+15: inclusive, relative to the frame itself, normalised by exposure, and 0 unless
 * the change is over 0.1 % of the panel, over three standard deviations of its counts, and over 5 % of the frame.
 *
 * `comparison` and `baseline` are inclusive costs in samples (counts, so that their variance is their size), `scale` is
 * the expected comparison ÷ baseline of an unchanged frame, `panelTotal` the comparison cost of the whole panel.
 */
export function changeLevel(comparison: number, baseline: number, scale: number, panelTotal: number): number {
  const expected = scale * baseline;
  const delta = comparison - expected;
  const size = Math.abs(delta);
  if (size === 0 || size < SMALLEST_SHARE * panelTotal) return 0;
  if (size / Math.sqrt(comparison + scale * expected) < SMALLEST_Z) return 0;
  const ratio = size / Math.max(comparison, expected);
  if (ratio < SMALLEST_RATIO) return 0;
  return Math.sign(delta) * Math.max(1, Math.round(STRONGEST_LEVEL * ratio ** 0.75));
}

/**
 * Strength of a change as part of the largest one of its panel, on the same curve. `level` is its relative level: what is
 * noise there stays 0, and what is not is never fainter than 1.
 */
export function absoluteLevel(level: number, delta: number, largest: number): number {
  if (level === 0 || largest === 0) return 0;
  const part = Math.min(1, Math.abs(delta) / largest);
  return Math.sign(level) * Math.max(1, Math.round(STRONGEST_LEVEL * part ** 0.75));
}
