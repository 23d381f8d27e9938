import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import { readRatio } from '../../src/adapters/metrics/read-ratio.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { AlertPlan } from '../../src/core/incident/incident.ts';
import { findWindows } from '../../src/pipeline/find-windows.ts';
import type { Deploys, Metrics, RuleFacts } from '../../src/pipeline/ports.ts';
import { sampleAlert, sampleIncident } from './sample-incident.ts';
import { simulateBurn, type BurnWorld } from './simulated-burn.ts';
import { simulatedMetrics, type SimulatedServer } from './simulated-metrics.ts';

export const ONSET = Date.parse('2026-11-24T14:00:00Z');
export const MINUTE = 60_000;
/** A 5 % burn of a 99.9 % SLO trips the page after 17 minutes; `for` is two. */
export const ACTIVE = ONSET + 17 * MINUTE;
export const STARTS = ACTIVE + 2 * MINUTE;
export const NOW = STARTS + MINUTE;
export const EXPRESSION = 'ratio5m > (14.4 * 0.001) and ratio1h > (14.4 * 0.001)';
export const RECORDED: RuleFacts = {
  name: 'ratio5m',
  query: 'sum(rate(errors[5m])) / sum(rate(requests[5m]))',
  labels: {},
  forSeconds: 0,
  active: [],
};
export const STATE = 'ALERTS_FOR_STATE{alertname="ShopBurns"}';
export const active = (at: number, labels = {}) => [
  { labels: { alertname: 'ShopBurns', ...labels }, points: [{ at: STARTS, number: at / 1000 }] },
];

interface Case {
  readonly burn?: Partial<BurnWorld>;
  readonly server?: SimulatedServer;
  readonly plan?: Partial<AlertPlan>;
  readonly endedAt?: number;
  readonly now?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deploys?: Deploys;
  readonly failed?: (failure: Failure) => void;
  readonly metrics?: (real: Metrics) => Metrics | undefined;
}

export async function found(test: Case = {}) {
  const errors = (minute: number) => (minute < 0 ? 0.0002 : 0.05);
  const burn = simulateBurn({ rate: () => 40, errors, from: -26 * 60, to: 60, ...test.burn }, 1);
  const real = simulatedMetrics(burn, ONSET, { rules: [RECORDED], ...test.server });
  const plain = sampleIncident();
  const alert = sampleAlert({ labels: { alertname: 'ShopBurns', cluster: 'eu', ...test.labels }, startsAt: STARTS });
  const incident = {
    ...plain,
    startsAt: STARTS,
    alerts: [alert],
    plan: { ...plain.plan, burn: readBurnPairs(EXPRESSION), ...test.plan },
    ...(test.endedAt === undefined ? {} : { endedAt: test.endedAt }),
  };
  const metrics = test.metrics === undefined ? real : test.metrics(real);
  const expressions = { burnPairs: readBurnPairs, readRatio };
  const answer = await findWindows(
    incident,
    {
      metrics,
      expressions,
      ...(test.deploys === undefined ? {} : { deploys: test.deploys }),
      ...(test.failed === undefined ? {} : { failed: test.failed }),
    },
    test.now ?? NOW,
    AbortSignal.timeout(5000),
  );
  return { ...answer, real };
}

export function minutesOff(at: number): number {
  return Math.abs(at - ONSET) / MINUTE;
}
