import { readQuoted } from './quoted-text.ts';
import { makePipe, PIPE_NAMES, type Replacer } from './template-pipes.ts';
import type { Placeholder, Template } from './template.ts';

/** `unknown` is a word that does not exist, `known` those that do, for "did you mean". */
export interface TemplateProblem {
  readonly kind: 'problem';
  readonly message: string;
  readonly unknown?: string;
  readonly known?: readonly string[];
}

const VARIABLE =
  /^(?:\$(labels|annotations|match)|(\.Labels|\.Annotations))(?:\.([\p{L}_][\p{L}\p{N}_]*)|\[\s*(?="))|^\$(service)\b/u;
const SOURCES = new Map<string | undefined, Placeholder['source']>([
  ['labels', 'label'],
  ['.Labels', 'label'],
  ['annotations', 'annotation'],
  ['.Annotations', 'annotation'],
  ['match', 'match'],
]);
const UNDERSTOOD = '{{ $labels.x }}, {{ $annotations.x }}, {{ $match.group }} and {{ $service }}';

/**
 * Reads `{{ $labels.x | pipe "text" }}` as Prometheus and Alertmanager write it (also `{{ .Labels.x }}` and
 * `{{ $labels["any.name"] }}`). No loops and no logic: there is nothing here that could not be tested by reading it.
 */
export function parseTemplate(text: string, replacer: Replacer): Template | TemplateProblem {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    const plain = text.slice(at, open < 0 ? text.length : open);
    if (plain.includes('}}')) return problem(`}} without {{ in ${JSON.stringify(text)}`);
    if (plain !== '') parts.push(plain);
    if (open < 0) break;
    const read = readPlaceholder(text, open + 2, replacer);
    if ('kind' in read) return read;
    parts.push(read.placeholder);
    at = read.end;
  }
  return { text, parts };
}

interface ReadPlaceholder {
  readonly placeholder: Placeholder;
  readonly end: number;
}

function readPlaceholder(text: string, from: number, replacer: Replacer): ReadPlaceholder | TemplateProblem {
  const variable = readVariable(text, skipSpace(text, from));
  if ('kind' in variable) return variable;
  const pipes: Placeholder['pipes'][number][] = [];
  let at = skipSpace(text, variable.end);
  while (text[at] === '|') {
    const name = /^[A-Za-z]*/.exec(text.slice(skipSpace(text, at + 1)))?.[0] ?? '';
    at = skipSpace(text, skipSpace(text, at + 1) + name.length);
    const words: string[] = [];
    while (text[at] === '"') {
      const quoted = readQuoted(text, at);
      if (quoted.kind === 'problem') return problem(`${quoted.message} in ${JSON.stringify(text)}`);
      words.push(quoted.text);
      at = skipSpace(text, quoted.end);
    }
    try {
      const pipe = makePipe(name, words, replacer);
      if (pipe === undefined) {
        const message = name === '' ? 'a pipe needs a name' : `there is no pipe "${name}"`;
        return { ...problem(`${message} in ${JSON.stringify(text)}`), unknown: name, known: PIPE_NAMES };
      }
      pipes.push(pipe);
    } catch (error) {
      return problem(`${error instanceof Error ? error.message : String(error)} in ${JSON.stringify(text)}`);
    }
  }
  if (!text.startsWith('}}', at)) {
    const rest = text.slice(at, at + 20);
    if (text.indexOf('}}', at) < 0) return problem(`}} is missing in ${JSON.stringify(text)}`);
    const hint = rest.startsWith('.') ? '; names with dots are written $labels["a.b"]' : '';
    return problem(`unexpected ${JSON.stringify(rest)} in ${JSON.stringify(text)}${hint}`);
  }
  return { placeholder: { source: variable.source, name: variable.name, pipes }, end: at + 2 };
}

function readVariable(
  text: string,
  from: number,
): { source: Placeholder['source']; name: string; end: number } | TemplateProblem {
  const match = VARIABLE.exec(text.slice(from));
  if (match === null) return problem(`only ${UNDERSTOOD} are understood, found ${JSON.stringify(text)}`);
  const [all, dollar, dot, name, service] = match;
  if (service !== undefined) return { source: 'service', name: '', end: from + all.length };
  const source = SOURCES.get(dollar ?? dot) ?? 'label';
  if (name !== undefined) return { source, name, end: from + all.length };
  const quoted = readQuoted(text, from + all.length);
  if (quoted.kind === 'problem') return problem(`${quoted.message} in ${JSON.stringify(text)}`);
  const close = skipSpace(text, quoted.end);
  if (text[close] !== ']') return problem(`] is missing in ${JSON.stringify(text)}`);
  return { source, name: quoted.text, end: close + 1 };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n') at++;
  return at;
}

function problem(message: string): TemplateProblem {
  return { kind: 'problem', message };
}
