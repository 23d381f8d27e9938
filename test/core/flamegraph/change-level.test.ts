import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeLevel } from '../../../src/core/flamegraph/change-level.ts';

const MANY = 1e6;

describe('the level of a change', () => {
  test.each([
    [1.1, 2],
    [1.25, 4],
    [1.5, 7],
    [2, 9],
    [4, 12],
    [10, 14],
  ])('×%d is level %d, and its inverse the same in blue', (factor, level) => {
    expect(changeLevel(MANY * factor, MANY, 1, MANY)).toBe(level);
    expect(changeLevel(MANY, MANY * factor, 1, MANY)).toBe(-level);
  });

  test('what is new is 15, what is gone is −15', () => {
    expect(changeLevel(100, 0, 1, MANY / 100)).toBe(15);
    expect(changeLevel(0, 100, 1, MANY / 100)).toBe(-15);
  });

  test('a frame that grew exactly as its exposure did is unchanged', () => {
    expect(changeLevel(3_000, 1_000, 3, MANY)).toBe(0);
  });

  test.each([
    ['under 0.1 % of the panel', 990, 0, 1, MANY],
    ['under four deviations', 150, 100, 1, 400],
    ['under 5 % of the frame', 104_000, 100_000, 1, 200_000],
    ['none at all', 0, 0, 1, 0],
  ])('a change of %s has no colour', (_, comparison, baseline, scale, total) => {
    expect(changeLevel(comparison, baseline, scale, total)).toBe(0);
  });

  test('a baseline scaled up is noisier than its expected count: k² b, not k b', () => {
    expect(changeLevel(900, 700, 1, 1_500)).toBe(5);
    expect(changeLevel(900, 100, 7, 1_500)).toBe(0);
  });

  test('swapping the sides mirrors the level', () => {
    const count = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(count, count, (comparison, baseline) => {
        expect(changeLevel(comparison, baseline, 1, 100_000) + changeLevel(baseline, comparison, 1, 100_000)).toBe(0);
      }),
    );
  });

  test('what only went along with everything else has no colour, and what did not keeps its own', () => {
    const noise = { drift: 1.4, relativeVariance: 0 };
    expect(changeLevel(1.4 * MANY, MANY, 1, MANY)).toBeGreaterThan(0);
    expect(changeLevel(1.4 * MANY, MANY, 1, MANY, noise)).toBe(0);
    expect(changeLevel(MANY, MANY, 1, MANY, noise)).toBe(0);
    expect(changeLevel(2.8 * MANY, MANY, 1, MANY, noise)).toBe(changeLevel(2.8 * MANY, MANY, 1, MANY));
    expect(changeLevel(MANY, 0, 1, MANY, noise)).toBe(15);
  });

  test('what varies between pods must change by more than it varies', () => {
    const noise = { drift: 1, relativeVariance: 0.01 };
    expect(changeLevel(1.4 * MANY, MANY, 1, MANY, noise)).toBe(0);
    expect(changeLevel(1.8 * MANY, MANY, 1, MANY, noise)).toBe(changeLevel(1.8 * MANY, MANY, 1, MANY));
  });
});
