/** Levels of change run from −15 (gone) over 0 (same) to +15 (new). */
export const STRONGEST_LEVEL = 15;

/** Of the panel's cost now: a smaller change has no colour. */
export const SMALLEST_SHARE = 0.001;
const SMALLEST_Z = 4;
const SMALLEST_RATIO = 0.05;

/** What moves beside the counts of samples themselves; the ranking engine measures it between pods and windows. */
export interface Noise {
  /** How much all frames moved together: a frame that only went along did not change. */
  readonly drift: number;
  /** Relative variance of a comparison of two windows beyond counting. */
  readonly relativeVariance: number;
}

export const COUNTING_NOISE: Noise = { drift: 1, relativeVariance: 0 };

/**
 * How strongly a frame changed, −15..+15: inclusive, relative to the frame itself, normalised by exposure, and 0 unless
 * the change is over 0.1 % of the panel, over four standard deviations of its counts and of the spread between pods (of hundreds of frames in a picture some are past three by chance), and over
 * 5 % of the frame; and is all that too, in the same direction, against what the common drift lets expect.
 *
 * `comparison` and `baseline` are inclusive costs in samples (counts, so that their variance is their size), `scale` is
 * the expected comparison ÷ baseline of an unchanged frame, `panelTotal` the comparison cost of the whole panel.
 */
export function changeLevel(
  comparison: number,
  baseline: number,
  scale: number,
  panelTotal: number,
  noise: Noise = COUNTING_NOISE,
): number {
  const ratio = clearRatio(comparison, baseline, scale, panelTotal, noise.relativeVariance);
  if (ratio === 0) return 0;
  if (noise.drift !== 1) {
    const drifted = clearRatio(comparison, baseline, scale * noise.drift, panelTotal, noise.relativeVariance);
    if (drifted * ratio <= 0) return 0;
  }
  return Math.sign(ratio) * Math.max(1, Math.round(STRONGEST_LEVEL * Math.abs(ratio) ** 0.75));
}

/** Change ÷ the larger of both costs, −1..1; 0 when it does not stand out of the noise. */
function clearRatio(comparison: number, baseline: number, scale: number, panelTotal: number, spread: number): number {
  const expected = scale * baseline;
  const delta = comparison - expected;
  const size = Math.abs(delta);
  if (size === 0 || size < SMALLEST_SHARE * panelTotal) return 0;
  const level = Math.min(comparison, expected);
  const variance = comparison + scale * expected + 2 * spread * level * level;
  if (size < SMALLEST_Z * Math.sqrt(variance)) return 0;
  const ratio = delta / Math.max(comparison, expected);
  return Math.abs(ratio) < SMALLEST_RATIO ? 0 : ratio;
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
