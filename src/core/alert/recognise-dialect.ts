import type { Dialect } from '../incident/incident.ts';
import type { Labels } from './alert.ts';
import type { Sli } from './burn.ts';

/** What the labels alone tell about a burn-rate alert. Windows come from the expression. */
export interface RecognisedSlo {
  readonly dialect: Dialect;
  readonly service?: string;
  readonly slo: string;
  /** 0..1, where a label carries it. */
  readonly objective?: number;
  readonly sli?: Sli;
  /** Set when this alert of a known generator is not about burning, with the reason. */
  readonly notBurning?: string;
}

/** Names that Grafana gives to alerts of its own about missing or failing data sources. */
const GRAFANA_NO_DATA = new Set(['DatasourceNoData', 'DatasourceError']);

/**
 * Tells which SLO generator wrote an alert from its labels, in an order that lets the specific win.
 * Label sets: Sloth 0.16, Pyrra 0.10, kubernetes-mixin, slo-libsonnet, Grafana SLO, autometrics.
 */
export function recogniseDialect(labels: Labels): RecognisedSlo {
  const name = labels['alertname'] ?? '';
  if (GRAFANA_NO_DATA.has(name)) {
    return { dialect: 'none', slo: name, notBurning: `${name} reports a data source, not a burning SLO` };
  }
  return sloth(labels, name) ?? pyrra(labels, name) ?? others(labels, name);
}

function sloth(labels: Labels, name: string): RecognisedSlo | undefined {
  const slothService = labels['sloth_service'];
  const slo = labels['sloth_slo'];
  if (slothService === undefined || slo === undefined) return undefined;
  const notBurning =
    labels['sloth_severity'] === undefined ? { notBurning: `${name} carries no sloth_severity: not a burn alert` } : {};
  if (slothService === 'autometrics' && labels['service_name'] !== undefined) {
    const percentile = Number(labels['objective_percentile']);
    return {
      dialect: 'autometrics',
      service: labels['service_name'],
      slo: labels['objective_name'] ?? slo,
      ...(percentile > 0 && percentile < 100 ? { objective: percentile / 100 } : {}),
      ...notBurning,
    };
  }
  return { dialect: 'sloth', service: slothService, slo, ...notBurning };
}

function pyrra(labels: Labels, name: string): RecognisedSlo | undefined {
  const slo = labels['slo'];
  if (slo === undefined) return undefined;
  const service = labels['service'] ?? labels['job'] ?? labels['namespace'];
  const named = service === undefined ? {} : { service };
  if (labels['long'] !== undefined && labels['short'] !== undefined) return { dialect: 'pyrra', slo, ...named };
  if (name === 'SLOMetricAbsent') {
    return {
      dialect: 'pyrra',
      slo,
      ...named,
      notBurning: 'SLOMetricAbsent reports missing metrics, not a burning SLO',
    };
  }
  return undefined;
}

function others(labels: Labels, name: string): RecognisedSlo {
  const service = labels['service'] ?? labels['service_name'] ?? labels['job'];
  const named = service === undefined ? {} : { service };
  if (labels['grafana_slo_uuid'] !== undefined) return { dialect: 'grafana-slo', slo: name, ...named };
  if (name === 'KubeAPIErrorBudgetBurn') {
    return { dialect: 'kubernetes-mixin', service: 'kube-apiserver', slo: 'apiserver' };
  }
  if (name === 'ErrorBudgetBurn') return { dialect: 'slo-libsonnet', slo: name, ...named };
  return { dialect: 'none', slo: name, ...named };
}
