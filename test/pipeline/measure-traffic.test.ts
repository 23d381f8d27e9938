import { describe, expect, it } from 'vitest';
import { measureTraffic } from '../../src/pipeline/measure-traffic.ts';
import type { Metrics, Series } from '../../src/pipeline/ports.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const WINDOWS = {
  baseline: { from: NOON - 100, to: NOON - 50 },
  comparison: { from: NOON, to: NOON + 50 },
  mode: 'before',
  note: '',
} as const;

/** Answers each window with its own rates. */
function metricsOf(baseline: readonly number[], comparison: readonly number[]): Metrics {
  const range = async (_query: string, window: { from: number }): Promise<readonly Series[]> => {
    const rates = window.from < NOON ? baseline : comparison;
    return rates.length === 0
      ? []
      : [{ labels: {}, points: rates.map((number, i) => ({ at: window.from + i, number })) }];
  };
  return { name: 'prod', instant: async () => [], range };
}

function measured(baseline: readonly number[], comparison: readonly number[], asks = true) {
  const plain = sampleIncident();
  const incident = asks ? { ...plain, plan: { ...plain.plan, trafficQuery: 'rate' } } : plain;
  return measureTraffic(incident, WINDOWS, metricsOf(baseline, comparison), AbortSignal.timeout(1000));
}

describe('measureTraffic', () => {
  it('is the mean of each window, per second of the whole service', async () => {
    expect(await measured([100, 300, Number.NaN], [400])).toEqual({ per: 'second', baseline: 200, comparison: 400 });
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
