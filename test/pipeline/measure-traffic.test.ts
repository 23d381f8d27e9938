import { describe, expect, it } from 'vitest';
import { measureTraffic } from '../../src/pipeline/measure-traffic.ts';
import type { Metrics, MetricsAnswer } from '../../src/pipeline/ports.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const WINDOWS = {
  baseline: { from: NOON - 100, to: NOON - 50 },
  comparison: { from: NOON, to: NOON + 50 },
  mode: 'before',
  note: '',
} as const;

/** Answers each window with its own rates. */
function metricsOf(baseline: readonly number[], comparison: readonly number[]): Metrics {
  const range = async (_query: string, window: { from: number }): Promise<MetricsAnswer> => {
    const rates = window.from < NOON ? baseline : comparison;
    const points = rates.map((number, i) => ({ at: window.from + i, number }));
    return { series: rates.length === 0 ? [] : [{ labels: {}, points }], warnings: [] };
  };
  return { name: 'prod', instant: async () => ({ series: [], warnings: [] }), range, rules: async () => [] };
}

async function measured(baseline: readonly number[], comparison: readonly number[], asks = true, query?: string) {
  const plain = sampleIncident();
  const requests = query === undefined ? {} : { requests: { query, shortSeconds: 300 } };
  const incident = asks ? { ...plain, plan: { ...plain.plan, trafficQuery: 'rate' } } : plain;
  const { requests: known } = await measureTraffic(
    incident,
    { windows: WINDOWS, ...requests },
    metricsOf(baseline, comparison),
    AbortSignal.timeout(1000),
  );
  return known;
}

describe('measureTraffic', () => {
  it('is the mean of each window, per second of the whole service', async () => {
    expect(await measured([100, 300, Number.NaN], [400])).toEqual({ per: 'second', baseline: 200, comparison: 400 });
  });

  it('is what the SLO itself counts where no team told how to ask', async () => {
    const increase = 'sum(increase(http_requests_total{job="shop"}[5m]))';

    expect(await measured([100], [400], false, 'sum(rate(x[5m]))')).toEqual({
      per: 'second',
      baseline: 100,
      comparison: 400,
    });
    // Counts of two minutes, as an increase gives them.
    expect(await measured([240], [480], false, increase)).toEqual({ per: 'second', baseline: 2, comparison: 4 });
  });

  it.each([
    ['one window has no answer', [100], [], true],
    ['nothing but NaN came', [Number.NaN], [100], true],
    ['a window served nothing', [0], [100], true],
    ['the team gave no query', [100], [100], false],
  ] as const)('is unknown when %s', async (_why, baseline, comparison, asks) => {
    expect(await measured(baseline, comparison, asks)).toBeUndefined();
  });
});
