import { longerInts } from './int-column.ts';
import { addPair, createPairIndex, type PairIndex } from './pair-index.ts';
import type { Frame } from './profile.ts';
import { createTextPool, type TextPool } from './text-pool.ts';

/**
 * Functions and frames of several profiles that are read one after the other. Those of one service share nearly all of them, so each
 * becomes an object once, and all of the profiles have the same list of frames. Two of the list may be equal.
 */
export interface FramePool {
  readonly texts: TextPool;
  /** (name, file), then (that, first line). */
  readonly places: PairIndex;
  readonly functions: PairIndex;
  /** File, first line and number + 1 of the function that each name was met with first: few names have two. */
  firstOf: Int32Array;
  readonly frames: Frame[];
  /** Function, line and number of each frame + 1, or 0, and a spare: side by side, since each place looked at is far away. */
  slots: Int32Array;
  /** Frames of code without a function, by what they say. */
  readonly addresses: Map<string, number>;
}

const SMALLEST = 64;

export function createFramePool(): FramePool {
  return {
    texts: createTextPool(),
    places: createPairIndex(),
    functions: createPairIndex(),
    firstOf: new Int32Array(3 * SMALLEST),
    frames: [],
    slots: new Int32Array(8 * SMALLEST),
    addresses: new Map(),
  };
}

/** Number of a function by the numbers of its texts in the pool. */
export function addFunction(pool: FramePool, name: number, file: number, startLine: number): number {
  const at = name * 3;
  if (at >= pool.firstOf.length) pool.firstOf = longerInts(pool.firstOf, Math.max(at + 3, pool.firstOf.length * 2));
  const { firstOf } = pool;
  if (firstOf[at] === file && firstOf[at + 1] === startLine && firstOf[at + 2] !== 0) return firstOf[at + 2]! - 1;
  const number = addPair(pool.functions, addPair(pool.places, name, file), startLine);
  if (firstOf[at + 2] === 0) {
    firstOf[at] = file;
    firstOf[at + 1] = startLine;
    firstOf[at + 2] = number + 1;
  }
  return number;
}

/** Number of a frame of code that has no function. */
export function addAddress(pool: FramePool, name: string, file: string): number {
  const key = `${file}\0${name}`;
  const known = pool.addresses.get(key);
  if (known !== undefined) return known;
  const added = pool.frames.push({ name, file, line: 0, startLine: 0 }) - 1;
  pool.addresses.set(key, added);
  return added;
}

/** Number of a frame; functions are numbers of the pool. */
export function addFrame(pool: FramePool, called: number, line: number): number {
  const { slots } = pool;
  const mask = slots.length - 1;
  let slot = (mixed(called, line) << 2) & mask;
  for (; slots[slot + 2] !== 0; slot = (slot + 4) & mask)
    if (slots[slot] === called && slots[slot + 1] === line) return slots[slot + 2]! - 1;
  const { texts, places, functions } = pool;
  const place = functions.first[called]!;
  const added = pool.frames.length;
  pool.frames.push({
    name: texts.texts[places.first[place]!]!,
    file: texts.texts[places.second[place]!]!,
    line,
    startLine: functions.second[called]!,
  });
  slots[slot] = called;
  slots[slot + 1] = line;
  slots[slot + 2] = added + 1;
  if (pool.frames.length * 8 > slots.length) growSlots(pool);
  return added;
}

function mixed(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function growSlots(pool: FramePool): void {
  const { slots } = pool;
  const larger = new Int32Array(slots.length * 2);
  const mask = larger.length - 1;
  for (let old = 0; old < slots.length; old += 4) {
    if (slots[old + 2] === 0) continue;
    let slot = (mixed(slots[old]!, slots[old + 1]!) << 2) & mask;
    while (larger[slot + 2] !== 0) slot = (slot + 4) & mask;
    for (let part = 0; part < 3; part++) larger[slot + part] = slots[old + part]!;
  }
  pool.slots = larger;
}
