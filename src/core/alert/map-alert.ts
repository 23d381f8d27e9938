import type { AlertPlan } from '../incident/incident.ts';
import type { ProfileKind } from '../profile/profile.ts';
import type { Alert, Labels } from './alert.ts';
import type { BurnPair } from './burn.ts';
import { recogniseDialect } from './recognise-dialect.ts';
import { renderTemplate } from './template.ts';

/** One matcher of Alertmanager's syntax, compiled. A missing label counts as the empty text. */
export interface Matcher {
  readonly label: string;
  /** As written, for messages. */
  readonly text: string;
  readonly test: (content: string) => boolean;
}

export interface MappingRule {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** Template of the service name; absent = what the SLO generator's labels say. */
  readonly service?: string;
  /** True to leave the alerts that match alone. */
  readonly ignore: boolean;
  readonly channels?: readonly string[];
  readonly profiles?: readonly ProfileKind[];
}

export interface ServiceMapping {
  readonly selector?: Labels;
  readonly channels?: readonly string[];
  readonly profiles?: readonly ProfileKind[];
  readonly trafficQuery?: string;
}

/** The part of the configuration that turns labels into a plan. */
export interface Mapping {
  readonly rules: readonly MappingRule[];
  readonly services: Readonly<Record<string, ServiceMapping>>;
  /** Any one must match for an alert that no rule took; empty = all alerts. */
  readonly pageMatchers: readonly Matcher[];
  readonly defaults: {
    readonly channels: readonly string[];
    readonly profiles: readonly ProfileKind[];
    /** Template per label. */
    readonly selector: Labels;
  };
}

export type MappedAlert =
  | { readonly kind: 'plan'; readonly plan: AlertPlan; readonly because: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Decides what one alert is about, or why it is left alone. `pairs` are the window pairs of its expression. */
export function mapAlert(alert: Alert, pairs: readonly BurnPair[], mapping: Mapping): MappedAlert {
  const slo = recogniseDialect(alert.labels);
  if (slo.notBurning !== undefined) return { kind: 'none', reason: slo.notBurning };
  const rule = mapping.rules.find((candidate) => matchesAll(candidate.matchers, alert.labels));
  if (rule?.ignore === true) return { kind: 'none', reason: `rule "${rule.name}" ignores it` };
  const burns = slo.dialect !== 'none' || pairs.length > 0;
  if (rule === undefined) {
    if (!burns) return { kind: 'none', reason: 'not a burn-rate alert that we know, and no rule maps it' };
    const pages = mapping.pageMatchers;
    if (pages.length > 0 && !pages.some((matcher) => matchesAll([matcher], alert.labels))) {
      return { kind: 'none', reason: `not a page: none of ${pages.map((m) => m.text).join(', ')} matches` };
    }
  }
  const service = serviceOf(alert, rule, slo.service);
  if (service.kind === 'none') return service;
  const settings = Object.hasOwn(mapping.services, service.name) ? mapping.services[service.name] : undefined;
  const selector = selectorOf(alert, service.name, settings?.selector ?? mapping.defaults.selector);
  if (selector.kind === 'none') return selector;
  const first = pairs[0];
  const objective = slo.objective ?? (first?.budget === undefined ? undefined : roundObjective(1 - first.budget));
  return {
    kind: 'plan',
    because: rule === undefined ? `recognised as ${slo.dialect} by its labels` : `rule "${rule.name}"`,
    plan: {
      service: service.name,
      slo: slo.slo,
      dialect: slo.dialect === 'none' && pairs.length > 0 ? 'expression' : slo.dialect,
      ...(objective === undefined ? {} : { objective }),
      burn: pairs,
      ...(slo.sli === undefined ? {} : { sli: slo.sli }),
      rule: rule?.name ?? `built-in ${slo.dialect}`,
      profiles: rule?.profiles ?? settings?.profiles ?? mapping.defaults.profiles,
      selector: selector.labels,
      channels: rule?.channels ?? settings?.channels ?? mapping.defaults.channels,
      ...(settings?.trafficQuery === undefined ? {} : { trafficQuery: settings.trafficQuery }),
    },
  };
}

function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) =>
    matcher.test(Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? '') : ''),
  );
}

type Named = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'none'; readonly reason: string };

function serviceOf(alert: Alert, rule: MappingRule | undefined, recognised: string | undefined): Named {
  if (rule?.service !== undefined) {
    const rendered = renderTemplate(rule.service, alert.labels, recognised);
    if (rendered.kind === 'text') return { kind: 'name', name: rendered.text };
    return { kind: 'none', reason: `rule "${rule.name}" needs ${rendered.name}, which this alert does not carry` };
  }
  if (recognised !== undefined && recognised !== '') return { kind: 'name', name: recognised };
  return { kind: 'none', reason: 'its labels do not say which service burns; a rule with service: can' };
}

function selectorOf(alert: Alert, service: string, template: Labels) {
  const labels: Record<string, string> = {};
  for (const [label, text] of Object.entries(template)) {
    const rendered = renderTemplate(text, alert.labels, service);
    if (rendered.kind === 'missing') {
      return { kind: 'none', reason: `the selector of ${service} needs ${rendered.name}, which is missing` } as const;
    }
    labels[label] = rendered.text;
  }
  return { kind: 'selector', labels } as const;
}

/** 1 − budget carries float noise such as 0.0009999999999999432. */
function roundObjective(objective: number): number {
  return Math.round(objective * 1e6) / 1e6;
}
