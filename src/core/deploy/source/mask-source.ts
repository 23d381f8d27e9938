import type { Language } from './languages.ts';

/** A text twice, both as long as the text with its line ends in place. */
export interface MaskedSource {
  /** Comments blank. */
  readonly code: string;
  /** Comments and what strings hold blank, so that every bracket in it is one. */
  readonly bare: string;
  /** Lines, from 1, that begin inside of a string. */
  readonly insideStrings: ReadonlySet<number>;
}

/** A stretch that is no code: [from, to). */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Where to go on: behind closing quotes, which are code. */
  readonly next: number;
  readonly isComment: boolean;
}

/** Blanks comments and strings in one pass; a string or comment that never ends reaches to the end of the text. */
export function maskSource(text: string, language: Language): MaskedSource {
  const comments: Stretch[] = [];
  const all: Stretch[] = [];
  let lastCode = '';
  for (let at = 0; at < text.length;) {
    const stretch = stretchAt(text, at, language, lastCode);
    if (stretch === undefined) {
      const letter = text[at]!;
      if (letter > ' ') lastCode = letter;
      at++;
      continue;
    }
    all.push(stretch);
    if (stretch.isComment) comments.push(stretch);
    else lastCode = '"';
    at = Math.max(stretch.next, at + 1);
  }
  return { code: blank(text, comments), bare: blank(text, all), insideStrings: linesInside(text, all) };
}

function stretchAt(text: string, at: number, language: Language, lastCode: string): Stretch | undefined {
  const letter = text[at]!;
  if (letter > '@' && letter !== '`' && letter !== 'r') return undefined;
  for (const [open, close] of language.blockComments)
    if (text.startsWith(open, at)) return comment(at, behind(text, close, at + open.length));
  for (const mark of language.lineComments) if (text.startsWith(mark, at)) return comment(at, lineEnd(text, at));
  for (const quotes of language.quotes) {
    if (!text.startsWith(quotes.open, at)) continue;
    const to = stringEnd(text, at + quotes.open.length, quotes);
    // A text where a statement should stand is documentation: right behind a colon, or first of all.
    const isDocumentation = language.blocks === 'indented' && quotes.open.length === 3 && ':'.includes(lastCode);
    return isDocumentation ? comment(at, to) : inside(at, to, quotes.open.length, quotes.close.length);
  }
  if (letter === '`' && language.name === 'script') return inside(at, templateEnd(text, at + 1), 1, 1);
  if (letter === "'" && language.characters) {
    const found = /^'(?:\\.[^'\n]{0,9}|[^'\\\n]{1,2})'/.exec(text.slice(at, at + 14));
    return found === null ? undefined : inside(at, at + found[0].length, 1, 1);
  }
  if (letter === '/' && language.patterns && mayBeginPattern(text, at, lastCode)) {
    const found = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//.exec(text.slice(at, at + 500));
    return found === null ? undefined : inside(at, at + found[0].length, 1, 1);
  }
  return undefined;
}

/** A slash behind a name, a number or a closing bracket divides. */
function mayBeginPattern(text: string, at: number, lastCode: string): boolean {
  return (
    lastCode === '' ||
    /[(,=:[!&|?{};+]/.test(lastCode) ||
    /\b(?:return|typeof|case|in|of)\s*$/.test(text.slice(Math.max(0, at - 12), at))
  );
}

function comment(from: number, to: number): Stretch {
  return { from, to, next: to, isComment: true };
}

/** The quotes themselves stay: a text is something, whatever it holds. */
function inside(from: number, to: number, opens: number, closes: number): Stretch {
  return { from: Math.min(from + opens, to), to: Math.max(from + opens, to - closes), next: to, isComment: false };
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

function stringEnd(text: string, from: number, quotes: Language['quotes'][number]): number {
  for (let at = from; at < text.length; at++) {
    if (quotes.escapes && text[at] === '\\') at++;
    else if (text.startsWith(quotes.close, at)) return at + quotes.close.length;
    else if (!quotes.lines && text[at] === '\n') return at;
  }
  return text.length;
}

/** Behind the closing back tick of a script's template; what stands in `${}` may hold templates of its own. */
function templateEnd(text: string, from: number): number {
  const open: ('`' | '{')[] = ['`'];
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    const isText = open.at(-1) === '`';
    if (letter === '\\') at++;
    else if (letter === '`') {
      if (!isText) open.push('`');
      else if (open.pop() !== undefined && open.length === 0) return at + 1;
    } else if (isText && letter === '$' && text[at + 1] === '{') {
      open.push('{');
      at++;
    } else if (!isText && letter === '{') open.push('{');
    else if (!isText && letter === '}') open.pop();
  }
  return text.length;
}

function blank(text: string, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of stretches) {
    parts.push(text.slice(at, from), text.slice(from, to).replace(/[^\n]/g, ' '));
    at = to;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function linesInside(text: string, stretches: readonly Stretch[]): ReadonlySet<number> {
  const found = new Set<number>();
  let line = 1;
  let at = 0;
  for (const { from, to, isComment } of stretches) {
    line += text.slice(at, from).split('\n').length - 1;
    const last = line + text.slice(from, to).split('\n').length - 1;
    if (!isComment) for (let one = line + 1; one <= last; one++) found.add(one);
    line = last;
    at = to;
  }
  return found;
}
