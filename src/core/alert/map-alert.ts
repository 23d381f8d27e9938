import type { AlertPlan } from '../incident/incident.ts';
import type { Alert } from './alert.ts';
import type { BurnPair } from './burn.ts';
import { scopesOf, takingRules } from './consider-rules.ts';
import { tableOf } from './generator-table.ts';
import { firstMiss, type Mapping, type MappingRule } from './mapping.ts';
import { hintedService, planAlert, type AlertFacts, type PlannedAlert } from './plan-alert.ts';
import { recogniseDialect, type RecognisedSlo } from './recognise-dialect.ts';
import { own } from './template.ts';

/** Why an alert is left alone: somebody decided so, it is no page, it is no burn, nothing maps it, its rule failed. */
type LeftAlone = 'ignored' | 'not a page' | 'not burning' | 'unmatched' | 'failed';

export type MappedAlert =
  | {
      readonly kind: 'plans';
      readonly plans: readonly [PlannedAlert, ...PlannedAlert[]];
      /** Why further rules that matched came to nothing. */
      readonly failures: readonly string[];
    }
  | { readonly kind: 'none'; readonly reason: string; readonly cause: LeftAlone };

/**
 * Decides what one alert is about, or why it is left alone. `pairs` are the window pairs of its expression. The rule
 * that matches decides: one that then lacks a label fails with a reason instead of handing the alert to a later, wider
 * rule that nobody meant. Several plans come of rules that say `continue`, one per service.
 */
export function mapAlert(alert: Alert, pairs: readonly BurnPair[], mapping: Mapping): MappedAlert {
  const facts = factsOf(alert, pairs, mapping);
  if (facts.slo.notBurning !== undefined) return none('not burning', facts.slo.notBurning);
  const rules = takingRules(alert, mapping, facts.inScope);
  if (rules.length === 0) {
    const why = whyNotBuiltIn(facts);
    return why ?? gather(facts, [undefined]);
  }
  return gather(facts, rules);
}

/** What is known of an alert before any rule is asked. */
export function factsOf(alert: Alert, pairs: readonly BurnPair[], mapping: Mapping): AlertFacts {
  const presets = mapping.presets;
  const slo = recognise(alert, presets);
  const table = tableOf(alert.labels, slo.dialect, presets.includes('expression') ? pairs : []);
  return {
    alert,
    slo,
    pairs: table.pairs,
    forSeconds: table.forSeconds,
    mapping,
    inScope: scopesOf(alert.labels),
  };
}

/** A generator that the configuration leaves out is as unknown as any other. */
function recognise({ labels, annotations }: Alert, presets: Mapping['presets']): RecognisedSlo {
  const slo = recogniseDialect(labels, annotations);
  if (slo.dialect === 'none' || presets.includes(slo.dialect)) return slo;
  const service = own(labels, 'service') ?? own(labels, 'service_name') ?? own(labels, 'job');
  return { dialect: 'none', slo: own(labels, 'alertname') ?? '', ...(service === undefined ? {} : { service }) };
}

/** Why an alert that no rule took is not taken by its labels either; undefined when it is. */
export function whyNotBuiltIn(facts: AlertFacts): Extract<MappedAlert, { kind: 'none' }> | undefined {
  const { alert, slo, pairs, mapping, inScope } = facts;
  const burns = slo.dialect !== 'none' || pairs.length > 0;
  if (!burns && hintedService(facts) === undefined) {
    return none('unmatched', 'not a burn-rate alert that we know, and no rule maps it');
  }
  const team = mapping.files.find((file) => file.scope.length > 0 && file.pages !== undefined && inScope(file));
  const pages = team?.pages ?? mapping.files[0].pages ?? [];
  if (pages.length === 0 || pages.some((matcher) => firstMiss([matcher], alert.labels) === undefined)) return undefined;
  return none('not a page', `not a page: none of ${pages.map((m) => m.text).join(', ')} matches`);
}

function gather(facts: AlertFacts, rules: readonly (MappingRule | undefined)[]): MappedAlert {
  const plans: PlannedAlert[] = [];
  const failures: string[] = [];
  for (const rule of rules) {
    if (rule?.ignore === true) {
      if (plans.length === 0 && failures.length === 0) return none('ignored', `rule "${rule.name}" ignores it`);
      break;
    }
    const planned = planAlert(facts, rule);
    if (planned.kind === 'failed') failures.push(planned.reason);
    else plans.push({ plan: planned.plan, because: planned.because, origins: planned.origins });
  }
  const [first, ...others] = joined(plans);
  return first === undefined
    ? none('failed', failures.join('; '))
    : { kind: 'plans', plans: [first, ...others], failures };
}

/** One plan per service: two rules that take an alert for the same one tell the channels of both. */
function joined(plans: readonly PlannedAlert[]): readonly PlannedAlert[] {
  return [...Map.groupBy(plans, ({ plan }) => plan.service).values()].map((same) => {
    const [first, ...others] = same;
    return others.reduce(
      (sum, next) => ({ ...sum, because: both(sum.because, next.because), plan: join(sum.plan, next.plan) }),
      first!,
    );
  });
}

function join(first: AlertPlan, next: AlertPlan): AlertPlan {
  return {
    ...first,
    rule: both(first.rule, next.rule),
    channels: [...new Set([...first.channels, ...next.channels])],
    profiles: [...new Set([...first.profiles, ...next.profiles])],
  };
}

function both(first: string, next: string): string {
  return `${first} and ${next}`;
}

function none(cause: LeftAlone, reason: string): Extract<MappedAlert, { kind: 'none' }> {
  return { kind: 'none', reason, cause };
}
