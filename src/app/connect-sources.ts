import { connectPrometheus } from '../adapters/metrics/prometheus.ts';
import { chooseSource } from '../config/choose-source.ts';
import type { Config } from '../config/schema.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Metrics } from '../pipeline/ports.ts';

export interface Sources {
  /** The one that fits the alert that leads. */
  readonly metricsFor: (incident: Incident) => Metrics | undefined;
  /** The one of that name; the first where none is said. */
  readonly named: (name: string | undefined) => Metrics | undefined;
}

export function connectSources(config: Pick<Config, 'sources'>, readFile: (path: string) => string): Sources {
  const sources = config.sources.map(({ name, matchers, prometheus }) => ({
    name,
    matchers,
    metrics: connectPrometheus(name, prometheus, { readFile }),
  }));
  return {
    metricsFor: (incident) => chooseSource(sources, incident.alerts[0]?.labels ?? {}).source?.metrics,
    named: (wanted) => sources.find(({ name }) => wanted === undefined || name === wanted)?.metrics,
  };
}
