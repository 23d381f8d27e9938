import { describe, expect, it } from 'vitest';
import { recogniseDialect } from '../../../src/core/alert/recognise-dialect.ts';

const SLOTH = { alertname: 'X', sloth_service: 'checkout', sloth_slo: 'availability', sloth_severity: 'page' };

describe('recogniseDialect', () => {
  it.each([
    ['Sloth', SLOTH, { dialect: 'sloth', service: 'checkout', slo: 'availability' }],
    [
      'autometrics, which hides in Sloth labels',
      {
        ...SLOTH,
        sloth_service: 'autometrics',
        service_name: 'api',
        objective_name: 'login',
        objective_percentile: '99',
      },
      { dialect: 'autometrics', service: 'api', slo: 'login', objective: 0.99 },
    ],
    [
      'Pyrra',
      { alertname: 'ErrorBudgetBurn', slo: 'errors', short: '5m', long: '1h', job: 'payments' },
      { dialect: 'pyrra', service: 'payments', slo: 'errors' },
    ],
    [
      'the Kubernetes mixin',
      { alertname: 'KubeAPIErrorBudgetBurn', short: '5m', long: '1h' },
      { dialect: 'kubernetes-mixin', service: 'kube-apiserver', slo: 'apiserver' },
    ],
    [
      'Grafana SLO',
      { alertname: 'Fast burn', grafana_slo_uuid: 'abc', service: 'checkout' },
      { dialect: 'grafana-slo', service: 'checkout', slo: 'Fast burn' },
    ],
    [
      'slo-libsonnet',
      { alertname: 'ErrorBudgetBurn', job: 'x' },
      { dialect: 'slo-libsonnet', service: 'x', slo: 'ErrorBudgetBurn' },
    ],
    ['a stranger', { alertname: 'HighCPU' }, { dialect: 'none', slo: 'HighCPU' }],
  ])('recognises %s', (_name, labels, expected) => {
    expect(recogniseDialect(labels)).toEqual(expected);
  });

  it.each([
    ['Sloth’s budget-exhausted alert', { alertname: 'ErrorBudgetExhausted', sloth_service: 'a', sloth_slo: 'b' }],
    ['Pyrra’s absence alert', { alertname: 'SLOMetricAbsent', slo: 'x' }],
    ['Grafana’s missing data', { alertname: 'DatasourceNoData', rulename: 'burn' }],
  ])('says that %s is not about burning', (_name, labels) => {
    expect(recogniseDialect(labels).notBurning).toMatch(/not a /);
  });
});
