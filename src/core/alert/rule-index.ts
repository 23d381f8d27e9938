import type { Labels } from './alert.ts';
import type { Mapping, MappingRule, Matcher } from './mapping.ts';

/** Alternations longer than this are tested one by one instead. */
const MOST_LITERALS = 100;

/**
 * Finds the few of many rules that an alert may match. Each rule is filed under its rarest equality (its own or its
 * file's scope); rules without one are tried every time. Ten thousand rules cost an alert some microseconds.
 */
export function indexRules(rules: readonly MappingRule[]): Mapping['candidates'] {
  const counts = new Map<string, Map<string, number>>();
  for (const rule of rules) for (const one of listable(rule)) count(one, counts);
  const filed = new Map<string, Map<string, number[]>>();
  const others: number[] = [];
  for (const [position, rule] of rules.entries()) {
    const rarest = rarestOf(listable(rule), counts);
    if (rarest === undefined) others.push(position);
    else file(rarest, position, filed);
  }
  return (labels) => inOrder(rules, filedUnder(labels, filed), others);
}

/** Matchers that only a label with one of a few known texts fulfils; the empty text is also that of a missing label. */
function listable(rule: MappingRule): readonly Matcher[] {
  return [...rule.matchers, ...rule.file.scope].filter(
    ({ literals }) => literals !== undefined && literals.length <= MOST_LITERALS && !literals.includes(''),
  );
}

function count(matcher: Matcher, counts: Map<string, Map<string, number>>): void {
  const ofLabel = counts.get(matcher.label) ?? new Map<string, number>();
  counts.set(matcher.label, ofLabel);
  for (const text of matcher.literals ?? []) ofLabel.set(text, (ofLabel.get(text) ?? 0) + 1);
}

function rarestOf(
  matchers: readonly Matcher[],
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Matcher | undefined {
  let rarest: Matcher | undefined;
  let fewest = Infinity;
  for (const matcher of matchers) {
    const ofLabel = counts.get(matcher.label);
    const most = Math.max(...(matcher.literals ?? []).map((text) => ofLabel?.get(text) ?? 0));
    if (most < fewest) {
      fewest = most;
      rarest = matcher;
    }
  }
  return rarest;
}

function file(matcher: Matcher, position: number, filed: Map<string, Map<string, number[]>>): void {
  const ofLabel = filed.get(matcher.label) ?? new Map<string, number[]>();
  filed.set(matcher.label, ofLabel);
  for (const text of new Set(matcher.literals)) {
    const positions = ofLabel.get(text);
    if (positions === undefined) ofLabel.set(text, [position]);
    else positions.push(position);
  }
}

function filedUnder(labels: Labels, filed: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>): number[] {
  const found: number[] = [];
  for (const [label, text] of Object.entries(labels)) {
    for (const position of filed.get(label)?.get(text) ?? []) found.push(position);
  }
  // A rule is filed under one label, so it cannot be found twice.
  return found.sort((a, b) => a - b);
}

function* inOrder(
  rules: readonly MappingRule[],
  found: readonly number[],
  others: readonly number[],
): Iterable<MappingRule> {
  let a = 0;
  let b = 0;
  while (a < found.length || b < others.length) {
    const next = (found[a] ?? Infinity) < (others[b] ?? Infinity) ? found[a++] : others[b++];
    yield rules[next!]!;
  }
}
