import { readQuoted } from '../core/alert/quoted-text.ts';

/** One matcher as written. */
export interface ParsedMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly content: string;
  /** The matcher's own words out of the whole text. */
  readonly text: string;
  /** The same for all ways of writing the same matcher. */
  readonly key: string;
}

const OPERATORS = ['=~', '!~', '!=', '='] as const;
/** Nearly every matcher that was ever written; the rest of the grammar takes its time. */
const COMMON = /^([A-Za-z_][\w.]*)(=~|!~|!=|=)"([^"\\\n]*)"$/;
/** Everything that Alertmanager lets stand without quotes; `\s` here and there are Unicode's white space. */
const BARE = /[^\s{}!=~,\\"'`]*/y;

/**
 * Reads matchers as Alertmanager does in its UTF-8 mode: `name op value`, both bare or double-quoted, several with
 * commas between them, in braces or not. Throws with what is wrong and where.
 * https://prometheus.io/docs/alerting/latest/configuration/#label-matchers
 */
export function parseMatchers(text: string): readonly ParsedMatcher[] {
  const common = COMMON.exec(text);
  if (common !== null) {
    const [, label = '', word, content = ''] = common;
    const operator = OPERATORS.find((candidate) => candidate === word);
    if (operator !== undefined) return [{ label, operator, content, text, key: text }];
  }
  return readMatchers(text);
}

function readMatchers(text: string): readonly ParsedMatcher[] {
  let at = skipSpace(text, 0);
  const complain = (message: string): never => {
    const found = at >= text.length ? 'the end' : JSON.stringify(text.slice(at, at + 12));
    throw new Error(`${message}, found ${found} at character ${at + 1} of ${text}`);
  };
  const word = (what: string): string => {
    if (text[at] === '"') {
      const quoted = readQuoted(text, at);
      if (quoted.kind === 'problem') return complain(`${quoted.message} in the ${what}`);
      at = quoted.end;
      return quoted.text;
    }
    BARE.lastIndex = at;
    const bare = BARE.exec(text)?.[0] ?? '';
    if (bare === '')
      return complain(what === 'value' ? 'expected a value ("" for the empty one)' : `expected a ${what}`);
    at += bare.length;
    return bare;
  };

  if (at === text.length) throw new Error('an empty matcher: write {} to match every alert');
  const braces = text[at] === '{';
  if (braces) at = skipSpace(text, at + 1);
  const matchers: ParsedMatcher[] = [];
  const ended = () => (braces ? text[at] === '}' : at === text.length);
  while (!ended()) {
    const from = at;
    const label = word('label name');
    if (label === '') complain('a label name cannot be empty');
    at = skipSpace(text, at);
    const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
    if (operator === undefined) return complain('expected =, !=, =~ or !~');
    at = skipSpace(text, at + operator.length);
    const content = word('value');
    matchers.push({
      label,
      operator,
      content,
      text: text.slice(from, at),
      key: label + operator + JSON.stringify(content),
    });
    at = skipSpace(text, at);
    if (ended()) break;
    if (text[at] !== ',') complain(braces ? 'expected a comma or }' : 'expected a comma');
    at = skipSpace(text, at + 1);
  }
  if (braces) at = skipSpace(text, at + 1);
  if (at !== text.length) complain('expected nothing more');
  return matchers;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}
