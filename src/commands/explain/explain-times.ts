import { readFileSync } from 'node:fs';
import { readBurnPairs } from '../../adapters/metrics/burn-expression.ts';
import { connectPrometheus } from '../../adapters/metrics/prometheus.ts';
import { readRatio } from '../../adapters/metrics/read-ratio.ts';
import { chooseSource } from '../../config/choose-source.ts';
import type { Config } from '../../config/schema.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Instant } from '../../core/instant.ts';
import { findWindows } from '../../pipeline/find-windows.ts';
import type { FoundWindows } from '../../pipeline/found-windows.ts';

const TIMEOUT_MS = 10_000;

export type Times = FoundWindows & { readonly source: string };

/** Steps 3 and 4 as the service would take them: the source chosen by matcher, its answers, the windows. */
export async function explainTimes(incident: Incident, config: Config, now: Instant): Promise<Times> {
  const labels = incident.alerts[0]?.labels ?? {};
  const { source, misses } = chooseSource(config.sources, labels);
  const metrics = source && connectPrometheus(source.name, source.prometheus, { readFile: readSecret });
  const expressions = { burnPairs: readBurnPairs, readRatio };
  const found = await findWindows(incident, { metrics, expressions }, now, AbortSignal.timeout(TIMEOUT_MS));
  if (source !== undefined) return { ...found, source: `${source.name} (${source.prometheus.url})` };
  const why = misses.length === 0 ? 'no source is configured' : misses.join('; ');
  return { ...found, source: `none: ${why}` };
}

function readSecret(path: string): string {
  return readFileSync(path, 'utf8').trim();
}
