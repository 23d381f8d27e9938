import type { Alert } from './alert.ts';
import type { BurnPair } from './burn.ts';
import { considerRule } from './consider-rules.ts';
import { factsOf, mapAlert, whyNotBuiltIn, type MappedAlert } from './map-alert.ts';
import type { Mapping, MappingRule } from './mapping.ts';
import { hintedService, planAlert, type AlertFacts } from './plan-alert.ts';

/** One rule of the configuration as an alert met it. */
export interface TracedRule {
  readonly name: string;
  /** `file:line`. */
  readonly place: string;
  readonly outcome: 'won' | 'ignored the alert' | 'not matched' | 'failed' | 'out of scope' | 'not reached';
  /** Which matcher and what the label was, what was missing, or which rule came first. */
  readonly detail?: string;
}

export interface MappingTrace {
  readonly mapped: MappedAlert;
  /** Every rule in the order of the configuration. */
  readonly rules: readonly TracedRule[];
  /** Recognition by labels, tried when no rule took the alert. */
  readonly builtIn: { readonly outcome: 'won' | 'not matched' | 'failed' | 'not reached'; readonly detail: string };
  /** The service that the alert itself asked for and got. */
  readonly hint?: string;
}

/** The decision of `mapAlert` with every rule that was asked on the way, in order, as a person would debug it. */
export function traceMapping(alert: Alert, pairs: readonly BurnPair[], mapping: Mapping): MappingTrace {
  const facts = factsOf(alert, pairs, mapping);
  const mapped = mapAlert(alert, pairs, mapping);
  const hint = hintedService(facts);
  const common = { mapped, ...(hint === undefined ? {} : { hint }) };
  if (facts.slo.notBurning !== undefined) {
    const detail = facts.slo.notBurning;
    const rules = mapping.rules.map((rule) => ({ ...face(rule), outcome: 'not reached' as const, detail }));
    return { ...common, rules, builtIn: { outcome: 'not matched', detail } };
  }
  let end: string | undefined;
  let took = false;
  const rules = mapping.rules.map((rule): TracedRule => {
    if (end !== undefined) return { ...face(rule), outcome: 'not reached', detail: end };
    const considered = considerRule(rule, alert.labels);
    if (considered.kind !== 'matched') return { ...face(rule), outcome: considered.kind, detail: considered.detail };
    took = true;
    if (!rule.continues) end = `rule "${rule.name}" came first`;
    if (rule.ignore) return { ...face(rule), outcome: 'ignored the alert' };
    const planned = planAlert(facts, rule);
    return planned.kind === 'planned'
      ? { ...face(rule), outcome: 'won' }
      : { ...face(rule), outcome: 'failed', detail: planned.reason };
  });
  return { ...common, rules, builtIn: builtInOf(facts, took) };
}

function face({ name, place }: MappingRule): Pick<TracedRule, 'name' | 'place'> {
  return { name, place };
}

function builtInOf(facts: AlertFacts, took: boolean): MappingTrace['builtIn'] {
  if (took) return { outcome: 'not reached', detail: 'a rule took the alert' };
  const why = whyNotBuiltIn(facts);
  if (why !== undefined) return { outcome: 'not matched', detail: why.reason };
  const planned = planAlert(facts, undefined);
  return planned.kind === 'planned'
    ? { outcome: 'won', detail: planned.because }
    : { outcome: 'failed', detail: planned.reason };
}
