import { describe, expect, it } from 'vitest';
import { connectMetricLabels } from '../../../src/adapters/deploys/metric-labels.ts';
import { matchersOfService, versionsQuery } from '../../../src/core/deploy/version-labels.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Metrics, Series } from '../../../src/pipeline/ports.ts';
import { describeDeploys } from '../../contracts/deploys.ts';
import { fakeMetrics } from '../../support/fake-metrics.ts';
import { NOON } from '../../support/sample-incident.ts';

const STEP = 30_000;

/** Steps from noon. */
function series(version: string, from: number, to: number): Series {
  const points = Array.from({ length: to - from }, (_, index) => ({ at: NOON + (from + index) * STEP, number: 1 }));
  return { labels: { __name__: 'app_build_info', job: 'checkout', version }, points };
}

function connect(metrics: Metrics) {
  return connectMetricLabels({ metrics, matchersOf: matchersOfService });
}

const told = { [versionsQuery(matchersOfService('checkout'))]: [series('v1', -30, 0), series('v2', 0, 30)] };
const deploy = {
  service: 'checkout',
  kind: 'version',
  fromVersion: 'v1',
  toVersion: 'v2',
  startedAt: NOON - STEP / 2,
  at: NOON - STEP / 2,
  source: 'metric labels',
} as const;

describeDeploys('version labels of metrics', deploy, async () => connect(fakeMetrics(told)));

describe('connectMetricLabels', () => {
  const around = { from: NOON - 600_000, to: NOON + 600_000 };

  it('asks for a while before the window, on points that do not move with it', async () => {
    const asked: [from: number, to: number, step: number][] = [];
    const metrics: Metrics = {
      ...fakeMetrics(told),
      range: async (_expression, { from, to }, step) => {
        asked.push([from, to, step]);
        return { series: [], warnings: [] };
      },
    };
    await connect(metrics).between('checkout', { from: NOON + 1, to: NOON + 60_000 }, AbortSignal.timeout(1000));
    await connect(metrics).between('checkout', { from: NOON, to: NOON + 86_400_000 }, AbortSignal.timeout(1000));

    expect(asked[0]).toEqual([NOON - 900_000, NOON + 60_000, 30]);
    const [from, to, step] = asked[1]!;
    expect((to - from) / 1000 / step).toBeLessThanOrEqual(1001);
  });

  it('says that a rollout runs', async () => {
    const both = { [versionsQuery(matchersOfService('checkout'))]: [series('v1', -30, 30), series('v2', 0, 30)] };

    expect(await connect(fakeMetrics(both)).between('checkout', around, AbortSignal.timeout(1000))).toEqual([
      { ...deploy, status: 'running' },
    ]);
  });

  it('fails as its server fails', async () => {
    const failure = new Failure('METRICS_TIMEOUT', 'slow', { retryable: true });
    const metrics: Metrics = { ...fakeMetrics({}), range: () => Promise.reject(failure) };

    await expect(connect(metrics).between('checkout', around, AbortSignal.timeout(1000))).rejects.toBe(failure);
  });
});
