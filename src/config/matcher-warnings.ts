import { didYouMean } from '../core/did-you-mean.ts';
import { KNOWN_LABELS } from './dialects.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigMatcher } from './matcher.ts';
import type { ConfigProblem } from './problem.ts';

/** Matchers that say something else than they seem to. */
export function matcherWarnings({ scope, rules, yaml }: MappingLevel): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const near = new Map<string, string | undefined>();
  const tell = (matcher: ConfigMatcher, path: () => readonly PropertyKey[]) => {
    if (!near.has(matcher.label)) near.set(matcher.label, labelWarning(matcher.label));
    const messages = [near.get(matcher.label), anchorWarning(matcher), operatorWarning(matcher)];
    for (const message of messages) {
      if (message !== undefined) problems.push(yaml.problemAt(path(), `${matcher.text}: ${message}`));
    }
  };
  for (const matcher of scope) tell(matcher, () => ['scope']);
  for (const [index, rule] of rules.entries()) {
    const path = () => ['rules', index, 'matchers'];
    for (const matcher of rule.matchers) tell(matcher, path);
    const never = neverTrue(scope, rule.matchers);
    if (never === undefined) continue;
    problems.push(yaml.problemAt(path(), `rule "${rule.name}" never matches: ${never}`));
  }
  return problems;
}

/** A label that is nearly one of a known SLO generator. */
function labelWarning(label: string): string | undefined {
  // Short names are near to everything.
  if (label.length < 6 || KNOWN_LABELS.includes(label) || KNOWN_LABELS.includes(label.replace(/^exported_/, '')))
    return;
  const near = KNOWN_LABELS.filter((known) => Math.abs(known.length - label.length) <= 2 && known[0] === label[0]);
  const meant = didYouMean(label, near, 2);
  return meant === '' ? undefined : `no known alert has a label ${label}${meant}`;
}

function anchorWarning({ operator, content }: ConfigMatcher): string | undefined {
  if (operator === '=' || operator === '!=') return undefined;
  if (content.startsWith('^') || (content.endsWith('$') && !content.endsWith('\\$'))) {
    return 'regular expressions are anchored on both ends: ^ and $ say nothing new';
  }
  const inner = /^\.\*([^\\.+*?()|[\]{}^$]+)\.\*$/.exec(content)?.[1];
  return inner === undefined
    ? undefined
    : `matches "${inner}" anywhere in the label, also within a longer word; .*(${inner}).* if that is meant`;
}

function operatorWarning({ operator, content }: ConfigMatcher): string | undefined {
  const looksLike = (operator === '=' || operator === '!=') && /\.[*+]|^\w+(?:\|\w+)+$/.test(content);
  if (!looksLike) return undefined;
  return `looks like a regular expression, and ${operator} compares texts; ${operator === '=' ? '=~' : '!~'} matches`;
}

/** Two lists of the only texts for one label that have none in common. */
function neverTrue(scope: readonly ConfigMatcher[], matchers: readonly ConfigMatcher[]): string | undefined {
  for (let later = 0; later < matchers.length; later++) {
    const one = matchers[later]!;
    for (const other of scope) if (areApart(other, one)) return `${other.text} and ${one.text} exclude each other`;
    for (let index = 0; index < later; index++) {
      const other = matchers[index]!;
      if (areApart(other, one)) return `${other.text} and ${one.text} exclude each other`;
    }
  }
  return undefined;
}

function areApart(one: ConfigMatcher, other: ConfigMatcher): boolean {
  if (one.label !== other.label || one.literals === undefined) return false;
  const { literals } = other;
  return literals !== undefined && one.literals.every((text) => !literals.includes(text));
}
