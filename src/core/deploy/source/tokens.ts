import type { SourceText } from './find-functions.ts';

const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|\d[\w.]*|[^\s\w]/g;

/**
 * The tokens of lines, so that layout, comments, the kind of quotes, trailing commas and optional semicolons say nothing. Lines of
 * `without` are left out. Lines count from 1.
 */
export function tokensOf(
  { lines, language }: SourceText,
  fromLine: number,
  toLine: number,
  without: readonly { readonly fromLine: number; readonly toLine: number }[] = [],
): readonly string[] {
  const kept: string[] = [];
  for (let line = fromLine; line <= Math.min(toLine, lines.length); line++)
    if (!without.some((one) => line >= one.fromLine && line <= one.toLine)) kept.push(lines[line - 1]!);
  const tokens = kept.join('\n').match(TOKEN) ?? [];
  const anyQuotes = language.name === 'script' || language.name === 'python' || language.name === 'ruby';
  const told: string[] = [];
  for (const token of tokens) {
    if (language.looseSemicolons && token === ';') continue;
    if (told.at(-1) === ',' && /^[)\]}]$/.test(token)) told.pop();
    const spelt =
      anyQuotes && token.length > 1 && token.startsWith("'") ? `"${token.slice(1, -1).replaceAll('"', '\\"')}"` : token;
    for (const part of partsOf(spelt, told.at(-1) ?? '')) told.push(part);
  }
  return told;
}

/** Expressions inside of a text are code: `${x}`, Ruby's `#{x}`, `{x}` where an f or a dollar stands before the quotes. */
function partsOf(token: string, before: string): readonly string[] {
  if (!isText(token)) return [token];
  const holes = /^(?:[fF]|[rR][fF]|[fF][rR]|\$)$/.test(before) ? /\{[^{}]*\}/ : /[$#]\{[^{}]*\}/;
  if (!holes.test(token)) return [token];
  const parts: string[] = [];
  let rest = token.slice(1, -1);
  for (let hole = holes.exec(rest); hole !== null; hole = holes.exec(rest)) {
    parts.push(
      `"${rest.slice(0, hole.index)}"`,
      ...(hole[0]
        .replace(/^[$#]?\{/, '')
        .slice(0, -1)
        .match(TOKEN) ?? []),
    );
    rest = rest.slice(hole.index + hole[0].length);
  }
  return [...parts, `"${rest}"`];
}

export function isWord(token: string): boolean {
  return /^[A-Za-z_$]/.test(token);
}

export function isText(token: string): boolean {
  return /^["'`]/.test(token) && token.length > 1;
}

export function isNumber(token: string): boolean {
  return /^\d/.test(token);
}
