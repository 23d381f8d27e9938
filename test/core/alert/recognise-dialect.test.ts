import { describe, expect, it } from 'vitest';
import { recogniseDialect } from '../../../src/core/alert/recognise-dialect.ts';

const SLOTH = { alertname: 'X', sloth_service: 'checkout', sloth_slo: 'availability', sloth_severity: 'page' };

describe('recogniseDialect', () => {
  it.each([
    ['Sloth', SLOTH, { dialect: 'sloth', service: 'checkout', slo: 'availability', sli: 'errors' }],
    [
      'autometrics, which hides in Sloth labels',
      {
        ...SLOTH,
        sloth_service: 'autometrics',
        service_name: 'api',
        objective_name: 'login',
        objective_percentile: '99',
      },
      { dialect: 'autometrics', service: 'api', slo: 'login', objective: 0.99, sli: 'errors' },
    ],
    [
      'Pyrra',
      { alertname: 'ErrorBudgetBurn', slo: 'errors', short: '5m', long: '1h', job: 'payments' },
      { dialect: 'pyrra', service: 'payments', slo: 'errors', sli: 'errors' },
    ],
    [
      'the Kubernetes mixin',
      { alertname: 'KubeAPIErrorBudgetBurn', short: '5m', long: '1h' },
      { dialect: 'kubernetes-mixin', service: 'kube-apiserver', slo: 'apiserver' },
    ],
    [
      'Pyrra, whose selectors name a namespace only',
      { alertname: 'ErrorBudgetBurn', slo: 'api', short: '5m', long: '1h', namespace: 'shop' },
      { dialect: 'pyrra', service: 'shop', slo: 'api' },
    ],
    [
      'Grafana SLO',
      { alertname: 'Fast burn', grafana_slo_uuid: 'abc', service: 'checkout' },
      { dialect: 'grafana-slo', service: 'checkout', slo: 'Fast burn' },
    ],
    [
      'Grafana SLO by the name that it gives its rules',
      { alertname: 'Login - Error Budget Burn Rate is Very High', grafana_slo_uuid: 'abc', service_name: 'auth' },
      { dialect: 'grafana-slo', service: 'auth', slo: 'Login' },
    ],
    [
      'Google’s example, whose labels name a service and nothing of the SLO',
      { alertname: 'slo_page', job: 'x', k8s_service: 'shop', severity: 'page' },
      { dialect: 'none', service: 'shop', slo: 'slo_page' },
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
    [{ ...SLOTH, sloth_slo: 'latency-p99' }, 'latency'],
    [{ ...SLOTH, sloth_slo: 'login', category: 'latency' }, 'latency'],
    [{ ...SLOTH, sloth_slo: 'login', category: 'availability' }, 'errors'],
    [{ ...SLOTH, sloth_slo: 'login', alertname: 'LoginSlow' }, 'latency'],
    [{ ...SLOTH, sloth_slo: 'answers-below-300ms' }, 'latency'],
    [{ ...SLOTH, sloth_slo: 'latency-300ms', alertname: 'SearchHighErrorRate' }, 'latency'],
    [{ ...SLOTH, sloth_slo: 'http-5xx' }, 'errors'],
    [{ ...SLOTH, sloth_slo: 'login', alertname: 'LoginErrorBudgetBurn' }, undefined],
  ])('tells from names whether answers fail or are slow: %j', (labels, sli) => {
    expect(recogniseDialect(labels).sli).toBe(sli);
  });

  it.each([
    ['99.9', 0.999],
    ['99.95%', 0.9995],
    ['0.995', 0.995],
    ['7', undefined],
    ['100', undefined],
    ['99.9 of the requests', undefined],
  ])('reads the objective %j from a label', (objective, share) => {
    expect(recogniseDialect({ ...SLOTH, objective }).objective).toBe(share);
  });

  it('keeps to the labels that are there: a label called like a part of every object is one more label', () => {
    const labels = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['alertname', 'HighCPU'],
    ]);

    expect(recogniseDialect(labels)).toEqual({ dialect: 'none', slo: 'HighCPU' });
  });

  it('does not take a rule without data for a burn', () => {
    const { notBurning } = recogniseDialect(SLOTH, { grafana_state_reason: 'NoData' });

    expect(notBurning).toContain('NoData');
    expect(recogniseDialect(SLOTH, { grafana_state_reason: 'NoData, KeepLast' })).not.toHaveProperty('notBurning');
  });

  it.each([
    ['Grafana’s test button', { alertname: 'TestAlert', instance: 'Grafana' }],
    ['Sloth’s budget-exhausted alert', { alertname: 'ErrorBudgetExhausted', sloth_service: 'a', sloth_slo: 'b' }],
    ['Pyrra’s absence alert', { alertname: 'SLOMetricAbsent', slo: 'x' }],
    ['Grafana’s missing data', { alertname: 'DatasourceNoData', rulename: 'burn' }],
  ])('says that %s is not about burning', (_name, labels) => {
    expect(recogniseDialect(labels).notBurning).toMatch(/not a /);
  });
});
