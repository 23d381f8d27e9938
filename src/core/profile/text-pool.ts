import { hashText } from './hash-text.ts';
import { longerInts } from './int-column.ts';

/** Texts of several files, each decoded once, whichever file it is met in: profiles of one service share nearly all names. */
export interface TextPool {
  /** By number. */
  readonly texts: string[];
  readonly decoder: TextDecoder;
  /** The texts as they lay in the files, one behind the other: text i is store[begins[i]..begins[i + 1]). */
  store: Uint8Array;
  words: DataView;
  begins: Int32Array;
  /** Pairs of a text's number + 1, or 0, and its hash: never more than half of them full. */
  slots: Int32Array;
  /** Of each text that addTexts was asked for last: its hash, and which one it probably is. */
  hashes: Int32Array;
  guesses: Int32Array;
}

/** Where texts lie: text i of a file is bytes[places[2i]..places[2i + 1]). */
export interface TextsOfFile {
  readonly bytes: Uint8Array;
  readonly words: DataView;
  readonly places: Int32Array;
}

const SMALLEST = 256;
/** More in one neighbourhood are chosen to collide. They get a number each time they are met, which costs memory but no time. */
const MOST_STEPS = 64;
export const WANTED = -1;

export function createTextPool(): TextPool {
  const store = new Uint8Array(SMALLEST * 32);
  return {
    texts: [],
    // A mark in front of a text is part of it: only what has no bytes is empty.
    decoder: new TextDecoder('utf-8', { ignoreBOM: true }),
    store,
    words: new DataView(store.buffer),
    begins: new Int32Array(SMALLEST),
    slots: new Int32Array(SMALLEST * 4),
    hashes: new Int32Array(0),
    guesses: new Int32Array(0),
  };
}

/**
 * Replaces every WANTED in numbers by the number of that text of the file. In steps, each a short loop over all texts: a pool is larger
 * than the near caches, and only in short loops does a processor fetch several of its lines at a time.
 */
export function addTexts(pool: TextPool, file: TextsOfFile, numbers: Int32Array): void {
  const count = numbers.length;
  if (pool.hashes.length < count) {
    pool.hashes = new Int32Array(count);
    pool.guesses = new Int32Array(count);
  }
  const { hashes, guesses } = pool;
  const { places } = file;
  for (let text = 0; text < count; text++)
    if (numbers[text] === WANTED) {
      hashes[text] = hashText(file.bytes, file.words, places[text * 2]!, places[text * 2 + 1]!);
    }
  guessTexts(pool, file, numbers);
  for (let text = 0; text < count; text++) {
    if (numbers[text] !== WANTED) continue;
    const [begin, end] = [places[text * 2]!, places[text * 2 + 1]!];
    const guess = guesses[text]!;
    const isRight = guess >= 0 && isSameRest(pool, guess, file, begin, end);
    numbers[text] = isRight ? guess : addText(pool, file, begin, end, hashes[text]!);
  }
}

/** Which text it probably is, or -1: the one in the first slot it is looked for, if it is as long and begins with the same letters. */
function guessTexts({ slots, begins, words, hashes, guesses }: TextPool, file: TextsOfFile, numbers: Int32Array): void {
  const { places, words: read } = file;
  const mask = slots.length - 1;
  for (let text = 0; text < numbers.length; text++) {
    const slot = (hashes[text]! << 1) & mask;
    guesses[text] = numbers[text] === WANTED && slots[slot + 1] === hashes[text] ? slots[slot]! - 1 : -1;
  }
  for (let text = 0; text < numbers.length; text++) {
    const guess = guesses[text]!;
    if (guess < 0) continue;
    const begin = places[text * 2]!;
    const other = begins[guess]!;
    const length = places[text * 2 + 1]! - begin;
    const isLike =
      begins[guess + 1]! - other === length &&
      (length < 4 || words.getInt32(other, true) === read.getInt32(begin, true));
    if (!isLike) guesses[text] = -1;
  }
}

/** A new one gets the number of texts there were before. */
function addText(pool: TextPool, file: TextsOfFile, begin: number, end: number, hash: number): number {
  const { slots } = pool;
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  for (let step = 0; slots[slot] !== 0; step++, slot = (slot + 2) & mask) {
    if (step === MOST_STEPS) return appendText(pool, file.bytes.subarray(begin, end));
    if (slots[slot + 1] !== hash) continue;
    const found = slots[slot]! - 1;
    if (isSameText(pool, found, file, begin, end)) return found;
  }
  const added = appendText(pool, file.bytes.subarray(begin, end));
  slots[slot] = added + 1;
  slots[slot + 1] = hash;
  if (pool.texts.length * 4 > slots.length) growSlots(pool);
  return added;
}

function isSameText(pool: TextPool, number: number, file: TextsOfFile, begin: number, end: number): boolean {
  const length = pool.begins[number + 1]! - pool.begins[number]!;
  return length === end - begin && isSameRest(pool, number, file, begin, end);
}

/** Of texts that are equally long. */
function isSameRest(
  { begins, store, words: stored }: TextPool,
  number: number,
  { bytes, words }: TextsOfFile,
  begin: number,
  end: number,
): boolean {
  let other = begins[number]!;
  let at = begin;
  for (; at + 4 <= end; at += 4, other += 4)
    if (words.getInt32(at, true) !== stored.getInt32(other, true)) return false;
  for (; at < end; at++, other++) if (bytes[at] !== store[other]) return false;
  return true;
}

function appendText(pool: TextPool, text: Uint8Array): number {
  const added = pool.texts.length;
  const from = pool.begins[added]!;
  const to = from + text.length;
  if (to > pool.store.length) {
    const longer = new Uint8Array(Math.max(to, pool.store.length * 2));
    longer.set(pool.store);
    pool.store = longer;
    pool.words = new DataView(longer.buffer);
  }
  pool.store.set(text, from);
  if (added + 1 === pool.begins.length) pool.begins = longerInts(pool.begins, pool.begins.length * 2);
  pool.begins[added + 1] = to;
  pool.texts.push(pool.decoder.decode(text));
  return added;
}

function growSlots(pool: TextPool): void {
  const { slots } = pool;
  const larger = new Int32Array(slots.length * 2);
  const mask = larger.length - 1;
  for (let old = 0; old < slots.length; old += 2) {
    if (slots[old] === 0) continue;
    let slot = (slots[old + 1]! << 1) & mask;
    while (larger[slot] !== 0) slot = (slot + 2) & mask;
    larger[slot] = slots[old]!;
    larger[slot + 1] = slots[old + 1]!;
  }
  pool.slots = larger;
}
