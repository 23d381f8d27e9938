import { describe, expect, it } from 'vitest';
import { changedShare, fitDrift } from '../../../src/core/ranking/drift.ts';

const TWENTY = Float64Array.from({ length: 20 }, (_, id) => 100 + id);

describe('the drift of all functions', () => {
  it('is what all of them did', () => {
    expect(
      fitDrift(
        TWENTY,
        TWENTY.map((self) => self * 1.3),
        1,
      ),
    ).toBeCloseTo(1.3, 2);
  });

  it('is taken beyond exposure', () => {
    expect(
      fitDrift(
        TWENTY,
        TWENTY.map((self) => self * 1.3),
        1.3,
      ),
    ).toBeCloseTo(1, 2);
  });

  it('does not follow a quarter of the functions', () => {
    const grown = TWENTY.map((self, id) => (id % 4 === 0 ? self * 5 : self));

    expect(fitDrift(TWENTY, grown, 1)).toBeCloseTo(1, 2);
  });

  it('does not follow one function that holds most of the cost', () => {
    const baseline = Float64Array.from([5000, ...TWENTY]);
    const comparison = Float64Array.from([15_000, ...TWENTY]);

    expect(fitDrift(baseline, comparison, 1)).toBeCloseTo(1, 2);
  });

  it('is the same in whatever order the functions come, and many that moved alike keep their weights', () => {
    const pairs = Array.from({ length: 60 }, (_, id) => [20 + id, (20 + id) * [1, 1.5, 4][id % 3]!] as const);
    const drift = (order: typeof pairs) =>
      fitDrift(
        Float64Array.from(order, ([before]) => before),
        Float64Array.from(order, ([, after]) => after),
        1,
      );

    expect(drift(pairs.toReversed())).toBeCloseTo(drift(pairs), 9);
    expect(drift(pairs)).toBeCloseTo(1.5, 1);
  });

  it('is 1 when there is too little to tell', () => {
    expect(fitDrift(Float64Array.from([2, 3]), Float64Array.from([4, 6]), 1)).toBe(1);
  });
});

describe('the changed share', () => {
  it('is near nothing when all is as expected and most when most changed', () => {
    const most = TWENTY.map((self, id) => (id < 15 ? self * 4 : self));

    expect(changedShare(TWENTY, TWENTY, 1)).toBe(0);
    expect(changedShare(TWENTY, most, 1)).toBeGreaterThan(0.5);
  });
});
