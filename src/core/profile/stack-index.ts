import { appendInt, createIntColumn, reserveInts, type IntColumn } from './int-column.ts';

/**
 * Numbers distinct stacks of functions in order of arrival. Profiles of one service share most of their stacks, and looking one up
 * whole touches a fraction of the memory that walking the tree frame by frame does.
 */
export interface StackIndex {
  size: number;
  /** Stack i has functions[start[i]..start[i+1]), root first. */
  readonly functions: IntColumn;
  readonly start: IntColumn;
  readonly hashes: IntColumn;
  /** Of the stack looked up last: hash of its first 1, 2, 3 … functions. */
  readonly prefixes: IntColumn;
  /** Number of the stack + 1, or 0; never more than half full. */
  slots: Int32Array;
}

export function createStackIndex(): StackIndex {
  const start = createIntColumn(1024);
  appendInt(start, 0);
  return {
    size: 0,
    functions: createIntColumn(4096),
    start,
    hashes: createIntColumn(1024),
    prefixes: createIntColumn(256),
    slots: new Int32Array(2048),
  };
}

/** Number of the stack ofFrame[frames[begin..end)]; a new one gets the number `size` had before. */
export function addStack(
  index: StackIndex,
  frames: Int32Array,
  begin: number,
  end: number,
  ofFrame: Int32Array,
): number {
  const { functions, prefixes } = index;
  reserveInts(functions, end - begin);
  prefixes.length = 0;
  reserveInts(prefixes, end - begin);
  // Written behind the last one; whether it stays is decided when all of it is known.
  const { items } = functions;
  const to = functions.length + end - begin;
  let hash = 0;
  for (let at = begin, put = functions.length; at < end; at++, put++) {
    const called = ofFrame[frames[at]!]!;
    items[put] = called;
    hash = Math.imul(hash ^ called, 0x9e3779b1);
    hash ^= hash >>> 15;
    prefixes.items[at - begin] = hash;
  }
  const mask = index.slots.length - 1;
  let slot = hash & mask;
  for (; ; slot = (slot + 1) & mask) {
    const found = index.slots[slot]! - 1;
    if (found < 0) break;
    if (index.hashes.items[found] === hash && isSameStack(index, found, to)) return found;
  }
  functions.length = to;
  appendInt(index.start, to);
  appendInt(index.hashes, hash);
  const added = index.size++;
  index.slots[slot] = added + 1;
  if (index.size * 2 > index.slots.length) growSlots(index);
  return added;
}

/** Is the stack `found` the same as the one that lies behind the last and ends at `end`? */
function isSameStack({ functions: { items, length }, start }: StackIndex, found: number, end: number): boolean {
  let at = start.items[found]!;
  if (start.items[found + 1]! - at !== end - length) return false;
  for (let other = length; other < end; other++, at++) if (items[at] !== items[other]) return false;
  return true;
}

function growSlots(index: StackIndex): void {
  const slots = new Int32Array(index.slots.length * 2);
  const mask = slots.length - 1;
  for (let stack = 0; stack < index.size; stack++) {
    let slot = index.hashes.items[stack]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = stack + 1;
  }
  index.slots = slots;
}
