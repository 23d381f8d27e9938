const FACTOR = 0x9e3779b1;

/**
 * Hash of the text bytes[begin..end), 32 bits; `words` is a view of the same bytes. Four bytes at a time: most of reading a large
 * file is this.
 */
export function hashText(bytes: Uint8Array, words: DataView, begin: number, end: number): number {
  let hash = end - begin;
  let at = begin;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ words.getInt32(at, true), FACTOR);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FACTOR);
  return hash ^ (hash >>> 13);
}
