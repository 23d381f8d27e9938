/** Ten thousand rules: how long `check` takes as a whole, and what one alert costs. Figures to beat: 1 s, and 1 ms. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config/load-config.ts';
import { mappingOf } from '../src/config/mapping.ts';
import type { Alert, Labels } from '../src/core/alert/alert.ts';
import { mapAlert } from '../src/core/alert/map-alert.ts';

const RULES = 10_000;
const ALERTS = 2_000;
const RUNS = 5;

/** What rules ask for: something equal and rare, a list of words, a beginning, or an expression that nothing shortens. */
const SHAPES: Readonly<Record<string, (index: number) => readonly string[]>> = {
  equal: (index) => ['alertname="ErrorBudgetBurn"', `app="app-${index}"`],
  words: (index) => ['alertname="ErrorBudgetBurn"', `app=~"app-${index}|other-${index}"`],
  beginnings: (index) => ['alertname="ErrorBudgetBurn"', `app=~"app-${index}.*"`],
  expressions: (index) => ['alertname="ErrorBudgetBurn"', `app=~"(?:app|other)-${index}(?:-[a-z0-9]+)?"`],
};

const folder = mkdtempSync(join(tmpdir(), 'burnscope-mapping-'));
for (const [shape, matchers] of Object.entries(SHAPES)) measure(shape, matchers);
rmSync(folder, { recursive: true });

function measure(shape: string, matchers: (index: number) => readonly string[]): void {
  const file = join(folder, `${shape}.yaml`);
  const rules = Array.from({ length: RULES }, (_, index) => {
    const list = matchers(index).map((text) => `'${text}'`);
    return `  - name: rule ${index}\n    matchers: [${list.join(', ')}]\n    service: app-${index}\n    channels: [inbox]\n`;
  });
  writeFileSync(file, `rules:\n${rules.join('')}`);
  const checkMs = median(Array.from({ length: RUNS }, () => timeOf(() => check(file))));
  const mapping = mappingOf(loadConfig(file).config);
  const alerts = Array.from({ length: ALERTS }, (_, index) => alertOf(`app-${(index * 37) % RULES}`));
  const perAlert = alerts.map((alert) => timeOf(() => mapAlert(alert, [], mapping)));
  const nobodys = alerts.map(() => timeOf(() => mapAlert(alertOf('nobody'), [], mapping)));
  const figures = {
    bench: 'mapping',
    shape,
    rules: RULES,
    checkMs: Math.round(checkMs),
    mapMs: { median: rounded(median(perAlert)), p99: rounded(p99(perAlert)) },
    nobodyMs: { median: rounded(median(nobodys)), p99: rounded(p99(nobodys)) },
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function check(file: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['--liftoff-only', 'src/main.ts', 'check', file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`check failed: ${stderr}`);
}

function alertOf(app: string): Alert {
  const labels: Labels = { alertname: 'ErrorBudgetBurn', app, severity: 'critical', namespace: 'shop', cluster: 'c1' };
  return { fingerprint: '', status: 'firing', labels, annotations: {}, startsAt: 0, generatorUrl: '' };
}

function timeOf(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function p99(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
