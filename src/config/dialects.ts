import type { Dialect } from '../core/incident/incident.ts';

/** SLO generators that are recognised without a rule; `expression` is any other alert with a burn-rate expression. */
export const ALL_DIALECTS = [
  'sloth',
  'autometrics',
  'pyrra',
  'grafana-slo',
  'kubernetes-mixin',
  'slo-libsonnet',
  'expression',
] as const satisfies readonly Dialect[];

/** Labels that their alerts carry, for "did you mean". */
export const KNOWN_LABELS: readonly string[] = [
  'alertname',
  'severity',
  'sloth_id',
  'sloth_service',
  'sloth_slo',
  'sloth_severity',
  'grafana_slo_uuid',
  'grafana_slo_window',
  'grafana_slo_severity',
  'grafana_folder',
  'exhaustion',
  'objective_name',
  'objective_percentile',
  'service_name',
  'namespace',
  'cluster',
];
