import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEnd } from '../../../src/core/incident/burn-end.ts';
import { countedSeries, ratioSeries, simulateBurn } from '../../support/simulated-burn.ts';

const MINUTE = 60_000;
const onset = {
  at: 0,
  method: 'change-point',
  certain: true,
  note: '',
  levels: { before: 0.0002, after: 0.05 },
} as const;

function burned(until: number, to: number, rate = 40, seed = 1) {
  const errors = (minute: number) => (minute < 0 || minute > until ? 0.0002 : 0.05);
  return simulateBurn({ rate: () => rate, errors, from: -60, to }, seed);
}

describe('findEnd', () => {
  it('is within a minute of the end of any burn, from counts as from a smoothed ratio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 1, max: 9999 }), (until, seed) => {
        const burn = burned(until, until + 12, 40, seed);
        const counted = findEnd({ points: countedSeries(burn), smear: 30_000 }, onset, (until + 12) * MINUTE);
        const ratio = findEnd({ points: ratioSeries(burn, 300_000), smear: 300_000 }, onset, (until + 12) * MINUTE);

        expect(Math.abs(counted! - until * MINUTE)).toBeLessThan(MINUTE);
        expect(Math.abs(ratio! - until * MINUTE)).toBeLessThan(1.5 * MINUTE);
      }),
      { numRuns: 30 },
    );
  });

  it('does not call a burn ended that goes on, or that has only paused', () => {
    expect(findEnd({ points: countedSeries(burned(60, 30)), smear: 30_000 }, onset, 30 * MINUTE)).toBeUndefined();
    expect(findEnd({ points: countedSeries(burned(20, 22)), smear: 30_000 }, onset, 22 * MINUTE)).toBeUndefined();
  });

  it('waits longer where traffic is too thin to tell quiet from luck', () => {
    const thin = burned(60, 40, 0.2, 3);
    expect(findEnd({ points: countedSeries(thin), smear: 30_000 }, onset, 40 * MINUTE)).toBeUndefined();
  });

  it('says nothing of a burn whose level is not known', () => {
    const { levels: _unknown, ...flat } = onset;
    expect(findEnd({ points: countedSeries(burned(10, 30)), smear: 30_000 }, flat, 30 * MINUTE)).toBeUndefined();
  });
});
