import { describe, expect, it } from 'vitest';
import { healthOf } from '../../../src/core/incident/baseline-health.ts';
import type { RatioPoint } from '../../../src/core/incident/fit-rise.ts';

const MINUTE = 60_000;
const BUDGET = 0.001;
const WINDOW = { from: 0, to: 30 * MINUTE };

function health(number: (minute: number) => number, events?: number) {
  const points = Array.from({ length: 60 }, (_, i): RatioPoint => {
    const point = { at: (i + 1) * 30_000, number: number((i + 1) / 2) };
    return events === undefined ? point : { ...point, events };
  });
  return healthOf(WINDOW, { points, smear: events === undefined ? 5 * MINUTE : 30_000 }, BUDGET);
}

describe('healthOf counted requests', () => {
  it('does not call stray errors of thin traffic a burn', () => {
    expect(health((minute) => (minute === 10 ? 1 / 30 : 0), 30)).toBe('healthy');
  });

  it('sees a short burst that the whole window hides', () => {
    expect(health((minute) => (minute > 10 && minute <= 12 ? 0.01 : 0.0001), 1200)).toBe('burned');
  });

  it('sees a burn that is too faint for any single stretch', () => {
    expect(health(() => 0.0016, 1000)).toBe('burned');
    expect(health(() => 0.0009, 1000)).toBe('healthy');
  });
});

describe('healthOf a recorded ratio', () => {
  it('is healthy while its mean is under budget and nothing stands out', () => {
    expect(health((minute) => (minute % 2 === 0 ? 0.0012 : 0.0004))).toBe('healthy');
  });

  it('is burned by a mean over budget, and by a burst', () => {
    expect(health(() => 0.0014)).toBe('burned');
    expect(health((minute) => (minute === 7 ? 0.004 : 0.0001))).toBe('burned');
  });

  it('is unknown where less than half is recorded', () => {
    expect(health((minute) => (minute < 20 ? Number.NaN : 0.0001))).toBe('unknown');
    expect(health((minute) => (minute < 10 ? Number.NaN : 0.0001))).toBe('healthy');
    expect(healthOf(WINDOW, { points: [], smear: 0 }, BUDGET)).toBe('unknown');
  });
});
