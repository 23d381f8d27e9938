/** Selectors as Pyroscope reads them: PromQL's `{label="text", …}`. https://prometheus.io/docs/prometheus/latest/querying/basics/ */
import { RE2JS } from 're2js';
import { readQuoted } from '../../core/alert/quoted-text.ts';
import type { Labels } from '../../core/alert/alert.ts';
import type { StoreSelector } from '../../pipeline/find-series.ts';
import { QuerierRefusal } from './querier-refusal.ts';

const OPERATORS = ['=~', '!~', '!=', '='] as const;
const NAME = /[A-Za-z_][\w]*/y;
const METRIC = /[A-Za-z_:][\w:]*/y;
/** RE2 is linear in the text; these keep the factor small. */
const LONGEST_REGEX = 4096;
const MOST_REPEATS = 2000;
const LONGEST_SELECTOR = 64 * 1024;

interface Matcher {
  readonly label: string;
  readonly operator: (typeof OPERATORS)[number];
  readonly text: string;
}

/** Throws QuerierRefusal with the place of what is wrong. A label that is missing has the text "". */
export function readSelector(text: string): StoreSelector {
  const matchers = parse(text);
  const tests = matchers.map((matcher) => testOf(matcher, text));
  const exact = matchers.filter(({ operator, label, text: asked }) => {
    return operator === '=' && asked !== '' && !label.startsWith('__');
  });
  return {
    labels: Object.fromEntries(exact.map((matcher) => [matcher.label, matcher.text])),
    matches: (labels) => tests.every((test) => test(labels)),
  };
}

/** A series is asked for when one of several selectors fits it; none is the selector of all. */
export function readSelectors(texts: readonly string[]): readonly StoreSelector[] {
  return texts.length === 0 ? [readSelector('{}')] : texts.map(readSelector);
}

function testOf({ label, operator, text }: Matcher, whole: string): (labels: Labels) => boolean {
  const of = (labels: Labels) => (Object.hasOwn(labels, label) ? labels[label]! : '');
  switch (operator) {
    case '=':
      return (labels) => of(labels) === text;
    case '!=':
      return (labels) => of(labels) !== text;
    case '=~': {
      const regex = compile(text, whole);
      return (labels) => regex.testExact(of(labels));
    }
    case '!~': {
      const regex = compile(text, whole);
      return (labels) => !regex.testExact(of(labels));
    }
  }
}

function compile(source: string, whole: string): RE2JS {
  let repeats = 0;
  for (const [, least = '', most = ''] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) repeats += Number(most || least);
  try {
    if (source.length > LONGEST_REGEX) throw new Error(`longer than ${LONGEST_REGEX} characters`);
    if (repeats > MOST_REPEATS) throw new Error(`its counted repetitions add up to more than ${MOST_REPEATS}`);
    // Prometheus' anchors are the exact test; its dot takes line breaks.
    return RE2JS.compile(source, RE2JS.DOTALL);
  } catch (error) {
    return complain(whole, error instanceof Error ? error.message : String(error));
  }
}

function parse(text: string): readonly Matcher[] {
  if (text.length > LONGEST_SELECTOR) complain(text, `longer than ${LONGEST_SELECTOR} characters`);
  let at = skipSpace(text, 0);
  if (at === text.length) complain(text, 'unknown position: parse error: unexpected end of input');
  const fail = (expected: string): never => {
    const found =
      at >= text.length ? 'unexpected end of input' : `unexpected ${JSON.stringify(text.slice(at, at + 12))}`;
    return complain(text, `1:${at + 1}: parse error: ${found} inside braces, expected ${expected}`);
  };
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const quoted = (what: string): string => {
    const read = readLiteral(text, at);
    if (read === undefined) return fail(what);
    at = read.end;
    return read.text;
  };
  const metric = take(METRIC);
  const matchers: Matcher[] = metric === '' ? [] : [{ label: '__name__', operator: '=', text: metric }];
  at = skipSpace(text, at);
  if (text[at] !== '{') {
    if (metric !== '' && at === text.length) return matchers;
    return fail('{');
  }
  at = skipSpace(text, at + 1);
  while (text[at] !== '}') {
    const label = take(NAME) || quoted('a label name');
    at = skipSpace(text, at);
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
    if (operator === undefined) return fail('=, !=, =~ or !~');
    at = skipSpace(text, at + operator.length);
    matchers.push({ label, operator, text: quoted('a text in quotes') });
    at = skipSpace(text, at);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else if (text[at] !== '}') return fail('a comma or }');
  }
  at = skipSpace(text, at + 1);
  return at === text.length ? matchers : fail('nothing more');
}

/** A Go string in any of its three quotes. */
function readLiteral(text: string, at: number): { readonly text: string; readonly end: number } | undefined {
  const quote = text[at];
  if (quote === '`') {
    const end = text.indexOf('`', at + 1);
    return end < 0 ? undefined : { text: text.slice(at + 1, end), end: end + 1 };
  }
  if (quote === '"') {
    const read = readQuoted(text, at);
    return read.kind === 'text' ? read : undefined;
  }
  if (quote !== "'") return undefined;
  const inside = /'((?:[^'\\\n]|\\.)*)'/y;
  inside.lastIndex = at;
  const [whole, content = ''] = inside.exec(text) ?? [];
  if (whole === undefined) return undefined;
  // The same in the other quotes.
  const turned = content.replaceAll(/\\'|"|\\./g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part));
  const read = readQuoted(`"${turned}"`, 0);
  return read.kind === 'text' ? { text: read.text, end: at + whole.length } : undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}

function complain(selector: string, problem: string): never {
  throw new QuerierRefusal(
    'invalid_argument',
    `parsing label selector ${JSON.stringify(selector.slice(0, 200))}: ${problem}`,
  );
}
