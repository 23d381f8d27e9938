import { describe, expect, it } from 'vitest';
import type { Alert, Labels } from '../../../src/core/alert/alert.ts';
import { mapAlert } from '../../../src/core/alert/map-alert.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { mappingOf } from '../../../src/config/mapping.ts';

function alertWith(labels: Labels): Alert {
  return { fingerprint: 'f', status: 'firing', labels, annotations: {}, startsAt: 0, generatorUrl: '' };
}

function map(labels: Labels, yaml = '') {
  return mapAlert(alertWith(labels), [], mappingOf(parseConfig(yaml, 'test.yaml')));
}

const SLOTH = { alertname: 'X', sloth_service: 'checkout', sloth_slo: 'latency', sloth_severity: 'page' };

describe('mapAlert', () => {
  it('maps a Sloth page without any configuration', () => {
    const mapped = map(SLOTH);

    expect(mapped).toMatchObject({
      kind: 'plan',
      plan: { service: 'checkout', slo: 'latency', selector: { service_name: 'checkout' }, channels: ['inbox'] },
    });
  });

  it('leaves tickets alone and says why', () => {
    const mapped = map({ ...SLOTH, sloth_severity: 'ticket' });

    expect(mapped).toEqual({ kind: 'none', reason: expect.stringContaining('not a page') });
  });

  it('leaves an alert alone that nothing recognises', () => {
    expect(map({ alertname: 'NodeDown' })).toMatchObject({ kind: 'none' });
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

    expect(mapped).toMatchObject({
      kind: 'plan',
      plan: { service: 'shop-api', rule: 'cpu', profiles: ['cpu'], channels: ['pay'] },
    });
  });

  it('fails a rule whose label is missing instead of widening the selector', () => {
    const yaml = `
services: {checkout: {selector: {service_name: checkout, namespace: '{{ $labels.namespace }}'}}}
`;

    expect(map(SLOTH, yaml)).toEqual({ kind: 'none', reason: expect.stringContaining('label namespace') });
  });

  it('never reads label content as a template', () => {
    const yaml = `rules: [{name: r, matchers: ['alertname="A"'], service: '{{ $labels.app }}'}]`;

    const mapped = map({ alertname: 'A', app: '{{ $labels.alertname }}"} or {x="' }, yaml);

    expect(mapped).toMatchObject({ kind: 'plan', plan: { service: '{{ $labels.alertname }}"} or {x="' } });
  });

  it('matches anchored, and a missing label as the empty text', () => {
    const yaml = `
rules:
  - {name: anchored, matchers: ['alertname=~"High"'], service: a}
  - {name: absent, matchers: ['team=""', 'alertname!="Low"'], service: b}
`;

    expect(map({ alertname: 'HighCPU' }, yaml)).toMatchObject({ plan: { rule: 'absent' } });
  });

  it('is not fooled by labels named like object members', () => {
    const yaml = `rules: [{name: r, matchers: ['toString=""', 'constructor=""'], service: a}]`;

    expect(map({ alertname: 'A' }, yaml)).toMatchObject({ plan: { rule: 'r' } });
    expect(map({ ...SLOTH, sloth_service: 'constructor' })).toMatchObject({ plan: { service: 'constructor' } });
  });
});
