import { describe, expect, it } from 'vitest';
import { planService } from '../../../src/core/alert/plan-service.ts';
import { mappingOfFiles } from './mapping-of-files.ts';

const MAIN = `
channels: [{name: sre, type: inbox}, {name: pay, type: inbox}]
defaults: {channels: [sre], profiles: [cpu, block]}
rules: [{name: loud, matchers: ['service="search"'], channels: [pay]}]
services:
  search: {traffic: 'sum(rate(http_requests_total{job="{{ $service }}"}[2m]))', window: {max: 10m}}
  broken: {selector: {namespace: '{{ $labels.namespace }}'}}
  lost: {traffic: 'sum(rate(http_requests_total{cluster="{{ $labels.cluster }}"}[2m]))'}
`;
const PAYMENTS = `
owner: team-payments
scope: ['owner="team-payments"']
defaults: {channels: [pay]}
services: {checkout: {selector: {service_name: 'prod-{{ $service }}'}}}
`;

const mapping = mappingOfFiles(MAIN, { 'teams/payments.yaml': PAYMENTS });
const plan = (service: string) => planService(service, 'deploy v2', mapping);

describe('the plan of a service of which no alert speaks', () => {
  it('is what the defaults say, with its own name filled in', () => {
    expect(plan('cart')).toEqual({
      kind: 'planned',
      plan: {
        service: 'cart',
        slo: 'deploy v2',
        dialect: 'none',
        burn: [],
        rule: 'defaults',
        profiles: ['cpu', 'block'],
        selector: { service_name: 'cart' },
        channels: ['sre'],
      },
    });
  });

  it('is what its own settings say; rules are about alerts and have no say', () => {
    expect(plan('search')).toMatchObject({
      plan: {
        rule: 'service search',
        channels: ['sre'],
        trafficQuery: 'sum(rate(http_requests_total{job="search"}[2m]))',
        windows: { max: 600_000 },
      },
    });
  });

  it('is that of its team’s file, with the owner', () => {
    expect(plan('checkout')).toMatchObject({
      plan: { owner: 'team-payments', channels: ['pay'], selector: { service_name: 'prod-checkout' } },
    });
  });

  it('fails with a sentence that says what is missing and where it is asked for', () => {
    expect(plan('broken')).toEqual({
      kind: 'failed',
      reason:
        'the selector of broken (service broken, main.yaml:7) needs label namespace, which is missing: only an alert could tell; write it for broken under services',
    });
    expect(plan('lost')).toMatchObject({ reason: expect.stringContaining('traffic query of lost') });
  });
});
