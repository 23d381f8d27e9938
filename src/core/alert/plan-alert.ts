import type { AlertPlan, Dialect } from '../incident/incident.ts';
import type { Alert, Labels } from './alert.ts';
import type { BurnPair } from './burn.ts';
import { fillSettings } from './fill-settings.ts';
import { layerSettings, layersOf, type Origins } from './layer-settings.ts';
import type { Mapping, MappingFile, MappingRule } from './mapping.ts';
import type { RecognisedSlo } from './recognise-dialect.ts';
import { own, renderTemplate, type TemplateContext } from './template.ts';

/** Label or annotation of an alert that chooses among the services, where the configuration allows it. */
const SERVICE_HINT = 'profile_service';
/** Longer than any name; what is longer is no name but somebody's text. */
const LONGEST_SERVICE = 256;

/** One plan, why it is this one, and where each of its settings was written. */
export interface PlannedAlert {
  readonly plan: AlertPlan;
  readonly because: string;
  readonly origins: Origins;
}

export type Planned =
  | ({ readonly kind: 'planned' } & PlannedAlert)
  | { readonly kind: 'failed'; readonly reason: string };

/** What is known of an alert before a rule is asked. */
export interface AlertFacts {
  readonly alert: Alert;
  readonly slo: RecognisedSlo;
  readonly pairs: readonly BurnPair[];
  readonly forSeconds: number | undefined;
  readonly mapping: Mapping;
  readonly inScope: (file: MappingFile) => boolean;
}

/** The plan of one rule, or of the labels alone when no rule took the alert. */
export function planAlert(facts: AlertFacts, rule: MappingRule | undefined): Planned {
  const { alert, slo, mapping } = facts;
  const context: TemplateContext = {
    labels: alert.labels,
    annotations: alert.annotations,
    match: rule === undefined ? {} : groupsOf(rule, alert.labels),
    service: slo.service,
  };
  const named = serviceOf(facts, rule, context);
  if (named.kind === 'failed') return named;
  const service = serviceInScope(facts, named.name);
  const file = rule?.file ?? service?.file ?? territoryOf(facts);
  const { settings, origins } = layerSettings(layersOf(mapping, file, named.name, service, rule));
  const filled = fillSettings(settings, origins, { ...context, service: named.name }, named.name);
  if (filled.kind === 'failed') return filled;
  const objective = slo.objective ?? objectiveOf(facts.pairs[0]);
  const sli = settings.sli ?? slo.sli ?? facts.pairs.find((pair) => pair.sli !== undefined)?.sli;
  const owner = file?.owner;
  return {
    kind: 'planned',
    because: [whyOf(facts, rule), ...named.because].join(', '),
    origins: { service: named.from, ...origins },
    plan: {
      service: named.name,
      slo: slo.slo,
      dialect: dialectOf(facts),
      ...(objective === undefined ? {} : { objective }),
      burn: facts.pairs,
      ...(facts.forSeconds === undefined ? {} : { forSeconds: facts.forSeconds }),
      ...(sli === undefined ? {} : { sli }),
      rule: rule?.name ?? `built-in ${dialectOf(facts)}`,
      ...filled.filled,
      ...(owner === undefined ? {} : { owner }),
    },
  };
}

/** The service that the alert itself asks for, where that is allowed and one of the services in its scope. */
export function hintedService(facts: Pick<AlertFacts, 'alert' | 'mapping' | 'inScope'>): string | undefined {
  const { alert, mapping } = facts;
  if (!mapping.allowHints) return undefined;
  const hint = own(alert.labels, SERVICE_HINT) ?? own(alert.annotations, SERVICE_HINT);
  return hint !== undefined && serviceInScope(facts, hint) !== undefined ? hint : undefined;
}

/** A service of a file whose scope the alert is outside of is as good as not written. */
function serviceInScope({ mapping, inScope }: Pick<AlertFacts, 'mapping' | 'inScope'>, name: string) {
  const service = mapping.services.get(name);
  return service !== undefined && inScope(service.file) ? service : undefined;
}

/** The team that an alert belongs to when neither rule nor service says so. A file without a scope claims nothing. */
function territoryOf({ mapping, inScope }: AlertFacts): MappingFile | undefined {
  return mapping.files.find((file) => !file.isMain && file.scope.length > 0 && inScope(file));
}

type Named =
  | { readonly kind: 'name'; readonly name: string; readonly from: string; readonly because: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

function serviceOf(facts: AlertFacts, rule: MappingRule | undefined, context: TemplateContext): Named {
  const hint = hintedService(facts);
  if (hint !== undefined) {
    const from = `the alert's ${SERVICE_HINT}`;
    return { kind: 'name', name: hint, from, because: [`service by ${from}`] };
  }
  let name = facts.slo.service ?? '';
  let from = `the alert's labels (${facts.slo.dialect})`;
  if (rule?.service !== undefined) {
    const rendered = renderTemplate(rule.service, context);
    if (rendered.kind === 'missing') {
      return failed(`rule "${rule.name}" (${rule.place}) needs ${rendered.name}, which this alert does not carry`);
    }
    name = rendered.text;
    from = `rule "${rule.name}", ${rule.place}`;
  }
  if (name === '') return failed('its labels do not say which service burns; a rule with service: can');
  if (name.length > LONGEST_SERVICE) {
    return failed(`${name.length} characters are no service name: ${JSON.stringify(name.slice(0, 40))}…`);
  }
  return { kind: 'name', name, from, because: [] };
}

function whyOf(facts: AlertFacts, rule: MappingRule | undefined): string {
  if (rule !== undefined) return `rule "${rule.name}"`;
  const dialect = dialectOf(facts);
  if (dialect === 'none') return 'no rule took it';
  return dialect === 'expression' ? 'recognised by its burn-rate expression' : `recognised as ${dialect} by its labels`;
}

function dialectOf({ slo, pairs }: AlertFacts): Dialect {
  return slo.dialect === 'none' && pairs.length > 0 ? 'expression' : slo.dialect;
}

function groupsOf(rule: MappingRule, labels: Labels): Labels {
  const groups: Record<string, string> = {};
  for (const matcher of rule.matchers) {
    if (matcher.groups !== undefined) Object.assign(groups, matcher.groups(own(labels, matcher.label) ?? ''));
  }
  return groups;
}

/** 1 − budget, without the noise of floating point (0.0009999999999999432). */
export function objectiveOf(pair: BurnPair | undefined): number | undefined {
  return pair?.budget === undefined ? undefined : Math.round((1 - pair.budget) * 1e6) / 1e6;
}

function failed(reason: string): { readonly kind: 'failed'; readonly reason: string } {
  return { kind: 'failed', reason };
}
