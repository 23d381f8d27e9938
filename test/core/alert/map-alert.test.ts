import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import { mappingOf } from '../../../src/config/mapping.ts';
import { mapAlert } from '../../../src/core/alert/map-alert.ts';
import { alertWith, map, planOf, SLOTH } from './map-one.ts';

describe('mapAlert', () => {
  it('maps a Sloth page without any configuration', () => {
    expect(planOf(map(SLOTH))).toMatchObject({
      service: 'checkout',
      slo: 'latency',
      rule: 'built-in sloth',
      selector: { service_name: 'checkout' },
      channels: ['inbox'],
    });
  });

  it('leaves tickets alone and says why', () => {
    const mapped = map({ ...SLOTH, sloth_severity: 'ticket' });

    expect(mapped).toEqual({ kind: 'none', cause: 'not a page', reason: expect.stringContaining('not a page') });
  });

  it('takes tickets where the pages say so', () => {
    expect(planOf(map({ ...SLOTH, sloth_severity: 'ticket' }, 'defaults: {pages: []}'))).toMatchObject({
      slo: 'latency',
    });
  });

  it('leaves an alert alone that nothing recognises', () => {
    expect(map({ alertname: 'NodeDown' })).toMatchObject({ kind: 'none', cause: 'unmatched' });
  });

  it('leaves an alert alone that Grafana raised for want of data, also where a rule would take it', () => {
    const yaml = `rules: [{name: all, matchers: ['{}'], service: x}]`;
    const alert = { ...alertWith(SLOTH), annotations: { grafana_state_reason: 'NoData' } };

    const mapped = mapAlert(alert, [], mappingOf(parseConfig(yaml, 'test.yaml')));

    expect(mapped).toMatchObject({ kind: 'none', cause: 'not burning', reason: expect.stringContaining('NoData') });
  });

  it('does not know a generator that the presets leave out', () => {
    const expression = { longSeconds: 3600, shortSeconds: 300 };
    const mapping = mappingOf(parseConfig('presets: [pyrra]', 'test.yaml'));

    expect(mapAlert(alertWith(SLOTH), [expression], mapping)).toMatchObject({ kind: 'none', cause: 'unmatched' });
  });

  it('lets the first rule that matches win, with its service, profiles and channel', () => {
    const yaml = `
channels: [{name: pay, type: inbox}]
rules:
  - {name: other, matchers: ['team="x"'], service: other}
  - {name: cpu, matchers: ['alertname=~"High.*"'], service: '{{ $labels.app }}-api', profiles: [cpu], channels: [pay]}
  - {name: late, matchers: ['alertname=~"High.*"'], service: late}
`;

    const mapped = map({ alertname: 'HighCPU', app: 'shop' }, yaml);

    expect(mapped).toMatchObject({ kind: 'plans', plans: [{ because: 'rule "cpu"' }], failures: [] });
    expect(planOf(mapped)).toMatchObject({ service: 'shop-api', rule: 'cpu', profiles: ['cpu'], channels: ['pay'] });
  });

  it('fails a rule whose label is missing instead of widening the selector', () => {
    const yaml = `services: {checkout: {selector: {service_name: checkout, namespace: '{{ $labels.namespace }}'}}}`;

    expect(map(SLOTH, yaml)).toEqual({
      kind: 'none',
      cause: 'failed',
      reason: 'the selector of checkout (service checkout, test.yaml:1) needs label namespace, which is missing',
    });
  });

  it('does not hand an alert on when the rule that took it fails: a wider rule may mean something else', () => {
    const yaml = `
rules:
  - {name: mine, matchers: ['alertname="A"'], service: '{{ $labels.app }}'}
  - {name: everything, matchers: ['{}'], service: catch-all}
`;

    expect(map({ alertname: 'A' }, yaml)).toMatchObject({
      kind: 'none',
      reason: 'rule "mine" (test.yaml:3) needs label app, which this alert does not carry',
    });
    expect(planOf(map({ alertname: 'B' }, yaml))).toMatchObject({ service: 'catch-all' });
  });

  it('goes on to later rules after one that says continue, also when that one fails', () => {
    const yaml = `
rules:
  - {name: pod, matchers: ['alertname="A"'], service: '{{ $labels.pod }}', continue: true}
  - {name: queue, matchers: ['alertname="A"'], service: queue, continue: true}
  - {name: ignored, matchers: ['alertname="B"'], ignore: true}
  - {name: worker, matchers: ['alertname=~"A|C"'], service: worker}
  - {name: never, matchers: ['{}'], service: never}
`;

    const mapped = map({ alertname: 'A' }, yaml);

    expect(mapped).toMatchObject({
      kind: 'plans',
      plans: [{ plan: { service: 'queue' } }, { plan: { service: 'worker' } }],
      failures: [expect.stringContaining('needs label pod')],
    });
  });

  it('makes one plan of two rules for the same service, told to the channels of both', () => {
    const yaml = `
channels: [{name: pay, type: inbox}, {name: sre, type: inbox}]
rules:
  - {name: sre too, matchers: ['alertname="A"'], service: shop, channels: [sre], profiles: [cpu], continue: true}
  - {name: shop, matchers: ['alertname="A"'], service: shop, channels: [pay, sre], profiles: [block]}
`;

    const mapped = map({ alertname: 'A' }, yaml);

    expect(mapped).toMatchObject({ plans: [{ because: 'rule "sre too" and rule "shop"' }] });
    expect(mapped.kind === 'plans' && mapped.plans).toHaveLength(1);
    expect(planOf(mapped)).toMatchObject({ channels: ['sre', 'pay'], profiles: ['cpu', 'block'] });
  });

  it('lets an ignoring rule end what continue began', () => {
    const yaml = `
rules:
  - {name: first, matchers: ['alertname="A"'], service: first, continue: true}
  - {name: enough, matchers: ['alertname="A"'], ignore: true}
  - {name: last, matchers: ['alertname="A"'], service: last}
`;

    expect(map({ alertname: 'A' }, yaml)).toMatchObject({ plans: [{ plan: { service: 'first' } }] });
    expect(map({ alertname: 'B' }, yaml)).toMatchObject({ kind: 'none', cause: 'unmatched' });
  });

  it('takes the groups of the rule’s regular expressions into its templates', () => {
    const yaml = `
rules:
  - name: id
    matchers: ['sloth_id=~"(?P<app>[a-z]+)-(?P<kind>latency|errors)-.*"']
    service: '{{ $match.app }}'
    selector: {service_name: '{{ $match.app | upper }}', slo: '{{ $match.kind }}'}
`;

    expect(planOf(map({ sloth_id: 'checkout-latency-p99' }, yaml))).toMatchObject({
      service: 'checkout',
      selector: { service_name: 'CHECKOUT', slo: 'latency' },
    });
  });

  it('never reads label content as a template', () => {
    const yaml = `rules: [{name: r, matchers: ['alertname="A"'], service: '{{ $labels.app }}'}]`;

    const mapped = map({ alertname: 'A', app: '{{ $labels.alertname }}"} or {x="' }, yaml);

    expect(planOf(mapped)).toMatchObject({
      service: '{{ $labels.alertname }}"} or {x="',
      selector: { service_name: '{{ $labels.alertname }}"} or {x="' },
    });
  });

  it('takes no 64 kB of somebody’s text for the name of a service', () => {
    expect(map({ ...SLOTH, sloth_service: 'x'.repeat(65_536) })).toMatchObject({
      kind: 'none',
      reason: expect.stringMatching(/^65536 characters are no service name: "x{40}"…$/),
    });
  });

  it('matches anchored, and a missing label as the empty text', () => {
    const yaml = `
rules:
  - {name: anchored, matchers: ['alertname=~"High"'], service: a}
  - {name: absent, matchers: ['team=""', 'alertname!="Low"'], service: b}
`;

    expect(planOf(map({ alertname: 'HighCPU' }, yaml))).toMatchObject({ rule: 'absent' });
  });

  it('is not fooled by labels named like object members', () => {
    const yaml = `rules: [{name: r, matchers: ['toString=""', 'constructor=""'], service: a}]`;

    expect(planOf(map({ alertname: 'A' }, yaml))).toMatchObject({ rule: 'r' });
    expect(planOf(map({ ...SLOTH, sloth_service: 'constructor' }))).toMatchObject({ service: 'constructor' });
  });
});

describe('the settings of a plan', () => {
  const LEVELS = `
defaults: {profiles: [cpu], window: {min: 10m, max: 1h}, baseline: {guard: 5m}, cooldown: 1h, sli: errors, traffic: 'rps{job="{{ $service }}"}'}
services:
  checkout: {profiles: [block], window: {max: 20m}, traffic: 'sum(rate(x[1m]))'}
rules:
  - {name: latency, matchers: ['sloth_slo=~"latency.*"'], sli: latency, window: {onset: 15m}, baseline: {fallback: [7d]}}
`;

  it('come from the highest level that says something, one by one', () => {
    expect(planOf(map(SLOTH, LEVELS))).toMatchObject({
      rule: 'latency',
      sli: 'latency',
      profiles: ['block'],
      cooldown: 3_600_000,
      trafficQuery: 'sum(rate(x[1m]))',
      windows: { min: 600_000, max: 1_200_000, guard: 300_000, onset: 900_000, fallback: [604_800_000] },
    });
    expect(planOf(map({ ...SLOTH, sloth_service: 'cart', sloth_slo: 'errors' }, LEVELS))).toMatchObject({
      sli: 'errors',
      profiles: ['cpu'],
      trafficQuery: 'rps{job="cart"}',
      windows: { max: 3_600_000, onset: 'auto', fallback: [86_400_000, 604_800_000] },
    });
  });

  it('are left to the defaults of the product where nobody spoke', () => {
    const plan = planOf(map(SLOTH));

    expect(plan).not.toHaveProperty('windows');
    expect(plan).not.toHaveProperty('cooldown');
    expect(plan).not.toHaveProperty('owner');
  });

  it('say where they were written', () => {
    expect(map(SLOTH, LEVELS)).toMatchObject({
      plans: [
        {
          origins: {
            service: "the alert's labels (sloth)",
            sli: 'rule "latency", test.yaml:6',
            profiles: 'service checkout, test.yaml:4',
            cooldown: 'defaults of test.yaml',
            'window.onset': 'rule "latency", test.yaml:6',
            'window.max': 'service checkout, test.yaml:4',
          },
        },
      ],
    });
  });
});

describe('a hint in the alert', () => {
  const yaml = `
allow_alert_hints: true
services: {cart: {profiles: [cpu]}}
rules: [{name: r, matchers: ['alertname="A"'], service: other}]
`;

  it('chooses the service, over the rule, by label or annotation', () => {
    const hinted = map({ alertname: 'A', profile_service: 'cart' }, yaml);

    expect(planOf(hinted)).toMatchObject({ service: 'cart', rule: 'r', profiles: ['cpu'] });
    expect(hinted).toMatchObject({ plans: [{ because: 'rule "r", service by the alert\'s profile_service' }] });
    expect(planOf(map({ alertname: 'A' }, yaml, { profile_service: 'cart' }))).toMatchObject({ service: 'cart' });
  });

  it('maps an alert that no rule took, if it is a page', () => {
    const labels = { alertname: 'HighCPU', profile_service: 'cart', severity: 'critical' };

    expect(planOf(map(labels, yaml))).toMatchObject({ service: 'cart', dialect: 'none' });
    expect(map({ ...labels, severity: 'warning' }, yaml)).toMatchObject({ cause: 'not a page' });
  });

  it('is nothing where it is not allowed, or names no service of the configuration', () => {
    const labels = { alertname: 'A', profile_service: 'cart' };

    expect(planOf(map(labels, yaml.replace('true', 'false')))).toMatchObject({ service: 'other' });
    expect(planOf(map({ ...labels, profile_service: 'unheard-of' }, yaml))).toMatchObject({ service: 'other' });
  });
});
