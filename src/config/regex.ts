import { RE2JS } from 're2js';
import type { Labels } from '../core/alert/alert.ts';

/** What a fully anchored regular expression does to a text. */
export interface CompiledRegex {
  readonly test: (content: string) => boolean;
  /** The only texts that match, where they can be listed. */
  readonly literals?: readonly string[];
  readonly groups?: (content: string) => Labels;
}

/** RE2 is linear in the text; these keep the factor small. `x{500}` counts as 500. */
const LONGEST = 4_096;
const MOST_REPEATS = 2_000;
const META = /[\\.+*?()|[\]{}^$]/;
/** `a|b|c`, in parentheses or not. */
const ALTERNATION = /^(?:\((?:\?:)?([^\\.+*?()[\]{}^$]*)\)|([^\\.+*?()[\]{}^$]*))$/;
/** A beginning, and then anything: by far the most common one. */
const BEGINNING = /^([^\\.+*?()|[\]{}^$]*)\.([*+])$/;

/**
 * Compiles RE2 as Alertmanager does: anchored on both ends, `.` without line breaks. Lists of words and beginnings,
 * which nearly all configurations are made of, become plain comparisons. Throws with what is wrong.
 * https://github.com/google/re2/wiki/Syntax
 */
export function compileRegex(source: string): CompiledRegex {
  const alternation = ALTERNATION.exec(source);
  if (alternation !== null) {
    const literals = (alternation[1] ?? alternation[2] ?? '').split('|');
    const known = new Set(literals);
    return { literals, test: (content) => known.has(content) };
  }
  const [, beginning, more] = BEGINNING.exec(source) ?? [];
  if (beginning !== undefined) {
    const least = beginning.length + (more === '+' ? 1 : 0);
    return {
      test: (content) =>
        content.length >= least && content.startsWith(beginning) && !content.includes('\n', beginning.length),
    };
  }
  const expression = compileRe2(source);
  const prefix = prefixOf(source);
  const test = (content: string) => content.startsWith(prefix) && expression.testExact(content);
  const names = Object.entries(expression.namedGroups());
  return names.length === 0 ? { test } : { test, groups: (content) => groupsOf(expression, names, content) };
}

/** Replaces every match; `$1` and `${name}` in the replacement stand for groups, as in Prometheus' relabelling. */
export function compileReplacer(source: string): (text: string, replacement: string) => string {
  const expression = compileRe2(source);
  return (text, replacement) => expression.matcher(text).replaceAll(jsReplacement(replacement));
}

/** Names of the groups of an expression, for messages. */
export function groupNames(source: string): readonly string[] {
  return source.includes('(?') ? Object.keys(compileRe2(source).namedGroups()) : [];
}

function compileRe2(source: string): RE2JS {
  if (source.length > LONGEST) throw new Error(`longer than ${LONGEST} characters`);
  let repeats = 0;
  for (const [, least = '', most = ''] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) repeats += Number(most || least);
  if (repeats > MOST_REPEATS) throw new Error(`its counted repetitions add up to more than ${MOST_REPEATS}`);
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message.replace(/^error parsing regexp: /, ''), { cause: error });
  }
}

/** A text that everything begins with that matches; the rest is asked only then. */
function prefixOf(source: string): string {
  if (source.includes('|')) return '';
  const plain = META.exec(source)?.index ?? source.length;
  // A quantifier takes back the character before it, which may be the second half of a surrogate pair.
  return Array.from(source.slice(0, plain)).slice(0, -1).join('');
}

function groupsOf(expression: RE2JS, names: readonly (readonly [string, number])[], content: string): Labels {
  const matcher = expression.matcher(content);
  if (!matcher.matches()) return {};
  return Object.fromEntries(names.map(([name, index]) => [name, matcher.group(index) ?? '']));
}

/** re2js reads replacements as JavaScript does, where `$&` and others have a meaning too. */
function jsReplacement(replacement: string): string {
  return replacement.replaceAll(/\$(?:(\$)|(\d+)|\{(\d+)\}|\{(\w+)\})?/g, (_all, dollar, plain, index, name) => {
    if (name !== undefined) return `$<${name}>`;
    const group: string | undefined = plain ?? index;
    return group === undefined || dollar !== undefined ? '$$' : `$${group}`;
  });
}
