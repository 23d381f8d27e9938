const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Characters of a hash in a link. */
export const HASH_LENGTH = 5;

/** FNV-1a over UTF-16 units, https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** One hash of two, the order of which matters. */
export function mixHashes(first: number, second: number): number {
  const mixed = Math.imul(first ^ (second >>> 16) ^ 0x9e3779b1, 0x85ebca6b);
  return Math.imul((mixed ^ (mixed >>> 13)) + second, 0xc2b2ae35);
}

/** The 30 bits of a hash that a link carries. */
export function foldHash(hash: number): number {
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}

/** A folded hash in characters that links leave alone. */
export function printHash(folded: number): string {
  let text = '';
  for (let digit = HASH_LENGTH - 1; digit >= 0; digit--) text += DIGITS.charAt((folded >>> (6 * digit)) & 63);
  return text;
}

/** What printHash printed; −1, which no hash is, for anything else. */
export function readHash(text: string): number {
  let folded = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return -1;
    folded = folded * 64 + digit;
  }
  return text.length === HASH_LENGTH ? folded : -1;
}
