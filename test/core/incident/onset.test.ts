import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onsetFromAlert, strongestRise, walkBack, type RatioPoint } from '../../../src/core/incident/onset.ts';
import { chooseWindows } from '../../../src/core/incident/choose-windows.ts';
import { WINDOW_RULES } from '../../../src/core/incident/window-rules.ts';

const PAIR = {
  longSeconds: 3600,
  shortSeconds: 300,
  factor: 14.4,
  budget: 0.001,
  shortRatio: 's',
  longRatio: 'l',
  condition: 'c',
};
const STEP = 30_000;
const T0 = Date.parse('2026-11-24T14:00:00Z');

/** One point per character: `.` healthy, `#` burning, `!` burning hard, `?` NaN, space = a gap. */
function series(picture: string): RatioPoint[] {
  const levels: Record<string, number> = { '.': 0.0002, '#': 0.002, '!': 0.05, '?': Number.NaN };
  return Array.from(picture).flatMap((mark, i) => (mark === ' ' ? [] : [{ at: T0 + i * STEP, number: levels[mark]! }]));
}

function walk(picture: string) {
  return walkBack(series(picture), T0 + (picture.length - 1) * STEP, PAIR);
}

describe('walkBack', () => {
  it('finds the step of a recorded burn within a minute', () => {
    const recorded: unknown = JSON.parse(readFileSync('test/fixtures/prometheus/query_range-pyrra.json', 'utf8'));
    const points = JSON.parse(JSON.stringify(recorded)).data.result[0].values.map(([at, text]: [number, string]) => ({
      at: at * 1000,
      number: Number(text),
    }));

    const onset = walkBack(points, Date.parse('2026-11-17T10:44:15Z'), PAIR);

    // The recording's truth: errors began at 10:41:12.
    expect(Math.abs(onset!.at - Date.parse('2026-11-17T10:41:12Z'))).toBeLessThan(60_000);
    expect(onset).toMatchObject({ method: 'walk-back', certain: true });
  });

  it('is the last healthy point before the run', () => {
    expect(walk('..........#!!!!!!!!')?.at).toBe(T0 + 9 * STEP);
  });

  it('bridges dips, gaps and missing traffic up to one short window', () => {
    expect(walk('......##..##??? ##  ###!!!')?.at).toBe(T0 + 5 * STEP);
  });

  it('does not bridge further than that: an earlier burst is another story', () => {
    expect(walk('..!!!..................##!!!!')?.at).toBe(T0 + 22 * STEP);
  });

  it('takes a burn that fills the whole series as uncertain, at its strongest rise', () => {
    expect(walk('##########!!!!!!!!')).toMatchObject({ certain: false, method: 'change-point', at: T0 + 10 * STEP });
  });

  it('says nothing when nothing burned, or when nothing is known near the alert', () => {
    expect(walk('..................')).toBeUndefined();
    expect(walk('......!!!!                 ')).toBeUndefined();
    expect(walk('??????????')).toBeUndefined();
  });
});

describe('strongestRise', () => {
  it('finds any planted step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 60 }), (low, high) => {
        const picture = '.'.repeat(low) + '!'.repeat(high);
        expect(strongestRise(series(picture))?.at).toBe(T0 + low * STEP);
      }),
    );
  });
});

describe('chooseWindows', () => {
  const found = { at: T0, method: 'walk-back', certain: true, note: '' } as const;

  it('never reaches into the future, never overlaps, and keeps the guard', () => {
    const minutes = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(minutes, fc.option(minutes, { nil: undefined }), fc.boolean(), (age, ended, alone) => {
        const now = T0 + age * 60_000;
        const end = ended === undefined ? undefined : T0 + ended * 60_000;
        const onset = alone ? onsetFromAlert(T0, PAIR) : found;
        const { baseline, comparison } = chooseWindows(onset, now, end, PAIR, []);

        expect(comparison.to).toBeLessThanOrEqual(Math.max(now, comparison.from));
        expect(comparison.from).toBeLessThanOrEqual(comparison.to);
        expect(comparison.to - comparison.from).toBeLessThanOrEqual(WINDOW_RULES.max);
        expect(baseline.to).toBeLessThanOrEqual(comparison.from - WINDOW_RULES.guard);
        expect(baseline.to - baseline.from).toBeGreaterThanOrEqual(WINDOW_RULES.min);
      }),
    );
  });

  it('slides the baseline back past an earlier burst and says so', () => {
    const burst = [{ at: T0 - 5 * 60_000, number: 0.05 }];

    const chosen = chooseWindows(found, T0 + 10 * 60_000, undefined, PAIR, burst);

    expect(chosen).toMatchObject({ mode: 'slid back', note: expect.stringContaining('burned too') });
    expect(chosen.baseline.to).toBeLessThan(T0 - 5 * 60_000);
  });

  it('without metrics ends the baseline before the long window began', () => {
    const activeAt = T0;
    const { baseline, mode } = chooseWindows(onsetFromAlert(activeAt, PAIR), T0 + 60_000, undefined, PAIR, []);

    expect(mode).toBe('before the long window');
    expect(baseline.to).toBeLessThanOrEqual(activeAt - PAIR.longSeconds * 1000);
  });
});
