/** A level that rises to another: at once (`ramp` 0) or steadily over `ramp` milliseconds. */
export interface RiseShape {
  /** When it begins. */
  readonly at: number;
  readonly ramp: number;
}

/**
 * How much of the rise a point shows that averages over the `smear` milliseconds before it: 0 before the rise, 1 when
 * all of the stretch lies after it. A burn rate over 5 minutes still holds healthy time 4 minutes into the burn.
 */
export function risen(at: number, smear: number, shape: RiseShape): number {
  const end = at - shape.at;
  if (end <= 0) return 0;
  if (smear <= 0) return shape.ramp > 0 ? Math.min(1, end / shape.ramp) : 1;
  return (areaUnder(end, shape.ramp) - areaUnder(end - smear, shape.ramp)) / smear;
}

/** Integral of the unit ramp from its beginning. */
function areaUnder(elapsed: number, ramp: number): number {
  if (elapsed <= 0) return 0;
  return elapsed < ramp ? (elapsed * elapsed) / (2 * ramp) : elapsed - ramp / 2;
}
