import { didYouMean } from './did-you-mean.ts';
import { KNOWN_LABELS } from './dialects.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigMatcher } from './matcher.ts';
import type { ConfigProblem } from './problem.ts';

/** Matchers that say something else than they seem to. */
export function matcherWarnings({ scope, rules, yaml }: MappingLevel): readonly ConfigProblem[] {
  const tell = (matchers: readonly ConfigMatcher[], path: readonly PropertyKey[]) =>
    matchers.flatMap((matcher) =>
      [labelWarning(matcher), anchorWarning(matcher), operatorWarning(matcher)]
        .filter((message) => message !== undefined)
        .map((message) => yaml.problemAt(path, `${matcher.text}: ${message}`)),
    );
  return [
    ...tell(scope, ['scope']),
    ...rules.flatMap((rule, index) => [
      ...tell(rule.matchers, ['rules', index, 'matchers']),
      ...neverTrue([...scope, ...rule.matchers]).map((message) =>
        yaml.problemAt(['rules', index, 'matchers'], `rule "${rule.name}" never matches: ${message}`),
      ),
    ]),
  ];
}

/** A label that is nearly one of a known SLO generator. */
function labelWarning({ label }: ConfigMatcher): string | undefined {
  // Short names are near to everything.
  if (label.length < 6 || KNOWN_LABELS.includes(label) || KNOWN_LABELS.includes(label.replace(/^exported_/, '')))
    return;
  const near = KNOWN_LABELS.filter((known) => Math.abs(known.length - label.length) <= 2 && known[0] === label[0]);
  const meant = didYouMean(label, near, 2);
  return meant === '' ? undefined : `no known alert has a label ${label}${meant}`;
}

function anchorWarning({ parsed: { operator, content } }: ConfigMatcher): string | undefined {
  if (operator !== '=~' && operator !== '!~') return undefined;
  if (content.startsWith('^') || (content.endsWith('$') && !content.endsWith('\\$'))) {
    return 'regular expressions are anchored on both ends: ^ and $ say nothing new';
  }
  const inner = /^\.\*([^\\.+*?()|[\]{}^$]+)\.\*$/.exec(content)?.[1];
  return inner === undefined
    ? undefined
    : `matches "${inner}" anywhere in the label, also within a longer word; .*(${inner}).* if that is meant`;
}

function operatorWarning({ parsed: { operator, content } }: ConfigMatcher): string | undefined {
  const looksLike = (operator === '=' || operator === '!=') && /\.[*+]|^\w+(?:\|\w+)+$/.test(content);
  if (!looksLike) return undefined;
  return `looks like a regular expression, and ${operator} compares texts; ${operator === '=' ? '=~' : '!~'} matches`;
}

/** Two lists of the only texts for one label that have none in common. */
function neverTrue(matchers: readonly ConfigMatcher[]): readonly string[] {
  const first = new Map<string, ConfigMatcher>();
  return matchers.flatMap((matcher) => {
    const { label, literals } = matcher;
    if (literals === undefined) return [];
    const before = first.get(label);
    first.set(label, before ?? matcher);
    const apart = before?.literals?.every((text) => !literals.includes(text)) === true;
    return apart ? [`${before.text} and ${matcher.text} exclude each other`] : [];
  });
}
