import type { Labels } from './alert.ts';

/** Names that Grafana gives to alerts of its own about missing or failing data sources. */
const ABOUT_DATA = new Set(['DatasourceNoData', 'DatasourceError']);
/** Annotation values of rules that fire because they could not be evaluated. */
const STATE_REASONS = new Set(['NoData', 'Error']);

/**
 * Why an alert that Grafana evaluated says nothing about burning: it stands for missing data, or somebody pressed
 * "Test" in a contact point. https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/
 */
export function notBurningInGrafana(labels: Labels, annotations: Labels): string | undefined {
  const name = labels['alertname'] ?? '';
  if (ABOUT_DATA.has(name)) {
    const rule = labels['rulename'];
    return `${name}${rule === undefined ? '' : ` of rule "${rule}"`} reports a data source, not a burning SLO`;
  }
  if (name === 'TestAlert' && labels['instance'] === 'Grafana') {
    return 'TestAlert is Grafana’s test of its contact point, not a burning SLO';
  }
  const reason = annotations['grafana_state_reason'];
  if (reason !== undefined && STATE_REASONS.has(reason)) {
    return `it fires because Grafana's rule had the state ${reason}, not because an SLO burns`;
  }
  return undefined;
}
