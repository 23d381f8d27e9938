import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRise } from '../../../src/core/incident/fit-rise.ts';
import { risen } from '../../../src/core/incident/rise-shape.ts';

const STEP = 30_000;

describe('fitRise', () => {
  it('finds any planted rise in exact averages, and both its levels', () => {
    const smears = fc.constantFrom(STEP, 120_000, 300_000);
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 70 }), smears, fc.constantFrom(0, 10), (begin, smear, ramp) => {
        const shape = { at: begin * STEP + 11_000, ramp: ramp * 60_000 };
        const points = Array.from({ length: 110 }, (_, i) => {
          const at = i * STEP;
          return { at, number: 0.001 + 0.049 * risen(at, smear, shape), events: 3000 };
        });

        const rise = fitRise(points, smear)!;

        expect(Math.abs(rise.at - shape.at)).toBeLessThan(STEP);
        expect(rise.after).toBeCloseTo(0.05, 2);
        expect(rise.before).toBeCloseTo(0.001, 3);
      }),
      { numRuns: 40 },
    );
  });

  it('finds no rise in a fall, in nothing and in what never changes', () => {
    const falling = Array.from({ length: 40 }, (_, i) => ({
      at: i * STEP,
      number: i < 20 ? 0.05 : 0.001,
      events: 100,
    }));
    const flat = falling.map((point) => ({ ...point, number: 0.01 }));

    expect(fitRise(falling, STEP)?.after ?? 0).toBeLessThan(0.051);
    expect(fitRise(flat, STEP)).toBeUndefined();
    expect(fitRise([], STEP)).toBeUndefined();
    expect(fitRise([{ at: 0, number: 1 }], STEP)).toBeUndefined();
  });

  it('never throws and never answers with something that is no number', () => {
    const odd = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1e300, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(fc.tuple(odd, fc.option(fc.nat(1000), { nil: undefined }))), (list) => {
        const points = list.map(([number, events], i) => ({
          at: i * STEP,
          number,
          ...(events === undefined ? {} : { events }),
        }));
        const rise = fitRise(points, STEP);
        expect(Number.isFinite(rise?.at ?? 0)).toBe(true);
      }),
    );
  });

  it('takes a series of a week in its stride', () => {
    const points = Array.from({ length: 11_000 }, (_, i) => ({
      at: i * STEP,
      number: i < 9000 ? 0.001 : 0.05,
      events: 99,
    }));
    expect(Math.abs(fitRise(points, STEP)!.at - 9000 * STEP)).toBeLessThan(2 * STEP);
  });
});
