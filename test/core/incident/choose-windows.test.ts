import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWindows, earlierDays, type WindowFacts } from '../../../src/core/incident/choose-windows.ts';
import { onsetFromAlert } from '../../../src/core/incident/onset.ts';
import { WINDOW_RULES } from '../../../src/core/incident/window-rules.ts';

const T0 = Date.parse('2026-11-24T14:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PAIR = { longSeconds: 3600, shortSeconds: 300, factor: 14.4, budget: 0.001 };
const found = { at: T0, method: 'change-point', certain: true, note: '' } as const;

/** A point each half minute of the last day, `bad` minutes (counted from the onset) over budget. */
function seriesOf(bad: (minute: number) => boolean, fromMinute = -8 * 1440, everyMinutes = 0.5) {
  const points = [];
  for (let minute = fromMinute; minute <= 60; minute += everyMinutes) {
    points.push({ at: T0 + minute * MINUTE, number: bad(minute) ? 0.02 : 0.0001, events: 1200 });
  }
  return { points, smear: 30_000 };
}

function choose(changes: Partial<WindowFacts>) {
  return chooseWindows({ onset: found, now: T0 + 10 * MINUTE, pair: PAIR, ...changes });
}

describe('chooseWindows', () => {
  it('never reaches into the future, never overlaps, and keeps the guard', () => {
    const minutes = fc.integer({ min: 0, max: 600 });
    const change = fc.integer({ min: -90, max: 5 });
    fc.assert(
      fc.property(
        minutes,
        fc.option(minutes, { nil: undefined }),
        fc.boolean(),
        fc.array(change),
        (age, ended, alone, changed) => {
          const now = T0 + age * MINUTE;
          const { baseline, comparison } = chooseWindows({
            onset: alone ? onsetFromAlert(T0, PAIR) : found,
            now,
            pair: PAIR,
            ...(ended === undefined ? {} : { endedAt: T0 + ended * MINUTE }),
            changes: changed.map((minute) => ({ at: T0 + minute * MINUTE, what: 'restart' })),
          });

          expect(comparison.to).toBeLessThanOrEqual(Math.max(now, comparison.from));
          expect(comparison.from).toBeLessThanOrEqual(comparison.to);
          expect(comparison.to - comparison.from).toBeLessThanOrEqual(WINDOW_RULES.max);
          expect(baseline.to).toBeLessThanOrEqual(comparison.from - WINDOW_RULES.guard);
          expect(baseline.to - baseline.from).toBeGreaterThanOrEqual(WINDOW_RULES.min);
        },
      ),
    );
  });

  it('compares with the stretch right before when that was healthy', () => {
    expect(choose({ series: seriesOf((minute) => minute >= 0) })).toMatchObject({
      mode: 'before',
      baseline: { from: T0 - 12 * MINUTE, to: T0 - 2 * MINUTE },
      comparison: { from: T0, to: T0 + 10 * MINUTE },
    });
  });

  it('ends with the burn, but looks at one minute at least', () => {
    expect(choose({ endedAt: T0 + 4 * MINUTE }).comparison.to).toBe(T0 + 4 * MINUTE);
    expect(choose({ endedAt: T0 + 1000 }).comparison.to).toBe(T0 + MINUTE);
  });

  it('slides the baseline back past an earlier burst and says so', () => {
    const chosen = choose({ series: seriesOf((minute) => minute >= 0 || (minute > -8 && minute < -5)) });

    expect(chosen).toMatchObject({ mode: 'slid back', note: expect.stringContaining('burned too') });
    expect(chosen.baseline.to).toBeLessThan(T0 - 8 * MINUTE);
  });

  it('goes to the same clock time of yesterday, then of last week, when all of this day burned', () => {
    const day = (from: number) => choose({ series: seriesOf((minute) => minute > from) });

    expect(day(-600)).toMatchObject({ mode: 'same clock', note: expect.stringContaining('yesterday') });
    expect(day(-600).baseline).toEqual({ from: T0 - DAY, to: T0 - DAY + 10 * MINUTE });
    expect(day(-3000)).toMatchObject({ mode: 'same clock', note: expect.stringContaining('7 days ago') });
  });

  it('takes the quietest stretch when everything burned, and does not hide it', () => {
    const points = seriesOf(() => true).points.map((point) => ({
      ...point,
      number: point.at < T0 - 25 * MINUTE && point.at > T0 - 37 * MINUTE ? 0.005 : 0.02,
    }));

    const chosen = choose({ series: { points, smear: 30_000 } });

    expect(chosen).toMatchObject({ mode: 'unhealthy', note: expect.stringContaining('may hide the cause') });
    expect(chosen.baseline.to).toBe(T0 - 22 * MINUTE);
  });

  it('prefers a near stretch to a far one that burned hardly less', () => {
    const { points } = seriesOf(() => true);
    const slowly = points.map((point) => ({ ...point, number: point.at < T0 - 700 * MINUTE ? 0.018 : 0.02 }));

    expect(choose({ series: { points: slowly, smear: 30_000 } }).baseline.to).toBe(T0 - 2 * MINUTE);
  });

  it('does not take silence for health', () => {
    const silent = choose({ series: seriesOf((minute) => minute >= 0, 0) });
    expect(silent).toMatchObject({ mode: 'unknown', note: expect.stringContaining('nothing was recorded') });

    const { points } = seriesOf((minute) => minute >= 0);
    const hole = points.filter(({ at }) => at < T0 - 14 * MINUTE || at >= T0);
    expect(choose({ series: { points: hole, smear: 30_000 } })).toMatchObject({ mode: 'slid back' });
  });

  it('ends before a deploy that came between baseline and onset, and names it', () => {
    const changes = [{ at: T0 - 3 * MINUTE, what: 'deploy v1 → v2' }];

    const chosen = choose({ changes, series: seriesOf((minute) => minute >= 0) });

    expect(chosen.mode).toBe('before the change');
    expect(chosen.note).toContain('deploy v1 → v2 at 13:57 UTC');
    expect(chosen.baseline.to).toBe(T0 - 4 * MINUTE);
  });

  it('ends before the first pod of a rollout, and leaves a change long ago alone', () => {
    const rollout = [-9, -6, -3].map((minute) => ({ at: T0 + minute * MINUTE, what: 'restart' }));

    expect(choose({ changes: rollout }).baseline.to).toBe(T0 - 10 * MINUTE);
    expect(choose({ changes: [{ at: T0 - 40 * MINUTE, what: 'restart' }] }).mode).toBe('before');
  });

  it('without metrics ends the baseline before the long window began', () => {
    const { baseline, mode } = choose({ onset: onsetFromAlert(T0, PAIR) });

    expect(mode).toBe('before the long window');
    expect(baseline.to).toBeLessThanOrEqual(T0 - PAIR.longSeconds * 1000);
  });

  it('asks for earlier days only where nothing near by is known to be healthy', () => {
    const healthy = choose({ series: seriesOf((minute) => minute >= 0, -200) });
    const chronic = choose({ series: seriesOf(() => true, -200) });

    expect(earlierDays(healthy)).toEqual([]);
    expect(earlierDays(chronic).map(({ from }) => T0 - from)).toEqual([DAY, 7 * DAY]);
  });
});
