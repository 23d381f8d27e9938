import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../src/core/alert/alert.ts';
import { mapAlert } from '../../../src/core/alert/map-alert.ts';
import { traceMapping } from '../../../src/core/alert/trace-mapping.ts';
import { alertWith, SLOTH } from './map-one.ts';
import { mappingOfFiles } from './mapping-of-files.ts';

const MAIN = `
rules:
  - {name: other, matchers: ['alertname="B"'], service: b}
  - name: staging
    matchers: ['env="staging"']
    ignore: true
  - {name: pods, matchers: ['alertname="A"'], service: '{{ $labels.pod }}', continue: true}
`;
const TEAM = `
scope: ['owner="pay"']
rules:
  - {name: pay, matchers: ['alertname=~"A|C"'], service: pay}
  - {name: late, matchers: ['{}'], service: late}
`;
const mapping = mappingOfFiles(MAIN, { 'teams/pay.yaml': TEAM });

function trace(labels: Labels) {
  return traceMapping(alertWith(labels), [], mapping);
}

describe('traceMapping', () => {
  it('tells of every rule in order why it won or did not', () => {
    expect(trace({ alertname: 'A', owner: 'pay' }).rules).toEqual([
      { name: 'other', place: 'main.yaml:3', outcome: 'not matched', detail: 'alertname="B", and alertname is "A"' },
      {
        name: 'staging',
        place: 'main.yaml:4',
        outcome: 'not matched',
        detail: 'env="staging", and the alert has no label env',
      },
      {
        name: 'pods',
        place: 'main.yaml:7',
        outcome: 'failed',
        detail: 'rule "pods" (main.yaml:7) needs label pod, which this alert does not carry',
      },
      { name: 'pay', place: 'teams/pay.yaml:4', outcome: 'won' },
      { name: 'late', place: 'teams/pay.yaml:5', outcome: 'not reached', detail: 'rule "pay" came first' },
    ]);
  });

  it('names the scope that an alert is outside of', () => {
    expect(trace({ alertname: 'C', owner: 'search' }).rules.at(3)).toEqual({
      name: 'pay',
      place: 'teams/pay.yaml:4',
      outcome: 'out of scope',
      detail: 'the scope of teams/pay.yaml wants owner="pay", and owner is "search"',
    });
  });

  it('tells what the labels alone would lead to when no rule took the alert', () => {
    expect(trace(SLOTH).builtIn).toEqual({ outcome: 'won', detail: 'recognised as sloth by its labels' });
    expect(trace({ ...SLOTH, sloth_severity: 'ticket' }).builtIn).toMatchObject({ outcome: 'not matched' });
    expect(trace({ alertname: 'B' }).builtIn.outcome).toBe('not reached');
    expect(trace({ alertname: 'ErrorBudgetBurn', severity: 'page' }).builtIn).toEqual({
      outcome: 'failed',
      detail: 'its labels do not say which service burns; a rule with service: can',
    });
  });

  it('cuts what an attacker put into a label', () => {
    expect(trace({ alertname: 'x'.repeat(65_536) }).rules[0]?.detail?.length).toBeLessThan(200);
  });

  it('never disagrees with mapAlert: the rules that won are those of the plans', () => {
    const text = fc.constantFrom('A', 'B', 'C', 'pay', 'staging', '');
    const labels = fc.dictionary(fc.constantFrom('alertname', 'owner', 'env', 'pod'), text);
    fc.assert(
      fc.property(labels, (given) => {
        const traced = trace(given);
        const won = traced.rules.filter(({ outcome }) => outcome === 'won').map(({ name }) => name);
        const plans = traced.mapped.kind === 'plans' ? traced.mapped.plans : [];

        expect(traced.mapped).toEqual(mapAlert(alertWith(given), [], mapping));
        expect(plans.flatMap(({ plan }) => plan.rule.split(' and '))).toEqual(
          won.length > 0 ? won : plans.map(({ plan }) => plan.rule),
        );
      }),
    );
  });
});
