import { readFileSync } from 'node:fs';
import { connectPrometheus } from '../adapters/metrics/prometheus.ts';
import { defaultConfig, loadConfig } from '../config/load-config.ts';
import { mappingOf } from '../config/mapping.ts';
import type { Config } from '../config/schema.ts';
import type { Alert } from '../core/alert/alert.ts';
import { formatDuration } from '../core/alert/duration.ts';
import { recogniseDialect } from '../core/alert/recognise-dialect.ts';
import { placeAlert } from '../core/incident/episode.ts';
import type { Incident } from '../core/incident/incident.ts';
import { isoInstant, type Window } from '../core/instant.ts';
import { readBurnPairs } from '../adapters/metrics/burn-expression.ts';
import { readRatio } from '../adapters/metrics/read-ratio.ts';
import { findWindows } from '../pipeline/find-windows.ts';
import { mapOne, readPayload } from './read-payload.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const TIMEOUT_MS = 10_000;

/** What each alert of one saved webhook would lead to, and why; asks Prometheus when it is configured. */
export async function explain(args: Arguments, terminal: Terminal): Promise<number> {
  const [file, ...more] = args.files;
  if (file === undefined || more.length > 0) throw new Usage('explain needs exactly one payload file');
  const configFile = args.text('config.file');
  const config = configFile === undefined ? defaultConfig() : loadConfig(configFile).config;
  const incidents = new Map<string, Incident>();
  const alerts: Explained[] = [];
  for (const alert of readPayload(file).alerts) alerts.push(await explainAlert(alert, config, incidents));
  if (args.flag('json')) terminal.print(JSON.stringify({ alerts }, null, 2));
  else for (const one of alerts) terminal.print(Object.entries(one).map(asLine).join('\n') + '\n');
  return 0;
}

type Explained = Readonly<Record<string, unknown>>;

function asLine([key, content]: readonly [string, unknown]): string {
  return `${key.padEnd(12)} ${typeof content === 'string' ? content : JSON.stringify(content)}`;
}

async function explainAlert(alert: Alert, config: Config, incidents: Map<string, Incident>): Promise<Explained> {
  const { fingerprint, status } = alert;
  const mapped = mapOne(alert, mappingOf(config));
  const { dialect } = recogniseDialect(alert.labels);
  if (mapped.kind === 'none') return { fingerprint, status, action: 'ignore', reason: mapped.reason, dialect };
  // Of an alert that concerns several services, the first.
  const [{ plan, because }] = mapped.plans;
  const now = Date.now();
  const placed = placeAlert(alert, plan, incidents.get(plan.service), now, fingerprint);
  if (placed.action !== 'ignore') incidents.set(plan.service, placed.incident);
  const incident = 'incident' in placed ? placed.incident : undefined;
  return {
    fingerprint,
    status,
    action: placed.action,
    reason: `${because}: ${placed.reason}`,
    dialect: plan.dialect,
    service: plan.service,
    slo: plan.slo,
    ...(plan.objective === undefined ? {} : { objective: plan.objective }),
    burn: plan.burn.map(({ longSeconds, shortSeconds, factor }) => ({
      long: formatDuration(longSeconds),
      short: formatDuration(shortSeconds),
      factor,
    })),
    rule: plan.rule,
    channel: plan.channels.join(', '),
    profiles: plan.profiles,
    selector: plan.selector,
    ...(incident === undefined ? {} : await explainTimes(incident, config, now)),
  };
}

async function explainTimes(incident: Incident, config: Config, now: number): Promise<Explained> {
  const labels = incident.alerts[0]?.labels ?? {};
  const source = config.sources.find(({ matchers }) => matchers.every((one) => one.test(labels[one.label] ?? '')));
  const metrics = source && connectPrometheus(source.name, source.prometheus, { readFile: readSecret });
  const expressions = { burnPairs: readBurnPairs, readRatio };
  const found = await findWindows(incident, { metrics, expressions }, now, AbortSignal.timeout(TIMEOUT_MS));
  const { windows } = found;
  return {
    onset: {
      at: isoInstant(found.onset.at),
      method: found.onset.method,
      activeAt: isoInstant(found.activeAt),
      firedAt: isoInstant(incident.startsAt),
      certain: found.onset.certain,
    },
    windows: { comparison: iso(windows.comparison), baseline: { ...iso(windows.baseline), mode: windows.mode } },
    notices: found.notices,
    asked: found.asked,
  };
}

function iso(window: Window): { from: string; to: string } {
  return { from: isoInstant(window.from), to: isoInstant(window.to) };
}

function readSecret(path: string): string {
  return readFileSync(path, 'utf8').trim();
}
