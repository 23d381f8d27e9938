/** Patterns of file names: folders and a name with tokens in braces, such as `{service}/{type}/{iso}.pprof`. */

/** One folder or the file's name. */
export interface Segment {
  /** As it was written. */
  readonly text: string;
  readonly regex: RegExp;
  /** By the groups of `regex`. */
  readonly tokens: readonly string[];
}

export type Captures = Readonly<Record<string, string>>;

const DIGITS = {
  yyyy: '\\d{4}',
  mm: '\\d{2}',
  dd: '\\d{2}',
  HH: '\\d{2}',
  MM: '\\d{2}',
  SS: '\\d{2}',
  unix: '\\d{9,10}',
  unix_ms: '\\d{12,13}',
} as const;
/** 2026-11-22T14:09:00.123Z, its separators left out or replaced; without a zone it is UTC. */
const ISO = '\\d{4}-?\\d{2}-?\\d{2}[T_]\\d{2}[:-]?\\d{2}[:-]?\\d{2}(?:[.,]\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})?';
/** https://github.com/rs/xid, whose first four bytes are the time of its making. */
const XID = '[0-9a-v]{20}';
const CLOSED: Readonly<Record<string, string>> = { ...DIGITS, iso: ISO, xid: XID };
/** Any text, which is not kept. */
const ANY = '*';
const TOKEN = /^(?:\*|[a-zA-Z_][\w.]*)$/;

/** Tokens that say when, of which kind and of what; every other one is a label of that name. */
const RESERVED = new Set([...Object.keys(CLOSED), 'service', 'type', 'instance', 'labels', ANY]);

/** What is wrong with a pattern; undefined for a good one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    parsePattern(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Throws an Error that says what is wrong. */
export function parsePattern(pattern: string): readonly Segment[] {
  if (pattern.startsWith('/')) throw new Error('begins with /: it is relative to path');
  return pattern.split('/').map((text) => {
    if (text === '' || text === '.' || text === '..') throw new Error(`has a folder ${JSON.stringify(text)}`);
    return parseSegment(text);
  });
}

function parseSegment(text: string): Segment {
  const tokens: string[] = [];
  let source = '';
  let open: string | undefined;
  for (const part of text.match(/\{[^{}]*\}|[^{}]+|[{}]/g) ?? []) {
    if (part === '{' || part === '}') throw new Error(`has a brace that belongs to none in ${JSON.stringify(text)}`);
    if (!part.startsWith('{')) {
      source += part.replaceAll(/[\\^$.*+?()[\]|-]/g, '\\$&');
      open = undefined;
      continue;
    }
    const token = part.slice(1, -1);
    if (!TOKEN.test(token)) throw new Error(`has a token that is no name: ${part}`);
    const closed = CLOSED[token];
    if (closed === undefined && open !== undefined)
      throw new Error(`has nothing between ${open} and ${part}, so that nobody can tell where one ends`);
    open = closed === undefined ? part : undefined;
    source += token === ANY ? '.*?' : `(${closed ?? (token === 'labels' ? '.*?' : '.+?')})`;
    if (token !== ANY) tokens.push(token);
  }
  return { text, regex: new RegExp(`^${source}$`, 's'), tokens };
}

/** What a name says, with what the folders above said; undefined where it does not fit, or says two things of one token. */
export function matchName({ regex, tokens }: Segment, name: string, above: Captures): Captures | undefined {
  const match = regex.exec(name);
  if (match === null) return undefined;
  const captures: Record<string, string> = { ...above };
  for (const [index, token] of tokens.entries()) {
    const text = match[index + 1] ?? '';
    if (captures[token] !== undefined && captures[token] !== text) return undefined;
    captures[token] = text;
  }
  return captures;
}

export function hasToken(segments: readonly Segment[], token: string): boolean {
  return segments.some(({ tokens }) => tokens.includes(token));
}

/** Labels that the name tells: tokens of other names, and pairs `k=v,k=v` of the token `labels`. */
export function labelsOf(captures: Captures): Readonly<Record<string, string>> {
  const pairs = (captures['labels'] ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : [];
  });
  return Object.fromEntries([...pairs, ...Object.entries(captures).filter(([token]) => !RESERVED.has(token))]);
}
