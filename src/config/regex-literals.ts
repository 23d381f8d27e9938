/** What every text holds that an expression matches; empty where that cannot be told. */
export interface RequiredText {
  /** At its beginning. */
  readonly prefix: string;
  /** Somewhere in it: the longest run of plain characters. */
  readonly within: string;
}

const REPEAT = /^\{\d+(?:,\d*)?\}/;
const NOTHING: RequiredText = { prefix: '', within: '' };

/**
 * Finds the plain characters that an expression asks for outside of its groups, so that most texts are told apart from
 * it by one comparison. Gives up where flags, quotations or alternatives could make something else of them.
 */
export function requiredText(source: string): RequiredText {
  if (/\\Q|\(\?[^:P<]|\(\?<[=!]/.test(source)) return NOTHING;
  const runs: string[] = [];
  let run = '';
  let depth = 0;
  let at = 0;
  const end = () => {
    runs.push(run);
    run = '';
  };
  while (at < source.length) {
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (character === '|' && depth === 0) return NOTHING;
    if (character === '[') {
      end();
      at = endOfClass(source, at);
    } else if (character === '\\') {
      const escaped = source[at + 1] ?? '';
      // What follows these belongs to them.
      if (/[pPx0-9]/.test(escaped)) return NOTHING;
      const isPlain = /[^A-Za-z0-9]/.test(escaped) && escaped.charCodeAt(0) < 128;
      if (isPlain && depth === 0) run += escaped;
      else end();
      at += 2;
    } else if (character === '{' && !REPEAT.test(source.slice(at, at + 12))) {
      return NOTHING;
    } else if ('(){}*+?.^$|'.includes(character)) {
      // A quantifier may take back the character before it.
      if ('{*+?'.includes(character)) run = Array.from(run).slice(0, -1).join('');
      end();
      if (character === '(') depth++;
      if (character === ')') depth--;
      at = character === '{' ? behind(source, '}', at) : at + 1;
    } else {
      if (depth === 0) run += character;
      at += character.length;
    }
  }
  end();
  return { prefix: runs[0] ?? '', within: runs.reduce((best, one) => (one.length > best.length ? one : best), '') };
}

function endOfClass(source: string, from: number): number {
  let at = from + 1;
  if (source[at] === '^') at++;
  if (source[at] === ']') at++;
  while (at < source.length && source[at] !== ']') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('[:', at)) at = behind(source, ':]', at) + 1;
    else at++;
  }
  return at + 1;
}

function behind(source: string, what: string, from: number): number {
  const found = source.indexOf(what, from);
  return found < 0 ? source.length : found + 1;
}
