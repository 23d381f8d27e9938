import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulateBurn } from '../../test/support/simulated-burn.ts';
import type { Scenario } from './scenarios.ts';

/** When the generated burns begin. */
export const ONSET = Date.parse('2026-11-20T13:07:11Z');
const PODS = ['10.1.0.7:8080', '10.1.0.9:8080'];
/** A day and a bit, so that yesterday's clock can be looked at. */
const FROM_MINUTE = -27 * 60;

/** Writes metrics and rules in the layout of the recorded scenarios; answers with the instant of the onset. */
export function writeScenario(scenario: Scenario, folder: string, onset: number, toMinute: number): void {
  mkdirSync(folder, { recursive: true });
  const lines: string[] = [];
  const series = PODS.map((_, pod) =>
    simulateBurn(
      {
        rate: (minute) => scenario.rate(minute) / PODS.length,
        errors: scenario.errors,
        from: FROM_MINUTE,
        to: toMinute,
        ...(scenario.scrapeSeconds === undefined ? {} : { scrapeSeconds: scenario.scrapeSeconds }),
        ...(scenario.gap === undefined ? {} : { gap: scenario.gap }),
      },
      hash(`${scenario.name}/${pod}`),
    ),
  );
  const write = (
    metric: string,
    labels: string,
    pod: number,
    pick: (point: { errors: number; total: number }) => number,
  ) => {
    let lost = 0;
    let restarted = false;
    for (const point of series[pod]!.scrapes) {
      const count = pick(point);
      if (!restarted && scenario.restart !== undefined && point.at >= scenario.restart * 60_000 + pod * 20_000) {
        restarted = true;
        lost = count;
      }
      const at = (onset + point.at) / 1000;
      lines.push(`${metric}{job="shop",instance="${PODS[pod]}"${labels}} ${count - lost} ${at.toFixed(3)}`);
    }
  };
  const latency = scenario.generator === 'latency';
  const metric = latency ? 'http_request_duration_seconds' : 'http_requests';
  lines.push(`# TYPE ${metric} ${latency ? 'unknown' : 'counter'}`);
  for (const pod of PODS.keys()) {
    if (latency) {
      write('http_request_duration_seconds', ',kind="count"', pod, ({ total }) => total);
      write('http_request_duration_seconds', ',kind="le0.3"', pod, ({ errors, total }) => total - errors);
    } else {
      write('http_requests_total', ',code="200"', pod, ({ errors, total }) => total - errors);
      write('http_requests_total', ',code="503"', pod, ({ errors }) => errors);
    }
  }
  lines.push('# EOF', '');
  writeFileSync(join(folder, 'metrics.om'), lines.join('\n'));
  writeFileSync(join(folder, 'rules.yml'), rulesOf(scenario));
}

function ratioOf(scenario: Scenario, window: string): string {
  const rate = (selector: string) => `sum(rate(${selector}[${window}]))`;
  if (scenario.generator === 'latency') {
    const all = 'http_request_duration_seconds{job="shop",kind="count"}';
    const quick = 'http_request_duration_seconds{job="shop",kind="le0.3"}';
    return `1 - (${rate(quick)} / ${rate(all)})`;
  }
  return `${rate('http_requests_total{job="shop",code=~"5[0-9]{2}"}')} / ${rate('http_requests_total{job="shop"}')}`;
}

/** Series names and labels as each generator records them. */
function recordedAs(
  scenario: Scenario,
): ((window: string) => { record: string; labels: string; ask: string }) | undefined {
  switch (scenario.generator) {
    case 'sloth':
      return (window) => ({
        record: `slo:sli_error:ratio_rate${window}`,
        labels: `sloth_id: shop-availability, sloth_service: shop, sloth_slo: availability, sloth_window: ${window}`,
        ask: `max(slo:sli_error:ratio_rate${window}{sloth_id="shop-availability", sloth_service="shop", sloth_slo="availability"}`,
      });
    case 'pyrra':
      return (window) => ({
        record: `http_requests:burnrate${window}`,
        labels: 'job: shop, slo: shop-errors',
        ask: `http_requests:burnrate${window}{job="shop",slo="shop-errors"}`,
      });
    case 'mixin':
      return (window) => ({
        record: `apiserver_request:burnrate${window}`,
        labels: 'verb: read',
        ask: `sum(apiserver_request:burnrate${window})`,
      });
    case 'raw':
    case 'latency':
      return undefined;
  }
}

const WINDOWS = ['5m', '30m', '1h', '6h'];

/** The alert's expression, as the generator writes it. */
function expressionOf(scenario: Scenario): string {
  const recorded = recordedAs(scenario);
  const ratio = (window: string) => recorded?.(window).ask ?? ratioOf(scenario, window);
  const over = (window: string, factor: number) => {
    const threshold = `(${factor} * ${scenario.budget})`;
    if (scenario.generator === 'sloth') return `${ratio(window)} > ${threshold}) without (sloth_window)`;
    return `${ratio(window)} > ${threshold}`;
  };
  const fast = `(${over('5m', 14.4)} and ${over('1h', 14.4)})`;
  const slow = `(${over('30m', 6)} and ${over('6h', 6)})`;
  if (scenario.generator === 'pyrra' || scenario.generator === 'mixin') return scenario.tier === 'fast' ? fast : slow;
  return `${fast} or ${slow}`;
}

function rulesOf(scenario: Scenario): string {
  const recorded = recordedAs(scenario);
  const records = (recorded === undefined ? [] : WINDOWS).map((window) => {
    const { record, labels } = recorded!(window);
    return `  - record: ${record}\n    expr: ${ratioOf(scenario, window)}\n    labels: {${labels}}\n`;
  });
  const alert = `  - alert: ShopBurns\n    expr: ${expressionOf(scenario)}\n    labels: {severity: critical}\n`;
  return `groups:\n- name: shop\n  interval: 30s\n  rules:\n${records.join('')}${alert}`;
}

/** Asks when the rule would have fired, and writes the truth and the delivery as Alertmanager would have sent it. */
export async function tellTruth(scenario: Scenario, url: string, folder: string, toMinute: number): Promise<void> {
  const { query, activeAt } = await firstFiring(url, toMinute);
  const minute = (count: number) => new Date(ONSET + count * 60_000).toISOString();
  const startsAt = new Date(activeAt).toISOString();
  const truth = {
    id: scenario.name,
    onset: minute(0),
    burnEnd: scenario.burnEnd === undefined ? null : minute(scenario.burnEnd),
    startsAt,
    // Alertmanager waits half a minute for the group's other alerts.
    deliveredAt: new Date(activeAt + 30_600).toISOString(),
    deploys: scenario.restart === undefined ? [] : [{ at: minute(scenario.restart) }],
    bursts: (scenario.bursts ?? []).map(([from, to]) => ({ from: minute(from), to: minute(to) })),
    uncertain: scenario.uncertain === true,
    ramp: scenario.ramp === true,
  };
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth));
  const alert = {
    status: 'firing',
    labels: { alertname: 'ShopBurns', severity: 'critical', cluster: 'lab', ...labelsOf(scenario) },
    annotations: {},
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: `http://prometheus.example/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=1`,
  };
  const body = { version: '4', status: 'firing', receiver: 'burnscope', groupKey: '{}', alerts: [alert] };
  writeFileSync(join(folder, 'webhook.json'), JSON.stringify(body));
}

function labelsOf({ generator, tier }: Scenario): Readonly<Record<string, string>> {
  if (generator === 'sloth') {
    const id = { sloth_id: 'shop-availability', sloth_service: 'shop', sloth_slo: 'availability' };
    return { ...id, sloth_severity: 'page' };
  }
  const windows = tier === 'fast' ? { long: '1h', short: '5m' } : { long: '6h', short: '30m' };
  return generator === 'pyrra' ? { job: 'shop', slo: 'shop-errors', exhaustion: '2d', ...windows } : {};
}

async function firstFiring(url: string, toMinute: number): Promise<{ query: string; activeAt: number }> {
  const rules = await fetch(`${url}/api/v1/rules?type=alert`);
  const listed: { data: { groups: { rules: { query: string }[] }[] } } = JSON.parse(await rules.text());
  const query = listed.data.groups[0]?.rules[0]?.query ?? '';
  const form = new URLSearchParams({
    query,
    start: `${ONSET / 1000}`,
    end: `${ONSET / 1000 + toMinute * 60}`,
    step: '30',
  });
  const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body: form });
  const ranged: { data: { result: { values: [number, string][] }[] } } = JSON.parse(await answer.text());
  const first = Math.min(...ranged.data.result.flatMap(({ values }) => values.map(([at]) => at)));
  if (!Number.isFinite(first)) throw new Error('this scenario never fires');
  return { query, activeAt: first * 1000 };
}

function hash(text: string): number {
  let state = 7;
  for (const letter of text) state = (Math.imul(state, 31) + letter.codePointAt(0)!) >>> 0;
  return state;
}
