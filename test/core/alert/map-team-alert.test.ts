import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../src/core/alert/alert.ts';
import { mapAlert } from '../../../src/core/alert/map-alert.ts';
import type { Mapping } from '../../../src/core/alert/mapping.ts';
import { alertWith, planOf, SLOTH } from './map-one.ts';
import { mappingOfFiles } from './mapping-of-files.ts';

const MAIN = `
allow_alert_hints: true
channels: [{name: sre, type: inbox}, {name: pay, type: inbox}]
defaults: {channels: [sre]}
services: {shared: {cooldown: 2h}}
rules: [{name: nodes, matchers: ['alertname="NodeDown"'], ignore: true}]
`;

const PAYMENTS = `
owner: team-payments
scope: ['owner="team-payments"']
defaults: {channels: [pay], profiles: [cpu], pages: ['severity!=""'], cooldown: 1h}
services: {checkout: {selector: {service_name: checkout-api}}}
rules:
  - {name: cards, matchers: ['alertname="CardsBurn"'], service: cards}
  - {name: all, matchers: ['{}'], ignore: true}
`;

function map(labels: Labels, mapping: Mapping) {
  return mapAlert(alertWith(labels), [], mapping);
}

describe('a team’s file', () => {
  const mapping = mappingOfFiles(MAIN, { 'teams/payments.yaml': PAYMENTS });

  it('maps the alerts of its scope, with its defaults and its owner', () => {
    expect(planOf(map({ alertname: 'CardsBurn', owner: 'team-payments' }, mapping))).toMatchObject({
      service: 'cards',
      owner: 'team-payments',
      channels: ['pay'],
      cooldown: 3_600_000,
    });
  });

  it('comes after the rules of the main file', () => {
    expect(map({ alertname: 'NodeDown', owner: 'team-payments' }, mapping)).toMatchObject({
      reason: 'rule "nodes" ignores it',
    });
  });

  it('takes nothing outside of its scope: neither by rule nor by service', () => {
    expect(map({ alertname: 'CardsBurn' }, mapping)).toMatchObject({ kind: 'none', cause: 'unmatched' });
    const other = planOf(map({ ...SLOTH, owner: 'team-search' }, mapping));
    expect(other).toMatchObject({ service: 'checkout', selector: { service_name: 'checkout' }, channels: ['sre'] });
    expect(other).not.toHaveProperty('owner');
  });

  it('gives its services to alerts that are recognised by their labels, within its scope', () => {
    const ruleless = mappingOfFiles(MAIN, { 'teams/payments.yaml': PAYMENTS.replace(/rules:[^]*/, '') });
    const labels = { ...SLOTH, owner: 'team-payments', severity: 'page' };

    expect(planOf(map(labels, ruleless))).toMatchObject({
      service: 'checkout',
      selector: { service_name: 'checkout-api' },
      channels: ['pay'],
    });
    expect(planOf(map({ ...labels, sloth_service: 'unlisted' }, ruleless))).toMatchObject({
      service: 'unlisted',
      owner: 'team-payments',
      profiles: ['cpu'],
    });
  });

  it('says itself which of its alerts are pages', () => {
    const ruleless = mappingOfFiles(MAIN, { 'teams/payments.yaml': PAYMENTS.replace(/rules:[^]*/, '') });
    const ticket = { ...SLOTH, sloth_severity: 'ticket', severity: 'ticket' };

    expect(map({ ...ticket, owner: 'team-payments' }, ruleless).kind).toBe('plans');
    expect(map(ticket, ruleless)).toMatchObject({ cause: 'not a page' });
  });

  it('lends no service to a hint from outside', () => {
    const hint = { alertname: 'X', severity: 'critical', profile_service: 'checkout' };
    const ruleless = mappingOfFiles(MAIN, { 'teams/payments.yaml': PAYMENTS.replace(/rules:[^]*/, '') });

    expect(map(hint, ruleless)).toMatchObject({ kind: 'none', cause: 'unmatched' });
    expect(planOf(map({ ...hint, owner: 'team-payments' }, ruleless))).toMatchObject({ service: 'checkout' });
  });

  it('with any rules and services changes nothing for alerts outside of its scope', () => {
    const name = fc.constantFrom('checkout', 'cart', 'X', 'team-payments', 'page', 'ticket', 'shared', '');
    const label = fc.constantFrom(
      'alertname',
      'sloth_service',
      'sloth_slo',
      'sloth_severity',
      'owner',
      'profile_service',
    );
    const matcher = fc.oneof(
      fc.constant('{}'),
      fc.tuple(label, fc.constantFrom('=', '!=', '=~', '!~'), name).map(([l, o, n]) => `${l}${o}"${n}"`),
    );
    const rule = fc.record(
      {
        matchers: fc.array(matcher, { maxLength: 3 }),
        service: fc.constantFrom('checkout', 'cart', '{{ $labels.sloth_service }}'),
        ignore: fc.constant(false),
        continue: fc.boolean(),
        profiles: fc.constant(['mutex']),
      },
      { requiredKeys: ['matchers'] },
    );
    const team = fc.record({
      owner: fc.constant('team-payments'),
      scope: fc.constant(['owner="team-payments"']),
      defaults: fc.constantFrom({}, { channels: ['pay'], pages: [] }),
      services: fc.constantFrom(
        {},
        { checkout: { channels: ['pay'] }, cart: { selector: { a: '{{ $labels.none }}' } } },
      ),
      rules: fc
        .array(rule, { maxLength: 4 })
        .map((rules) => rules.map((one, index) => ({ name: `r${index}`, ...one }))),
    });
    const plain = mappingOfFiles(MAIN);
    fc.assert(
      fc.property(team, fc.dictionary(label, name), (file, labels) => {
        fc.pre(labels['owner'] !== 'team-payments');
        const withTeam = mappingOfFiles(MAIN, { 'teams/payments.yaml': JSON.stringify(file) });

        expect(map(labels, withTeam)).toEqual(map(labels, plain));
      }),
    );
  });
});
