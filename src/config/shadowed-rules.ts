import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';

/** Of more matchers than these only whole lists are compared: all subsets would be too many. */
const MOST_MATCHERS = 8;

/** Rules that no alert can reach: an earlier one, without `continue`, asks for the same or for less. */
export function shadowedRules(levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  const earlier = new Map<string, { readonly name: string; readonly place: string }>();
  return levels.flatMap(({ rules, scope, yaml }) =>
    rules.flatMap((rule, index) => {
      const words = [...new Set([...scope, ...rule.matchers].map(wordOf))].toSorted();
      const shadow = subsets(words)
        .map((key) => earlier.get(key))
        .find((found) => found !== undefined);
      if (!rule.continue && !earlier.has(keyOf(words))) earlier.set(keyOf(words), rule);
      if (shadow === undefined) return [];
      const message = `rule "${rule.name}" is never reached: "${shadow.name}" (${shadow.place}) takes all its alerts`;
      return [yaml.problemAt(['rules', index], message)];
    }),
  );
}

function wordOf({ parsed }: MappingLevel['scope'][number]): string {
  return JSON.stringify([parsed.label, parsed.operator, parsed.content]);
}

function keyOf(words: readonly string[]): string {
  return words.join('\n');
}

/** Keys of all subsets, the smallest first. */
function subsets(words: readonly string[]): readonly string[] {
  if (words.length > MOST_MATCHERS) return ['', ...words, keyOf(words)];
  const keys: string[] = [];
  for (let mask = 0; mask < 1 << words.length; mask++) {
    keys.push(keyOf(words.filter((_word, index) => ((mask >> index) & 1) === 1)));
  }
  return keys;
}
