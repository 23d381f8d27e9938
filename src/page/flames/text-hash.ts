const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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

/** 30 bits of a hash in five characters that links leave alone. */
export function shortHash(hash: number): string {
  const folded = hash ^ (hash >>> 15);
  let text = '';
  for (let shift = 0; shift < 30; shift += 6) text += DIGITS.charAt((folded >>> shift) & 63);
  return text;
}
