import type { Alert, Labels } from './alert.ts';
import { firstMiss, type Mapping, type MappingFile, type MappingRule } from './mapping.ts';
import { own } from './template.ts';

/** What became of one rule for one alert. */
export type RuleOutcome =
  | { readonly kind: 'matched' }
  | {
      readonly kind: 'not matched' | 'out of scope';
      /** Which matcher, and what the label was. */ readonly detail: string;
    };

/** Tells which files act on an alert; each scope is looked at once per alert. */
export function scopesOf(labels: Labels): (file: MappingFile) => boolean {
  const known = new Map<MappingFile, boolean>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const inScope = firstMiss(file.scope, labels) === undefined;
    known.set(file, inScope);
    return inScope;
  };
}

/** The rules that take an alert: the first that matches, and those after it while it says `continue`. */
export function takingRules(
  alert: Alert,
  mapping: Mapping,
  inScope: (file: MappingFile) => boolean,
): readonly MappingRule[] {
  const taking: MappingRule[] = [];
  for (const rule of mapping.candidates(alert.labels)) {
    if (!inScope(rule.file) || firstMiss(rule.matchers, alert.labels) !== undefined) continue;
    taking.push(rule);
    if (!rule.continues) break;
  }
  return taking;
}

/** The same decision with its reason, for people who ask why. */
export function considerRule(rule: MappingRule, labels: Labels): RuleOutcome {
  const outside = firstMiss(rule.file.scope, labels);
  if (outside !== undefined)
    return {
      kind: 'out of scope',
      detail: missText(`the scope of ${rule.file.name} wants ${outside.text}`, outside.label, labels),
    };
  const missed = firstMiss(rule.matchers, labels);
  return missed === undefined
    ? { kind: 'matched' }
    : { kind: 'not matched', detail: missText(missed.text, missed.label, labels) };
}

/** Longer label contents are cut in messages. */
const SHOWN = 80;

function missText(wanted: string, label: string, labels: Labels): string {
  const content = own(labels, label);
  if (content === undefined) return `${wanted}, and the alert has no label ${label}`;
  const shown = content.length > SHOWN ? `${content.slice(0, SHOWN)}…` : content;
  return `${wanted}, and ${label} is ${JSON.stringify(shown)}`;
}
