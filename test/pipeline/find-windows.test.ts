import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import type { Metrics } from '../../src/pipeline/ports.ts';
import {
  ACTIVE,
  active,
  EXPRESSION,
  found,
  MINUTE,
  minutesOff,
  NOW,
  ONSET,
  STATE,
} from '../support/find-in-simulation.ts';

describe('findWindows', () => {
  it('finds the onset in the counters that the recording rule is made of, and compares with right before', async () => {
    const { onset, windows, activeAt, notices, requests } = await found({
      server: { also: { [STATE]: active(ACTIVE) } },
    });

    expect(onset).toMatchObject({ method: 'change-point', certain: true });
    expect(minutesOff(onset.at)).toBeLessThan(1);
    expect(onset.burnRate).toBeGreaterThan(40);
    expect(activeAt).toBe(ACTIVE);
    expect(windows).toMatchObject({ mode: 'before', comparison: { from: onset.at, to: NOW } });
    expect(requests?.query).toBe('sum(rate(requests[5m]))');
    expect(notices).toEqual([]);
  });

  it('ends the comparison where the burn ended, before the alert resolved', async () => {
    const burn = { errors: (minute: number) => (minute < 0 || minute > 24 ? 0.0002 : 0.05) };

    const { windows } = await found({ burn, endedAt: ONSET + 28 * MINUTE, now: ONSET + 33 * MINUTE });

    expect(Math.abs(windows.comparison.to - (ONSET + 24 * MINUTE))).toBeLessThan(MINUTE);
  });

  it('goes to yesterday when the hours before burned too, and asks for no other day otherwise', async () => {
    const burn = { errors: (minute: number) => (minute < -600 ? 0.0002 : minute < 0 ? 0.003 : 0.05) };

    const chronic = await found({ burn });
    const healthy = await found();

    expect(chronic.windows.mode).toBe('same clock');
    expect(chronic.notices.join(' ')).toContain('same time yesterday');
    expect(chronic.notices.join(' ')).toContain('uncertain: it was over budget before');
    expect(healthy.real.asked.length).toBeLessThan(chronic.real.asked.length);
  });

  it('counts over longer stretches where scrapes are farther apart', async () => {
    const { onset, real } = await found({ server: { also: { 'sum(rate(requests[60s]))': [] } } });

    expect(onset.method).toBe('change-point');
    expect(minutesOff(onset.at)).toBeLessThan(1.5);
    expect(real.asked).toContain('sum(rate(errors[120s]))');
  });

  it('believes the alert’s own ratio where the counters have a hole just at the onset', async () => {
    const holed = (points: readonly { at: number; number: number }[]) =>
      points.filter(({ at }) => at < ONSET - 3 * MINUTE || at > ONSET + 4 * MINUTE);
    const metrics = (real: Metrics): Metrics => ({
      ...real,
      range: async (expression, ...rest) => {
        const answer = await real.range(expression, ...rest);
        if (!expression.includes('requests[60s]')) return answer;
        return { ...answer, series: answer.series.map((one) => ({ ...one, points: holed(one.points) })) };
      },
    });

    const { onset } = await found({ metrics });

    expect(onset).toMatchObject({ method: 'walk-back', certain: true });
    expect(minutesOff(onset.at)).toBeLessThan(1.5);
  });

  it('asks for nothing later than the longest comparison, however late somebody looks', async () => {
    const { real } = await found({ now: NOW + 20 * 86_400_000 });

    expect(Math.max(...real.ranges.map(({ to }) => to))).toBeLessThan(ACTIVE + 60 * MINUTE);
  });

  it('does not take the only version for a deploy, also when it was not recorded before', async () => {
    const always = [
      {
        labels: { version: 'v1' },
        points: [
          { at: ONSET - 10 * MINUTE, number: 1 },
          { at: ACTIVE, number: 1 },
        ],
      },
    ];
    const metrics = (real: Metrics): Metrics => ({
      ...real,
      range: async (expression, ...rest) =>
        expression.startsWith('count by (version') ? { series: always, warnings: [] } : real.range(expression, ...rest),
    });
    expect((await found({ metrics })).windows.mode).toBe('before');
  });

  it('prefers the minute before a restart, and says so', async () => {
    const starts = (about: string) => `topk(50, {__name__=~"process_start_time_seconds", ${about}})`;
    const query = starts('job="shop"');
    const restart = [{ labels: { pod: 'a' }, points: [{ at: NOW, number: (ONSET - 3 * MINUTE) / 1000 }] }];
    const burn = readBurnPairs(EXPRESSION.replaceAll(/ratio(\w+)/g, 'ratio$1{job="shop"}'));

    const { windows, notices } = await found({
      plan: { burn },
      server: { also: { [query]: restart, 'ratio5m{job="shop"}': [] } },
      metrics: (real) => ({
        ...real,
        range: (expression, ...rest) => real.range(expression.replace('{job="shop"}', ''), ...rest),
      }),
    });

    expect(windows.mode).toBe('before the change');
    expect(windows.baseline.to).toBeLessThanOrEqual(ONSET - 4 * MINUTE);
    expect(notices).toEqual([expect.stringContaining('before the restart at 13:57 UTC')]);
  });

  it('ends the baseline before a deploy that profiles or a pipeline told of', async () => {
    const deploy = {
      service: 'x',
      fromVersion: 'v1',
      toVersion: 'v2',
      at: ONSET - 4 * MINUTE,
      source: 'profile labels',
    } as const;

    const { windows } = await found({ deploys: { between: async () => [deploy] } });

    expect(windows.note).toContain('before the deploy v1 → v2 at 13:56 UTC');
    expect(windows.baseline.to).toBeLessThanOrEqual(deploy.at - MINUTE);
  });
});
