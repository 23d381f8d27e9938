import type { SourceFunction } from './find-functions.ts';
import type { Language } from './languages.ts';
import type { MaskedSource } from './mask-source.ts';

interface Open {
  readonly kind: 'function' | 'type';
  readonly name: string;
  readonly depth: number;
  readonly fromLine: number;
}

const FUNCTIONS: Readonly<Record<string, RegExp>> = {
  python: /^(?:async\s+)?def\s+([A-Za-z_]\w*)/,
  ruby: /^(?:(?:private|public|protected|memoize|module_function)\s+)*def\s+(?:self\.|[A-Z]\w*\.)?([A-Za-z_]\w*[?!=]?)/,
  elixir: /^defp?(?:macro)?\s+([a-z_]\w*[?!]?)/,
  lua: /^(?:local\s+)?function\s+(?:[\w.]+[.:])?([A-Za-z_]\w*)/,
};
const TYPES: Readonly<Record<string, RegExp>> = {
  python: /^class\s+([A-Za-z_]\w*)/,
  ruby: /^(?:class|module)\s+([A-Z][\w:]*)/,
  elixir: /^defmodule\s+([A-Z][\w.]*)/,
};

/** Functions of languages whose blocks are told by indentation; decorators belong to them. */
export function indentedFunctions(
  { bare, insideStrings }: MaskedSource,
  language: Language,
): readonly SourceFunction[] {
  const found: SourceFunction[] = [];
  const open: Open[] = [];
  const lines = bare.split('\n');
  let brackets = 0;
  let last = 0;
  let decorated = 0;

  const close = (depth: number, closingLine: number) => {
    while (open.length > 0 && open.at(-1)!.depth >= depth) {
      const { kind, name, fromLine } = open.pop()!;
      if (kind === 'type') continue;
      const owner = open.flatMap((one) => (one.kind === 'type' ? [one.name] : [])).join('.');
      found.push({ name, owner, fromLine, toLine: Math.max(fromLine, closingLine) });
    }
  };

  lines.forEach((text, index) => {
    const line = index + 1;
    const code = text.trim();
    const inside = brackets > 0 || insideStrings.has(line);
    brackets = Math.max(0, brackets + count(text, /[([{]/g) - count(text, /[)\]}]/g));
    if (code === '') return;
    if (inside) {
      last = line;
      return;
    }
    const depth = text.replaceAll('\t', '        ').search(/\S/);
    const ends = language.blocks === 'ends' && /^end\b/.test(code);
    // A closing `end` stands where its block began, and belongs to it.
    close(depth, ends ? line : last);
    if (code.startsWith('@') && language.name === 'python') {
      decorated ||= line;
      last = line;
      return;
    }
    const kind = FUNCTIONS[language.name]?.exec(code);
    const type = TYPES[language.name]?.exec(code);
    if (kind != null) open.push({ kind: 'function', name: kind[1]!, depth, fromLine: decorated || line });
    else if (type != null) open.push({ kind: 'type', name: type[1]!, depth, fromLine: line });
    decorated = 0;
    last = line;
  });
  close(0, last);
  return found;
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}
