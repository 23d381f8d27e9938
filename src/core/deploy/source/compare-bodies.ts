import { isNumber, isText, isWord } from './tokens.ts';

/** What differs between two versions of a function, in tokens. */
export interface BodyChange {
  /** Tokens that one version has more often than the other. */
  readonly added: ReadonlyMap<string, number>;
  readonly removed: ReadonlyMap<string, number>;
  /** What it is made of: nothing but texts (messages, names of classes), nothing but numbers, or anything. */
  readonly kind: 'texts' | 'numbers' | 'code';
}

const LOOPS =
  /^(?:for|while|until|loop|forEach|foreach|map|flatMap|filter|reduce|each|times|repeat|range|sort|sorted|sortBy|sort_by)$/;
const KEYWORDS =
  /^(?:if|else|return|const|let|var|func|function|def|fn|fun|class|new|await|async|self|this|int|string|bool|true|false|nil|null|None|True|False|void|public|private|static|final|in|of|not|and|or|is|val|mut|pub|use|import|from|type|struct|package)$/;

/** Undefined where the two do the same: equal, or names were changed and nothing else. */
export function compareBodies(before: readonly string[], after: readonly string[]): BodyChange | undefined {
  if (sameTokens(before, after) || isRenaming(before, after)) return undefined;
  const added = surplus(after, before);
  const removed = surplus(before, after);
  const all = [...added.keys(), ...removed.keys()];
  const kind =
    all.length > 0 && all.every(isText) ? 'texts' : all.length > 0 && all.every(isNumber) ? 'numbers' : 'code';
  return { added, removed, kind };
}

export function sameTokens(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((token, at) => token === after[at]);
}

/** One name stands for another, everywhere, and the new one was not there before. */
function isRenaming(before: readonly string[], after: readonly string[]): boolean {
  if (before.length !== after.length) return false;
  const names = new Map<string, string>();
  for (let at = 0; at < before.length; at++) {
    const from = before[at]!;
    const to = after[at]!;
    if (from !== to && !(isWord(from) && isWord(to) && !KEYWORDS.test(from) && !KEYWORDS.test(to))) return false;
    // A name that is called is another function, unless it is the one that is declared.
    if (from !== to && after[at + 1] === '(' && !/^(?:func|function|def|fn|fun)$/.test(after[at - 1] ?? ''))
      return false;
    // A field or method of something: another one.
    if (from !== to && /^(?:\.|->|::)$/.test(after[at - 1] ?? '')) return false;
    if ((names.get(from) ?? to) !== to) return false;
    names.set(from, to);
  }
  const changed = [...names].filter(([from, to]) => from !== to);
  const were = new Set(before);
  return new Set(names.values()).size === names.size && changed.every(([, to]) => !were.has(to));
}

/** What `of` has more of than `than`. */
export function surplus(of: readonly string[], than: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const token of of) counts.set(token, (counts.get(token) ?? 0) + 1);
  for (const token of than) counts.set(token, (counts.get(token) ?? 0) - 1);
  return new Map([...counts].filter(([, count]) => count > 0));
}

/** Names among tokens that say something: no keywords. */
export function wordsOf(tokens: Iterable<string>): readonly string[] {
  return [...tokens].filter((token) => isWord(token) && !KEYWORDS.test(token));
}

/** Words that repeat what follows. */
export function isLoop(token: string): boolean {
  return LOOPS.test(token);
}

/** Share of the smaller one's tokens that both have: 1 = the same tokens. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const more = [...surplus(a, b).values()].reduce((sum, count) => sum + count, 0);
  return (a.length - more) / Math.max(a.length, b.length);
}
