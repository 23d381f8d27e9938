import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';

interface Earlier {
  readonly words: readonly string[];
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
    const inScope = scope.map(({ key }) => key);
    for (const [index, rule] of rules.entries()) {
      const words = inScope.concat(rule.matchers.map(({ key }) => key));
      const shadow = takesAll ?? shadowOf(words, filed);
      if (shadow !== undefined) {
        const message = `rule "${rule.name}" is never reached: "${shadow.name}" (${shadow.place}) takes all its alerts`;
        problems.push(yaml.problemAt(['rules', index], message));
      } else if (!rule.continue) {
        const earlier = { words, name: rule.name, place: rule.place };
        if (words.length === 0) takesAll = earlier;
        else file(earlier, filed);
      }
    }
  }
  return problems;
}

function shadowOf(words: readonly string[], filed: ReadonlyMap<string, readonly Earlier[]>): Earlier | undefined {
  for (const word of words) {
    for (const earlier of filed.get(word) ?? []) if (isWithin(earlier.words, words)) return earlier;
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

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  return few.every((word) => many.includes(word));
}
