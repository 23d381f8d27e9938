import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import type { BurnPair } from '../../src/core/alert/burn.ts';
import type { Failure } from '../../src/core/failure.ts';
import { WINDOW_RULES } from '../../src/core/incident/window-rules.ts';
import type { Metrics, RuleFacts } from '../../src/pipeline/ports.ts';
import {
  ACTIVE,
  active,
  EXPRESSION,
  found,
  MINUTE,
  minutesOff,
  ONSET,
  RECORDED,
  STARTS,
  STATE,
} from '../support/find-in-simulation.ts';

describe('windowsAsked', () => {
  it('keeps what was told of the burn, with the budget and the factor it is held against', async () => {
    const { burn, windows } = await found();

    expect(burn).toMatchObject({ query: 'ratio5m', shortSeconds: 300, longSeconds: 3600, factor: 14.4 });
    expect(burn!.budget).toBeCloseTo(0.001, 9);
    expect(burn!.span.from).toBeLessThanOrEqual(windows.baseline.from);
    expect(burn!.span.to).toBeGreaterThanOrEqual(STARTS);
    const level = (from: number, to: number) =>
      Math.max(...burn!.counted!.filter(([at]) => at >= from && at <= to).map(([, share]) => share));
    expect(level(0, ONSET - MINUTE)).toBeLessThan(0.01);
    expect(level(ONSET + 3 * MINUTE, STARTS)).toBeGreaterThan(0.04);
  });

  it('keeps nothing where nothing was told', async () => {
    const { burn } = await found({ server: { also: { ratio5m: [] }, rules: [] } });

    expect(burn).toBeUndefined();
  });

  it('makes do with the recorded ratio where the server knows no rules', async () => {
    const { onset } = await found({ server: { rules: [] } });

    expect(onset).toMatchObject({ method: 'walk-back', certain: true });
    expect(minutesOff(onset.at)).toBeLessThan(1.5);
  });

  it('knows the counters of an alert that divides them itself', async () => {
    const ratio = (window: string) => `sum(rate(errors[${window}])) / sum(rate(requests[${window}]))`;
    const burn = readBurnPairs(`${ratio('5m')} > 14.4 * 0.001 and ${ratio('1h')} > 14.4 * 0.001`);

    const { onset } = await found({ plan: { burn }, server: { rules: [] } });

    expect(onset).toMatchObject({ method: 'change-point', certain: true });
    expect(minutesOff(onset.at)).toBeLessThan(1);
  });

  it('reads the expression out of the rules when the alert does not carry it', async () => {
    const alerting = { ...RECORDED, name: 'ShopBurns', query: EXPRESSION, forSeconds: 120 };

    const { onset, activeAt, pair } = await found({ plan: { burn: [] }, server: { rules: [RECORDED, alerting] } });

    expect(minutesOff(onset.at)).toBeLessThan(1);
    expect(activeAt).toBe(ACTIVE);
    expect(pair).toMatchObject({ longSeconds: 3600, factor: 14.4 });
  });

  it('takes activeAt from the series that is this alert, not from another of its name', async () => {
    const mixed = [...active(ACTIVE - 9 * MINUTE, { cluster: 'us' }), ...active(ACTIVE, { cluster: 'eu' })];
    expect((await found({ server: { also: { [STATE]: mixed } } })).activeAt).toBe(ACTIVE);
  });

  it('does not believe an activeAt that lies days back, or after the alert fired', async () => {
    const stale = [...active(ACTIVE - 3 * 86_400_000), ...active(STARTS + MINUTE), ...active(ACTIVE)];
    expect((await found({ server: { also: { [STATE]: stale } } })).activeAt).toBe(ACTIVE);
  });

  it('computes activeAt from the generator’s table when nothing recorded it', async () => {
    expect((await found({ plan: { forSeconds: 120 } })).activeAt).toBe(ACTIVE);
  });

  it('asks which of two pairs fired, and prefers the quick one', async () => {
    const slow = 'ratio30m > (6 * 0.001) and ratio6h > (6 * 0.001)';
    const burn = readBurnPairs(`(${slow}) or (${EXPRESSION})`);
    const [first, second] = burn.map(({ condition }) => condition ?? '');
    const holds = [{ labels: {}, points: [{ at: ACTIVE, number: 1 }] }];
    const later = [{ labels: {}, points: [{ at: STARTS, number: 1 }] }];

    const quick = await found({
      plan: { burn, forSeconds: 120 },
      server: { also: { [first!]: holds, [second!]: holds } },
    });
    const only = await found({
      plan: { burn, forSeconds: 120 },
      server: { also: { [first!]: holds, [second!]: later } },
    });

    expect(quick.pair?.longSeconds).toBe(3600);
    expect(only.pair?.longSeconds).toBe(6 * 3600);
  });

  it('learns a threshold that the rule takes from a series', async () => {
    const { burn: pairs } = { burn: readBurnPairs(EXPRESSION) };
    const burn: BurnPair[] = pairs.map(({ budget: _b, factor: _f, ...pair }) => ({
      ...pair,
      thresholdExpression: 'limit',
    }));
    const limit = [{ labels: {}, points: [{ at: STARTS, number: 0.0144 }] }];

    const { pair, onset } = await found({ plan: { burn }, server: { also: { limit } } });

    expect(pair?.budget).toBeCloseTo(0.001, 6);
    expect(minutesOff(onset.at)).toBeLessThan(1);
  });

  it('understands a series that is recorded as burn rate, and a threshold without its parts', async () => {
    const rate = (factor: number) => `burn5m > ${factor} and burn1h > ${factor}`;
    const burn: BurnPair[] = readBurnPairs(EXPRESSION).map(({ budget: _b, factor: _f, ...pair }) => pair);
    const points = Array.from({ length: 400 }, (_, i) => ({
      at: ONSET + (i - 350) * 30_000,
      number: i < 350 ? 0.2 : Math.min(50, 5 * (i - 350)),
    }));
    const pairs: BurnPair[] = [
      {
        longSeconds: 3600,
        shortSeconds: 300,
        factor: 14.4,
        inBudgets: true,
        shortRatio: 'burn5m',
        condition: rate(14.4),
      },
    ];

    const recorded = await found({ plan: { burn: pairs }, server: { also: { burn5m: [{ labels: {}, points }] } } });
    const bare = await found({ plan: { burn: burn.map((pair) => ({ ...pair, threshold: 0.0144 })) } });

    expect(recorded.onset).toMatchObject({ method: 'walk-back', burnRate: 50 });
    expect(minutesOff(recorded.onset.at)).toBeLessThan(1.5);
    expect(bare.pair?.budget).toBeCloseTo(0.001, 6);
  });

  it('takes the counters of the rule that records this SLO, and none where it cannot tell which', async () => {
    const rule = (id: string, job: string): RuleFacts => ({
      ...RECORDED,
      query: `sum(rate(errors{job="${job}"}[5m])) / sum(rate(requests{job="${job}"}[5m]))`,
      labels: id === '' ? {} : { sloth_id: id },
    });
    const burn = readBurnPairs(EXPRESSION.replaceAll(/ratio(\w+)/g, 'ratio$1{sloth_id="mine"}'));
    const own = await found({ plan: { burn }, server: { rules: [rule('other', 'b'), rule('mine', 'a')] } });
    const either = await found({ plan: { burn }, server: { rules: [rule('', 'a'), rule('', 'b')] } });

    expect(own.real.asked).toContain('sum(rate(errors{job="a"}[60s]))');
    expect(either.real.asked.join(' ')).not.toContain('errors{');
  });

  it.each([
    ['is not configured', () => undefined, /No Prometheus is configured/],
    [
      'knows nothing of the ratio',
      (real: Metrics) => ({ ...real, range: async () => ({ series: [], warnings: [] }) }),
      /has no burning/,
    ],
  ] as const)('falls back on the alert when Prometheus %s, in one sentence', async (_why, metrics, sentence) => {
    const { onset, windows, notices } = await found({ metrics, plan: { forSeconds: 120 } });

    expect(onset).toMatchObject({ method: 'alert', certain: false, at: ACTIVE - 5 * MINUTE });
    expect(windows.baseline.to).toBeLessThanOrEqual(ACTIVE - 60 * MINUTE);
    expect(notices).toEqual([expect.stringMatching(sentence)]);
  });

  it('falls back on the alert when Prometheus fails, and keeps what was asked', async () => {
    const { onset, notices, asked } = await found({ server: { also: { ratio5m: 'fail' } } });

    expect(onset.method).toBe('alert');
    expect(notices).toEqual([expect.stringContaining('took too long')]);
    expect(asked.map(({ query }) => query)).toContain('ratio5m');
  });

  it('lets a question fail that only would have sharpened the answer, and says so', async () => {
    const failures: string[] = [];
    const failed = ({ code }: Failure) => void failures.push(code);

    const { onset, notices } = await found({ server: { also: { 'sum(rate(errors[60s]))': 'fail' } }, failed });

    expect(failures).toEqual(['METRICS_TIMEOUT']);

    expect(onset).toMatchObject({ method: 'walk-back', certain: true });
    expect(notices).toEqual([expect.stringContaining('could not tell')]);
  });

  it('passes on what the server warns of, once', async () => {
    const { notices } = await found({ server: { warnings: ['partial response'] } });
    expect(notices).toEqual(['prod warns: partial response.']);
  });

  it('windows of an alert that burns no budget come from the alert alone', async () => {
    const { onset, windows } = await found({ plan: { burn: [] }, server: { also: { [STATE]: active(ACTIVE) } } });

    expect(onset).toMatchObject({ method: 'alert', at: ACTIVE });
    expect(windows.baseline.to).toBeLessThan(ACTIVE - 5 * MINUTE);
  });

  it('obeys a configuration that fixes the onset, or that does not want metrics asked for it', async () => {
    const windows = { ...WINDOW_RULES, onset: 15 * MINUTE };
    expect((await found({ plan: { windows } })).onset).toMatchObject({ method: 'fixed', at: STARTS - 15 * MINUTE });

    const alone = await found({ plan: { windows: { ...WINDOW_RULES, onset: 'alert' } } });
    expect(alone.onset.method).toBe('alert');
    expect(alone.real.asked).not.toContain('ratio5m');
  });

  it('picks the group that the alert is about, and says when it cannot tell', async () => {
    const points = (level: number) =>
      Array.from({ length: 500 }, (_, i) => ({
        at: ONSET + (i - 400) * 30_000,
        number: i < 400 ? 0.0001 : level,
      }));
    const groups = [
      { labels: { handler: '/a' }, points: points(0.02) },
      { labels: { handler: '/b' }, points: points(0.9) },
    ];
    const server = { rules: [], also: { ratio5m: groups } };

    const told = await found({ server, labels: { handler: '/a' } });
    const untold = await found({ server });

    expect(told.onset.burnRate).toBeCloseTo(20, 0);
    expect(told.notices).toEqual([]);
    expect(untold.notices).toEqual([expect.stringContaining('2 groups')]);
  });
});
