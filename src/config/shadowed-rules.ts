import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';

interface Earlier {
  readonly words: ReadonlySet<string>;
  readonly name: string;
  readonly place: string;
}

/** Rules that no alert can reach: an earlier one, without `continue`, asks for the same or for less. */
export function shadowedRules(levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  // Each rule is filed under its rarest matcher so far; one without matchers takes everything.
  const filed = new Map<string, Earlier[]>();
  let takesAll: Earlier | undefined;
  const problems: ConfigProblem[] = [];
  for (const { rules, scope, yaml } of levels) {
    for (const [index, rule] of rules.entries()) {
      const words = new Set<string>();
      for (const matcher of scope) words.add(wordOf(matcher));
      for (const matcher of rule.matchers) words.add(wordOf(matcher));
      const shadow = takesAll ?? shadowOf(words, filed);
      if (shadow !== undefined) {
        const message = `rule "${rule.name}" is never reached: "${shadow.name}" (${shadow.place}) takes all its alerts`;
        problems.push(yaml.problemAt(['rules', index], message));
      } else if (!rule.continue) {
        const earlier = { words, name: rule.name, place: rule.place };
        if (words.size === 0) takesAll = earlier;
        else file(earlier, filed);
      }
    }
  }
  return problems;
}

function shadowOf(words: ReadonlySet<string>, filed: ReadonlyMap<string, readonly Earlier[]>): Earlier | undefined {
  for (const word of words) {
    const found = filed.get(word)?.find((earlier) => isWithin(earlier.words, words));
    if (found !== undefined) return found;
  }
  return undefined;
}

function file(rule: Earlier, filed: Map<string, Earlier[]>): void {
  let rarest = '';
  let fewest = Infinity;
  for (const word of rule.words) {
    const count = filed.get(word)?.length ?? 0;
    if (count < fewest) [rarest, fewest] = [word, count];
  }
  const same = filed.get(rarest);
  if (same === undefined) filed.set(rarest, [rule]);
  else same.push(rule);
}

function wordOf({ parsed }: MappingLevel['scope'][number]): string {
  return `${parsed.label}\n${parsed.operator}\n${parsed.content}`;
}

function isWithin(few: ReadonlySet<string>, many: ReadonlySet<string>): boolean {
  for (const word of few) if (!many.has(word)) return false;
  return true;
}
