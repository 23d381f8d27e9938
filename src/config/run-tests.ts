import { formatDuration } from '../core/alert/duration.ts';
import type { Alert } from '../core/alert/alert.ts';
import type { BurnPair } from '../core/alert/burn.ts';
import { generatorExpression } from '../core/alert/generator-expression.ts';
import type { MappedAlert } from '../core/alert/map-alert.ts';
import type { Mapping } from '../core/alert/mapping.ts';
import { traceMapping, type MappingTrace } from '../core/alert/trace-mapping.ts';
import type { AlertPlan } from '../core/incident/incident.ts';
import type { Expected, MappingTest } from './mapping-schema.ts';

/** One key of a plan that is not as expected. */
export interface Difference {
  readonly key: string;
  readonly expected: string;
  readonly actual: string;
}

/** What became of one test. Of several expected plans, `differences` are told plan by plan, as `2. service`. */
export interface TestResult {
  readonly differences: readonly Difference[];
  readonly mapped: MappedAlert;
  /** Why the expected rules did not win. */
  readonly reasons: readonly string[];
}

/** Maps the alert of one test and compares what is expected; keys that the test does not name may be anything. */
export function runTest(
  test: MappingTest,
  mapping: Mapping,
  burnPairs: (expression: string) => readonly BurnPair[],
): TestResult {
  const alert: Alert = {
    fingerprint: '0000000000000000',
    status: 'firing',
    labels: test.labels,
    annotations: test.annotations,
    startsAt: 0,
    generatorUrl: test.generator_url ?? '',
  };
  const expression = test.expr ?? generatorExpression(alert.generatorUrl);
  const pairs = expression === undefined ? [] : burnPairs(expression);
  const trace = traceMapping(alert, pairs, mapping);
  const differences = compare(test.expect, trace.mapped);
  return { mapped: trace.mapped, differences, reasons: differences.length === 0 ? [] : reasonsOf(test.expect, trace) };
}

/** What became of the rules that the test names, and of the first plan. */
function reasonsOf(expect: MappingTest['expect'], { mapped, rules, builtIn }: MappingTrace): readonly string[] {
  const wanted = new Set([expect].flat().map((one) => (one === 'none' ? undefined : one.rule)));
  return [
    ...(mapped.kind === 'plans' ? mapped.plans.map(({ because }) => `it was ${because}`) : []),
    ...(mapped.kind === 'plans' ? mapped.failures : []),
    ...rules
      .filter(({ name, outcome }) => wanted.has(name) && outcome !== 'won')
      .map(
        ({ name, place, outcome, detail }) =>
          `rule "${name}" (${place}): ${outcome}${detail === undefined ? '' : `: ${detail}`}`,
      ),
    ...(mapped.kind === 'none' && mapped.reason !== builtIn.detail ? [`by its labels: ${builtIn.detail}`] : []),
  ];
}

function compare(expect: MappingTest['expect'], mapped: MappedAlert): readonly Difference[] {
  const plans = mapped.kind === 'plans' ? mapped.plans.map(({ plan }) => plan) : [];
  if (expect === 'none') {
    return plans.map((plan) => ({ key: 'plan', expected: 'none', actual: `${plan.service}, by ${plan.rule}` }));
  }
  const wanted = Array.isArray(expect) ? expect : [expect];
  if (mapped.kind === 'none') {
    return [
      {
        key: 'plan',
        expected: wanted.map((one) => one.service ?? 'a plan').join(', '),
        actual: `none: ${mapped.reason}`,
      },
    ];
  }
  const counted: Difference = {
    key: 'plans',
    expected: `${wanted.length}`,
    actual: `${plans.length} (${plans.map(({ service }) => service).join(', ')})`,
  };
  return [
    ...(wanted.length === plans.length ? [] : [counted]),
    ...wanted.flatMap((one, index) => {
      const plan = plans[index];
      const number = wanted.length > 1 ? `${index + 1}. ` : '';
      return plan === undefined ? [] : differencesOf(one, plan).map((found) => ({ ...found, key: number + found.key }));
    }),
  ];
}

function differencesOf(expected: Expected, plan: AlertPlan): readonly Difference[] {
  const actual: Readonly<Record<keyof Expected, unknown>> = {
    service: plan.service,
    rule: plan.rule,
    slo: plan.slo,
    dialect: plan.dialect,
    owner: plan.owner,
    channels: plan.channels,
    profiles: plan.profiles,
    selector: plan.selector,
    sli: plan.sli,
    traffic: plan.trafficQuery,
    objective: plan.objective,
    cooldown: plan.cooldown === undefined ? undefined : formatDuration(plan.cooldown / 1000),
  };
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const found = Object.entries(actual).find(([name]) => name === key)?.[1];
    return textOf(wanted) === textOf(found) ? [] : [{ key, expected: textOf(wanted), actual: textOf(found) }];
  });
}

/** One line for people; labels in order of name, so that order says nothing. */
function textOf(content: unknown): string {
  if (content === undefined) return 'nothing';
  if (typeof content === 'string') return content;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return JSON.stringify(content);
  const sorted = Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(', ')}}`;
}
