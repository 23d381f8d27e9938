import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepBurn, thin, type BurnFacts } from '../../../src/core/incident/kept-burn.ts';

const MINUTE = 60_000;
const NOON = 1_795_356_540_000;
const PAIR = { longSeconds: 3600, shortSeconds: 300, budget: 0.001, factor: 14.4 };

function facts(changes: Partial<BurnFacts> = {}): BurnFacts {
  const ratio = Array.from({ length: 400 }, (_, i) => ({ at: NOON - (400 - i) * MINUTE, number: i < 390 ? 0 : 0.02 }));
  return {
    query: 'ratio5m',
    shortSeconds: 300,
    pair: PAIR,
    ratio,
    windows: {
      baseline: { from: NOON - 60 * MINUTE, to: NOON - 20 * MINUTE },
      comparison: { from: NOON - 10 * MINUTE, to: NOON },
    },
    moments: [NOON - 10 * MINUTE, NOON - 2 * MINUTE],
    ...changes,
  };
}

describe('what is kept of a burn', () => {
  it('spans both windows and what happened between, and says what the share is held against', () => {
    const kept = keepBurn(facts())!;

    expect(kept).toMatchObject({ query: 'ratio5m', budget: 0.001, factor: 14.4, longSeconds: 3600 });
    expect(kept.span.from).toBeLessThan(NOON - 60 * MINUTE);
    expect(kept.span.from).toBeGreaterThan(NOON - 70 * MINUTE);
    expect(kept.span.to).toBeGreaterThan(NOON);
    expect(kept.ratio.every(([at]) => at >= kept.span.from && at <= kept.span.to)).toBe(true);
    expect(kept).not.toHaveProperty('counted');
  });

  it('leaves a baseline of another day out of the span, so that the burn stays to be seen', () => {
    const day = 24 * 60 * MINUTE;
    const baseline = { from: NOON - day, to: NOON - day + 10 * MINUTE };

    const kept = keepBurn(facts({ windows: { ...facts().windows, baseline } }))!;

    expect(kept.span.from).toBeGreaterThan(NOON - 40 * MINUTE);
  });

  it('is nothing where nothing is known', () => {
    expect(keepBurn(facts({ ratio: [] }))).toBeUndefined();
    expect(keepBurn(facts({ ratio: [{ at: NOON, number: Number.NaN }] }))).toBeUndefined();
  });

  it('is short, in order, inside its span, and never loses the highest point', () => {
    const point = fc.record({
      at: fc.integer({ min: -100_000, max: 200_000 }),
      number: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN)),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (points, most) => {
        const span = { from: 0, to: 100_000 };

        const kept = thin(points, span, most);

        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept.map(([at]) => at)).toEqual(kept.map(([at]) => at).toSorted((a, b) => a - b));
        const inside = points.filter(({ at, number }) => at >= 0 && at <= span.to && Number.isFinite(number));
        const highest = inside.reduce((top, { number }) => Math.max(top, number), 0);
        expect(kept.reduce((top, [, share]) => Math.max(top, share), 0)).toBeCloseTo(highest, 5);
        expect(kept.length > 0).toBe(inside.length > 0);
      }),
    );
  });
});
