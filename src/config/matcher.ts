import { RE2JS } from 're2js';
import type { Matcher } from '../core/alert/map-alert.ts';

const OPERATORS = ['=~', '!~', '!=', '='] as const;

/**
 * Compiles one matcher of Alertmanager's UTF-8 syntax: `name op value`, each side bare or double-quoted.
 * Regular expressions are RE2 and anchored on both ends. Throws with what is wrong.
 * https://prometheus.io/docs/alerting/latest/configuration/#label-matchers
 */
export function compileMatcher(text: string): Matcher {
  const name = readWord(text.trimStart(), 'label name');
  const rest = name.rest.trimStart();
  const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
  if (operator === undefined) throw new Error(`expected =, !=, =~ or !~ after ${JSON.stringify(name.word)} in ${text}`);
  const content = readWord(rest.slice(operator.length).trimStart(), 'value');
  if (content.rest.trim() !== '')
    throw new Error(`unexpected ${JSON.stringify(content.rest.trim())} at the end of ${text}`);
  return { label: name.word, text, test: testFor(operator, content.word, text) };
}

function testFor(operator: (typeof OPERATORS)[number], wanted: string, text: string): Matcher['test'] {
  if (operator === '=') return (content) => content === wanted;
  if (operator === '!=') return (content) => content !== wanted;
  const expression = compileExpression(wanted, text);
  const wantsMatch = operator === '=~';
  return (content) => expression.matcher(content).matches() === wantsMatch;
}

function compileExpression(source: string, text: string): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.DOTALL);
  } catch (error) {
    throw new Error(`bad regular expression in ${text}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function readWord(text: string, what: string): { word: string; rest: string } {
  if (!text.startsWith('"')) {
    const bare = /^[^\s{}!=~,\\"'`]*/.exec(text)?.[0] ?? '';
    if (bare === '' && what === 'label name') throw new Error(`missing label name in ${JSON.stringify(text)}`);
    return { word: bare, rest: text.slice(bare.length) };
  }
  const quoted = /^"(?:[^"\\]|\\.)*"/s.exec(text)?.[0];
  if (quoted === undefined) throw new Error(`unfinished quotes in ${text}`);
  try {
    const word: unknown = JSON.parse(quoted.replaceAll('\n', '\\n'));
    return { word: String(word), rest: text.slice(quoted.length) };
  } catch (error) {
    throw new Error(`bad escape in ${quoted}`, { cause: error });
  }
}
