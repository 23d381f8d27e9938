import { longerInts } from './int-column.ts';

/**
 * Numbers distinct pairs of 32-bit integers in order of arrival: a flat open-addressing hash table, no object per entry.
 * Ids (low and high half), frames (function, line) and places (name, file) are all such pairs.
 */
export interface PairIndex {
  size: number;
  first: Int32Array;
  second: Int32Array;
  /** Number of the pair + 1, or 0; twice as long as the columns, so never more than half full. */
  slots: Int32Array;
}

const SMALLEST = 64;

export function createPairIndex(expected = SMALLEST): PairIndex {
  let capacity = SMALLEST;
  while (capacity < expected) capacity *= 2;
  return {
    size: 0,
    first: new Int32Array(capacity),
    second: new Int32Array(capacity),
    slots: new Int32Array(capacity * 2),
  };
}

/** Number of the pair, or -1 when it was never added. Halves above 2^31 may be given signed or unsigned. */
export function findPair(index: PairIndex, a: number, b: number): number {
  const first = a | 0;
  const second = b | 0;
  const mask = index.slots.length - 1;
  for (let slot = mix(first, second) & mask; ; slot = (slot + 1) & mask) {
    const found = index.slots[slot]! - 1;
    if (found < 0 || (index.first[found] === first && index.second[found] === second)) return found;
  }
}

/** Number of the pair; a new one gets the number `size` had before. */
export function addPair(index: PairIndex, a: number, b: number): number {
  const first = a | 0;
  const second = b | 0;
  const mask = index.slots.length - 1;
  let slot = mix(first, second) & mask;
  for (; ; slot = (slot + 1) & mask) {
    const found = index.slots[slot]! - 1;
    if (found < 0) break;
    if (index.first[found] === first && index.second[found] === second) return found;
  }
  const added = index.size++;
  index.first[added] = first;
  index.second[added] = second;
  index.slots[slot] = added + 1;
  if (index.size === index.first.length) grow(index);
  return added;
}

function grow(index: PairIndex): void {
  const capacity = index.first.length * 2;
  index.first = longerInts(index.first, capacity);
  index.second = longerInts(index.second, capacity);
  const slots = new Int32Array(capacity * 2);
  const mask = slots.length - 1;
  for (let at = 0; at < index.size; at++) {
    let slot = mix(index.first[at]!, index.second[at]!) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = at + 1;
  }
  index.slots = slots;
}

// Multiply-xorshift: neighbouring ids and node numbers must not end up in one run of slots.
function mix(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
