import { RE2JS } from 're2js';
import type { Labels } from '../core/alert/alert.ts';
import { requiredText } from './regex-literals.ts';

/** What a fully anchored regular expression does to a text. */
export interface CompiledRegex {
  readonly test: (content: string) => boolean;
  /** The only texts that match, where they can be listed. */
  readonly literals?: readonly string[];
  /** What every text begins with that matches, one of them. */
  readonly beginnings?: readonly string[];
  /** What every text holds that matches. */
  readonly within?: string;
  readonly groups?: (content: string) => Labels;
}

/** RE2 is linear in the text; these keep the factor small. `x{500}` counts as 500. */
const LONGEST = 4_096;
const MOST_REPEATS = 2_000;
const SPECIAL = /[\\.+*?()|[\]{}^$]/;
/** `a|b.*|.*c`, in parentheses or not: nothing but words and what may surround them. */
const SIMPLE = /^(?:\((?:\?:)?((?:[^\\.+*?()[\]{}^$]|\.[*+])*)\)|((?:[^\\.+*?()[\]{}^$]|\.[*+])*))$/;
/** One of its alternatives. */
const WORD = /^(\.[*+])?([^.]*)(\.[*+])?$/;

/**
 * Compiles RE2 as Alertmanager does: anchored on both ends, `.` without line breaks. Lists of words and beginnings,
 * which nearly all configurations are made of, become plain comparisons. Throws with what is wrong.
 * https://github.com/google/re2/wiki/Syntax
 */
export function compileRegex(source: string): CompiledRegex {
  if (!SPECIAL.test(source)) return { literals: [source], test: (content) => content === source };
  const simple = SIMPLE.exec(source);
  const words = (simple?.[1] ?? simple?.[2])?.split('|');
  if (words !== undefined) {
    const parts = words.map((word) => WORD.exec(word));
    if (parts.every((part) => part !== null)) return compileWords(words, parts);
  }
  // Compiled here to be told what is wrong with it, and kept only from its first use on: programs are large.
  compileRe2(source);
  let program: RE2JS | undefined;
  const expression = () => (program ??= compileRe2(source));
  const { prefix, within } = requiredText(source);
  const regex: CompiledRegex = {
    test: (content) => content.startsWith(prefix) && content.includes(within) && expression().testExact(content),
    ...(prefix === '' ? {} : { beginnings: [prefix] }),
    ...(within === '' ? {} : { within }),
  };
  if (!/\(\?P?</.test(source)) return regex;
  return { ...regex, groups: (content) => groupsOf(expression(), content) };
}

/** Words, and what may surround them: `.*` or `.+`, which stop at line breaks. */
function compileWords(words: readonly string[], parts: readonly RegExpExecArray[]): CompiledRegex {
  const isPlain = parts.every(([, before, , after]) => before === undefined && after === undefined);
  if (isPlain) {
    const known = new Set(words);
    return { literals: words, test: (content) => known.has(content) };
  }
  const tests = parts.map(([, before, word = '', after]) => surrounded(before, word, after));
  const test: CompiledRegex['test'] = tests.length === 1 ? tests[0]! : (content) => tests.some((one) => one(content));
  const beginnings = parts.map(([, before, word = '']) => (before === undefined ? word : ''));
  return beginnings.includes('') ? { test } : { test, beginnings };
}

function surrounded(before: string | undefined, word: string, after: string | undefined): CompiledRegex['test'] {
  const first = before === '.+' ? 1 : 0;
  const last = after === '.+' ? 1 : 0;
  if (before === undefined && after === undefined) return (content) => content === word;
  if (before === undefined) {
    return (content) =>
      content.startsWith(word) && content.length >= word.length + last && !content.includes('\n', word.length);
  }
  if (after === undefined) {
    return (content) =>
      content.endsWith(word) &&
      content.length >= word.length + first &&
      !content.slice(0, content.length - word.length).includes('\n');
  }
  // With something on both sides the word may stand more than once, beside line breaks of its own.
  return (content) => {
    for (let at = content.indexOf(word, first); at >= 0; at = content.indexOf(word, at + 1)) {
      if (at < first || content.length < at + word.length + last) return false;
      if (!content.slice(0, at).includes('\n')) {
        if (!content.includes('\n', at + word.length)) return true;
      } else return false;
      if (word === '') return false;
    }
    return false;
  };
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

function groupsOf(expression: RE2JS, content: string): Labels {
  const matcher = expression.matcher(content);
  if (!matcher.matches()) return {};
  const names = Object.entries(expression.namedGroups());
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
