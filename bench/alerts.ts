/**
 * Reads and maps every recorded delivery of ../shared/data/alerts and ../shared/data/onset without configuration, and
 * compares dialect, service, SLO, objective and window pairs with what the recorder wrote into the labels. Then one body
 * of ten thousand alerts. `npx node bench/alerts.ts`. One JSON line each; what is wrong is said on standard error.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBurnPairs } from '../src/adapters/metrics/burn-expression.ts';
import { readWebhook } from '../src/adapters/web/read-webhook.ts';
import { mappingOf } from '../src/config/mapping.ts';
import { parseConfig } from '../src/config/load-config.ts';
import type { Alert, AlertGroup } from '../src/core/alert/alert.ts';
import { formatDuration } from '../src/core/alert/duration.ts';
import { generatorExpression } from '../src/core/alert/generator-expression.ts';
import { mapAlert } from '../src/core/alert/map-alert.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const MAPPING = mappingOf(parseConfig('', 'no configuration'));
const MOST_ALERTS = 10_000;
/** The bar for reading and mapping ten thousand alerts, in milliseconds of the processor: machines are busy. */
const BAR_MS = 1000;

function print(what: string, figures: object): void {
  process.stdout.write(`${JSON.stringify({ bench: what, ...figures })}\n`);
}

function bodies(): readonly { readonly name: string; readonly text: string }[] {
  const read = (folder: string, wanted: RegExp) =>
    readdirSync(join(DATA, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => wanted.test(file))
      .toSorted()
      .map((file) => ({ name: `${folder}/${file}`, text: readFileSync(join(DATA, folder, file), 'utf8') }));
  return [...read('alerts', /\.body\.json$/), ...read('onset', /webhook(?:\.resolved)?\.json$/)];
}

function groupOf(text: string): AlertGroup {
  return readWebhook(JSON.parse(text), 'alertmanager', Date.now()).group;
}

/** What explain would say of it, in a line. */
function mapped(alert: Alert): string {
  const expression = generatorExpression(alert.generatorUrl);
  const answer = mapAlert(alert, expression === undefined ? [] : readBurnPairs(expression), MAPPING);
  if (answer.kind === 'none') return `left alone: ${answer.reason}`;
  const [{ plan }] = answer.plans;
  const pairs = plan.burn.map((p) => `${formatDuration(p.shortSeconds)}/${formatDuration(p.longSeconds)}×${p.factor}`);
  return [plan.dialect, plan.service, plan.slo, plan.objective, ...pairs].join(' ');
}

const PYRRA_FACTOR: Readonly<Record<string, number>> = { '1h': 14, '6h': 7, '1d': 2, '4d': 1 };
const PAGE = '5m/1h×14.4 30m/6h×6';

/** From the labels that the recorder posted; its expressions all have the objective as `(1 - 0.999)` or as a budget. */
function truth({ labels, generatorUrl }: Alert): string {
  const budget = /\* 0\.\d+/.exec(decodeURIComponent(generatorUrl.replaceAll('+', ' ')))?.[0].slice(2);
  const objective = budget === undefined ? 0.999 : Math.round((1 - Number(budget)) * 1e6) / 1e6;
  if (labels['sloth_slo'] !== undefined)
    return ['sloth', labels['sloth_service'], labels['sloth_slo'], objective, PAGE].join(' ');
  if (labels['slo'] !== undefined) {
    const { long = '', short = '' } = labels;
    return ['pyrra', labels['job'], labels['slo'], objective, `${short}/${long}×${PYRRA_FACTOR[long]}`].join(' ');
  }
  return ['expression', labels['service'], labels['alertname'], objective, PAGE].join(' ');
}

function storm(): string {
  const alerts = Array.from({ length: MOST_ALERTS }, (_one, i) => {
    const ratio = (window: string) => `http_requests:burnrate${window}{job="j${i}",slo="s${i}"} > (14 * (1 - 0.999))`;
    const query = new URLSearchParams({ 'g0.expr': `${ratio('5m')} and ${ratio('1h')}`, 'g0.tab': '1' });
    const labels = {
      alertname: 'ErrorBudgetBurn',
      slo: `s${i}`,
      job: `j${i}`,
      long: '1h',
      short: '5m',
      severity: 'page',
    };
    const startsAt = '2026-11-24T18:00:00Z';
    const generatorURL = `http://p/graph?${query.toString()}`;
    return { status: 'firing', labels, startsAt, generatorURL, fingerprint: i.toString(16).padStart(16, '0') };
  });
  return JSON.stringify({ version: '4', alerts });
}

if (existsSync(join(DATA, 'alerts'))) {
  const recorded = bodies();
  let [right, wrong] = [0, 0];
  const began = performance.now();
  for (const { name, text } of recorded) {
    for (const alert of groupOf(text).alerts) {
      const [said, expected] = [mapped(alert), truth(alert)];
      if (said === expected) right++;
      else {
        wrong++;
        process.stderr.write(`${name}: said ${said.slice(0, 300)}\n  expected ${expected.slice(0, 300)}\n`);
      }
    }
  }
  const microseconds = Math.round(((performance.now() - began) * 1000) / (right + wrong));
  print('recorded alerts understood', { deliveries: recorded.length, right, wrong, microsecondsEach: microseconds });
  if (wrong > 0) process.exitCode = 1;
} else {
  process.stderr.write(`SKIPPED: the recorded deliveries are not at ${DATA}alerts\n`);
}

const body = storm();
const began = performance.now();
const cpu = process.cpuUsage();
const lines = groupOf(body).alerts.map(mapped);
const { user, system } = process.cpuUsage(cpu);
const milliseconds = Math.round(performance.now() - began);
print('ten thousand alerts in one body, read and mapped', {
  megabytes: Math.round(body.length / 1e5) / 10,
  alerts: new Set(lines).size,
  milliseconds,
  cpuMilliseconds: Math.round((user + system) / 1000),
  barMs: BAR_MS,
});
