export type Quoted =
  | { readonly kind: 'text'; readonly text: string; /** Offset behind the closing quote. */ readonly end: number }
  | { readonly kind: 'problem'; readonly message: string };

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};
const NUMBERED = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/;

/**
 * Reads a double-quoted text that begins at `from`, with the escapes of Go's strconv.Unquote, as Alertmanager's
 * matchers and Go's templates write them. `\x` and octal escapes are bytes of UTF-8. https://pkg.go.dev/strconv#Unquote
 */
export function readQuoted(source: string, from: number): Quoted {
  const bytes: number[] = [];
  let text = '';
  /** Bytes written as `\xf0\x9f…` become one character when something else follows. */
  const settle = (): boolean => {
    if (bytes.length === 0) return true;
    try {
      text += new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    } catch {
      return false;
    }
    bytes.length = 0;
    return true;
  };
  let at = from + 1;
  while (at < source.length) {
    const character = source[at]!;
    if (character === '\n') return problem('a line ends within quotes; write \\n');
    if (character === '\\') {
      const escape = readEscape(source, at + 1);
      if (escape === undefined) return problem(`unknown escape \\${source[at + 1] ?? ''}`);
      if (escape.byte !== undefined) bytes.push(escape.byte);
      else if (settle()) text += escape.text;
      else return problem('the \\x escapes are no UTF-8');
      at += 1 + escape.length;
      continue;
    }
    if (!settle()) return problem('the \\x escapes are no UTF-8');
    if (character === '"') return { kind: 'text', text, end: at + 1 };
    text += character;
    at++;
  }
  return problem('the closing quote is missing');
}

interface Escape {
  readonly length: number;
  readonly text: string;
  readonly byte?: number;
}

function readEscape(source: string, at: number): Escape | undefined {
  const simple = SIMPLE[source[at] ?? ''];
  if (simple !== undefined) return { length: 1, text: String.fromCodePoint(simple) };
  const match = NUMBERED.exec(source.slice(at, at + 9));
  if (match === null) return undefined;
  const [all, hex, short, long, octal] = match;
  const code = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  if (hex !== undefined || octal !== undefined) {
    return code > 255 ? undefined : { length: all.length, text: '', byte: code };
  }
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? { length: all.length, text: String.fromCodePoint(code) } : undefined;
}

function problem(message: string): Quoted {
  return { kind: 'problem', message };
}
