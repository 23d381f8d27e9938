import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedScore,
  deviance,
  devianceIsBelow,
  penalty,
  relativeVariance,
} from '../../../src/core/ranking/score.ts';

const counts = fc.integer({ min: 0, max: 100_000 });
const ratio = fc.double({ min: 0.1, max: 10, noNaN: true });

describe('deviance', () => {
  it.each([
    // baseline, comparison, expected ratio, deviance: 2·[b·ln(b/E_b) + a·ln(a/E_a)]
    [100, 100, 1, 0],
    [0, 0, 1, 0],
    [100, 150, 1.5, 0],
    [0, 18, 1, 36 * Math.log(2)],
    [100, 200, 1, 2 * (200 * Math.log(200 / 150) + 100 * Math.log(100 / 150))],
    [200, 100, 1, -2 * (100 * Math.log(100 / 150) + 200 * Math.log(200 / 150))],
  ])('of %d against %d at %d is %d', (baseline, comparison, expected, result) => {
    expect(deviance(baseline, comparison, expected)).toBeCloseTo(result, 9);
  });

  it('changes only its sign when the sides are swapped', () => {
    fc.assert(
      fc.property(counts, counts, ratio, (a, b, expected) => {
        const forward = deviance(a, b, expected);
        expect(deviance(b, a, 1 / expected) + forward).toBeCloseTo(0, 5);
      }),
    );
  });

  it('is never above the cheap bound that throws hypotheses away', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(counts, counts, ratio, (a, b, expected) => {
        const scoresAbove = Math.abs(deviance(a, b, expected)) > 12.0001;
        expect(scoresAbove && devianceIsBelow(12, a, b, expected)).toBe(false);
      }),
      { examples: [[16, 0, 0.45499596147347665]] },
    );
  });
});

describe('the adjusted score', () => {
  const model = { expected: 1, relativeVariance: relativeVariance(0.02, 4) };

  it('does not charge a new function for its own growth', () => {
    const score = deviance(0, 50, 1);

    expect(adjustedScore(score, 0, 50, model, 100)).toBe(score - penalty(100) / 2);
  });

  it('charges a large function for the noise between windows', () => {
    const score = deviance(10_000, 10_400, 1);

    expect(score).toBeGreaterThan(7);
    expect(adjustedScore(score, 10_000, 10_400, model, 1)).toBeLessThan(0.1);
  });

  it('asks more of the best of many', () => {
    expect(penalty(1)).toBe(0);
    expect(penalty(1000)).toBeCloseTo(13.8, 1);
  });
});
