import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import { connectPrometheus } from '../../src/adapters/metrics/prometheus.ts';
import { PrometheusSection } from '../../src/adapters/metrics/prometheus-section.ts';
import { readRatio } from '../../src/adapters/metrics/read-ratio.ts';
import { readWebhook } from '../../src/adapters/web/read-webhook.ts';
import { generatorExpression } from '../../src/core/alert/generator-expression.ts';
import { recogniseDialect } from '../../src/core/alert/recognise-dialect.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import type { Window } from '../../src/core/instant.ts';
import { findWindows } from '../../src/pipeline/find-windows.ts';

/** What a scenario's truth.json says; further keys are for people. */
interface Truth {
  readonly id: string;
  readonly onset: string;
  readonly burnEnd: string | null;
  readonly startsAt: string;
  readonly deliveredAt: string;
  readonly resolvedDeliveredAt?: string;
  readonly deploys: readonly { readonly at: string }[];
  /** Other stretches that burned, where there are some. */
  readonly bursts?: readonly { readonly from: string; readonly to: string }[];
  readonly uncertain?: boolean;
  readonly ramp?: boolean;
}

export interface Judged {
  readonly scenario: string;
  readonly at: 'firing' | 'resolved';
  readonly rules: boolean;
  readonly onsetMinutes: number;
  readonly certain: boolean;
  readonly method: string;
  readonly note: string;
  /** Minutes of the baseline in which it burned. */
  readonly baselineBurned: number;
  readonly comparisonInside: number;
  readonly comparisonMinutes: number;
  readonly baseline: string;
  readonly overADeploy: boolean;
  readonly milliseconds: number;
  readonly notices: readonly string[];
  readonly truth: Truth;
}

/** Steps 3 and 4 on one scenario, as at the moment when its webhook was delivered; with or without the server's rules. */
export async function judge(
  folder: string,
  url: string,
  at: 'firing' | 'resolved',
  rules = true,
): Promise<readonly Judged[]> {
  const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const delivered = at === 'firing' ? truth.deliveredAt : truth.resolvedDeliveredAt;
  if (delivered === undefined) return [];
  const now = Date.parse(delivered);
  const incident = incidentOf(folder, at, now);
  const server = connectPrometheus('bench', PrometheusSection.parse({ url }), { readFile: () => '' });
  // Query front ends such as Thanos' or Mimir's may know no rules.
  const metrics = rules ? server : { ...server, rules: async () => [] };
  const expressions = { burnPairs: readBurnPairs, readRatio };
  const ask = () => findWindows(incident, { metrics, expressions }, now, AbortSignal.timeout(20_000));
  // The first call opens connections and compiles.
  await ask();
  const begun = performance.now();
  const found = await ask();
  const milliseconds = Math.round(performance.now() - begun);
  const { baseline, comparison, mode } = found.windows;
  const onset = Date.parse(truth.onset);
  const end = truth.burnEnd === null ? Number.POSITIVE_INFINITY : Date.parse(truth.burnEnd);
  const burns = [
    { from: onset, to: end },
    ...(truth.bursts ?? []).map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
  ];
  const judged: Judged = {
    scenario: truth.id,
    at,
    rules,
    onsetMinutes: round((found.onset.at - onset) / 60_000),
    certain: found.onset.certain,
    method: found.onset.method,
    note: found.onset.note,
    baselineBurned: round(burns.reduce((sum, burn) => sum + overlap(baseline, burn), 0) / 60_000),
    comparisonInside: round(overlap(comparison, burns[0]!) / Math.max(1, comparison.to - comparison.from)),
    comparisonMinutes: round((comparison.to - comparison.from) / 60_000),
    baseline: `${mode} −${round((onset - baseline.to) / 60_000)}`,
    overADeploy: truth.deploys.some((deploy) => {
      const shipped = Date.parse(deploy.at);
      return shipped > baseline.from && shipped < baseline.to;
    }),
    milliseconds,
    notices: found.notices,
    truth,
  };
  return [judged];
}

function incidentOf(folder: string, at: 'firing' | 'resolved', now: number): Incident {
  const file = at === 'firing' ? 'webhook.json' : 'webhook.resolved.json';
  const body: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { alerts } = readWebhook(body, 'alertmanager', now).group;
  const alert = alerts[0]!;
  const slo = recogniseDialect(alert.labels);
  const expression = generatorExpression(alert.generatorUrl);
  return {
    id: 'bench',
    service: slo.service ?? 'unknown',
    slo: slo.slo,
    state: 'queued',
    openedAt: now,
    startsAt: alert.startsAt,
    lastSeenAt: now,
    ...(alert.endsAt === undefined ? {} : { endedAt: alert.endsAt }),
    alerts: [alert],
    plan: {
      service: slo.service ?? 'unknown',
      slo: slo.slo,
      dialect: slo.dialect,
      burn: expression === undefined ? [] : readBurnPairs(expression),
      rule: 'bench',
      profiles: ['cpu'],
      selector: {},
      channels: [],
    },
  };
}

function overlap(one: Window, other: Window): number {
  return Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
