import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateOnset, onsetFromAlert, type BurnSeries } from '../../../src/core/incident/onset.ts';
import { countedSeries, ratioSeries, simulateBurn, type BurnWorld } from '../../support/simulated-burn.ts';

const PAIR = { longSeconds: 3600, shortSeconds: 300, factor: 14.4, budget: 0.001 };
const SLOW = { longSeconds: 6 * 3600, shortSeconds: 1800, factor: 6, budget: 0.001 };
const MINUTE = 60_000;

/** The onset is at 0; the alert becomes active `active` minutes later. */
function located(
  burn: Partial<BurnWorld>,
  active: number,
  options: { counted?: boolean; seed?: number; slow?: boolean } = {},
) {
  const pair = options.slow === true ? SLOW : PAIR;
  const world = { rate: () => 40, errors: step(0.05), from: -12 * 60, to: active + 0.5, ...burn };
  const simulated = simulateBurn(world, options.seed ?? 1);
  const series: BurnSeries =
    options.counted === false
      ? { points: ratioSeries(simulated, pair.shortSeconds * 1000), smear: pair.shortSeconds * 1000 }
      : { points: countedSeries(simulated), smear: 30_000 };
  const at = active * MINUTE;
  return locateOnset(
    { ...series, points: series.points.filter((p) => p.at > at - 1.5 * pair.longSeconds * 1000) },
    at,
    at + 30_000,
    pair,
  );
}

function step(level: number, before = 0.0002) {
  return (minute: number) => (minute < 0 ? before : level);
}

function minutes(onset: { readonly at: number } | undefined): number {
  return (onset?.at ?? Number.NaN) / MINUTE;
}

describe('locateOnset', () => {
  it('finds the step of a recorded burn within a minute', () => {
    const recorded: unknown = JSON.parse(readFileSync('test/fixtures/prometheus/query_range-pyrra.json', 'utf8'));
    const points = JSON.parse(JSON.stringify(recorded)).data.result[0].values.map(([at, text]: [number, string]) => ({
      at: at * 1000,
      number: Number(text),
    }));
    const activeAt = Date.parse('2026-11-17T10:44:15Z');

    const onset = locateOnset({ points, smear: 300_000 }, activeAt, activeAt + 120_000, PAIR);

    // The recording's truth: errors began at 10:41:12.
    expect(Math.abs(onset!.at - Date.parse('2026-11-17T10:41:12Z'))).toBeLessThan(60_000);
    expect(onset).toMatchObject({ method: 'walk-back', certain: true });
  });

  it('is within a minute of any step, whatever its height and whenever the alert came', () => {
    const seeds = fc.integer({ min: 1, max: 1e6 });
    const levels = fc.double({ min: 0.02, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(seeds, levels, fc.integer({ min: 3, max: 45 }), (seed, level, active) => {
        const onset = located({ errors: step(level) }, active, { seed });
        expect(Math.abs(minutes(onset))).toBeLessThan(1);
        expect(onset?.certain).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([5, 30, 60])('is within two minutes of the beginning of a rise that takes %i minutes', (length) => {
    const errors = (minute: number) => Math.min(0.08, Math.max(0.0002, (0.08 * minute) / length));
    expect(Math.abs(minutes(located({ errors }, 55)))).toBeLessThan(2);
  });

  it('takes the averaging out of a ratio over half an hour', () => {
    expect(Math.abs(minutes(located({ errors: step(0.012) }, 180, { counted: false, slow: true })))).toBeLessThan(3);
  });

  it('works with one request per second, where a quiet minute proves nothing', () => {
    const off = Array.from({ length: 12 }, (_, seed) =>
      Math.abs(minutes(located({ rate: () => 1, errors: step(0.06) }, 17, { seed: seed + 1 }))),
    );
    expect(off.toSorted((a, b) => a - b)[6]).toBeLessThan(1);
    expect(Math.max(...off)).toBeLessThan(3.5);
  });

  it('bridges pauses that thin traffic makes by luck', () => {
    const off = Array.from({ length: 12 }, (_, seed) =>
      minutes(located({ rate: () => 0.5, errors: step(0.02) }, 45, { seed: seed + 1 })),
    );
    expect(off.toSorted((a, b) => a - b)[6]).toBeLessThan(4);
    expect(Math.max(...off)).toBeLessThan(15);
  });

  it('is not drawn to a burst that lies before the burn, not even to a taller one', () => {
    const errors = (minute: number) => (minute > -19 && minute < -13 ? 0.3 : step(0.03)(minute));
    for (const seed of [1, 2, 3]) expect(Math.abs(minutes(located({ errors }, 25, { seed })))).toBeLessThan(1);
  });

  it('takes an outage that is younger than the ratio’s window for a step, not for a slow rise', () => {
    const off = [1, 2, 3, 4, 5].map((seed) => minutes(located({ errors: step(0.5) }, 2, { counted: false, seed })));
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(0.5);
  });

  it.each([
    ['a burn that was over budget all along', { errors: step(0.05, 0.003) }, /over budget before/],
    ['a burn that comes and goes', { errors: (m: number) => (m >= 0 && m % 8 < 3 ? 0.09 : 0.0002) }, /comes and goes/],
    [
      'a long window that was mostly burnt by earlier bursts',
      { errors: (m: number) => (m > -50 && (m + 100) % 12 < 3 ? 0.1 : step(0.05)(m)) },
      /bursts before it/,
    ],
    ['a hole in the recording at the onset', { gap: (m: number) => m > -5 && m < 6 }, /nothing was recorded/],
  ] as const)('is not sure of %s, and says why', (_what, burn, why) => {
    const onset = located(burn, 14.5);

    expect(onset?.certain).toBe(false);
    expect(onset?.note).toMatch(why);
  });

  it('still names the strongest rise of a chronic burn', () => {
    expect(Math.abs(minutes(located({ errors: step(0.05, 0.003) }, 20)))).toBeLessThan(1);
  });

  it('claims no more than the short window of a burn that has no beginning as far as we look', () => {
    const onset = located({ errors: () => 0.02 }, 15);

    expect(onset).toMatchObject({
      at: 10 * MINUTE,
      certain: false,
      note: expect.stringContaining('as far as we look'),
    });
    expect(onset).not.toHaveProperty('levels');
  });

  it('says nothing of a burn that fell silent long before the alert', () => {
    expect(located({ gap: (minute) => minute > 5 }, 45)).toBeUndefined();
  });

  it('says nothing when nothing burned, or when nothing is known near the alert', () => {
    expect(located({ errors: () => 0.0001 }, 20)).toBeUndefined();
    expect(located({ gap: (minute) => minute > 0 }, 20)).toBeUndefined();
    expect(located({ rate: () => 0 }, 20)).toBeUndefined();
    expect(locateOnset({ points: [], smear: 30_000 }, 0, 0, PAIR)).toBeUndefined();
  });

  it('never lies after the moment when the alert became active', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: false })), fc.boolean(), (numbers, counted) => {
        const points = numbers.map((number, i) => ({ at: i * 30_000, number, ...(counted ? { events: 100 } : {}) }));
        const activeAt = Math.max(0, numbers.length - 2) * 30_000;
        const onset = locateOnset({ points, smear: 30_000 }, activeAt, activeAt + 60_000, PAIR);
        expect(onset?.at ?? 0).toBeLessThanOrEqual(activeAt);
      }),
    );
  });
});

describe('onsetFromAlert', () => {
  it('claims the short window of a burn-rate alert, and of any other alert only what is certain', () => {
    expect(onsetFromAlert(1_000_000, PAIR)).toMatchObject({ at: 700_000, method: 'alert', certain: false });
    expect(onsetFromAlert(1_000_000, undefined).at).toBe(1_000_000);
  });
});
