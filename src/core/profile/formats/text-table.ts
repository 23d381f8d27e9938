import { hashText } from '../hash-text.ts';

/** Distinct pieces of one text, numbered in order of appearance: a name met a million times is decoded once. */
export interface TextTable {
  readonly bytes: Uint8Array;
  /** The same bytes, to be read four at a time. */
  readonly words: DataView;
  size: number;
  /** The texts themselves, a line each, close together: looked up in the file they would miss every cache. */
  lines: Uint8Array;
  lineWords: DataView;
  /** Text i is lines[begins[i]..begins[i + 1] - 1). */
  begins: Int32Array;
  /** Pairs of a text's number + 1, or 0, and its hash: never more than half of them full. */
  slots: Int32Array;
}

const NEWLINE = 10;

export function createTextTable(bytes: Uint8Array): TextTable {
  const lines = new Uint8Array(32_768);
  return {
    bytes,
    words: wordsOf(bytes),
    size: 0,
    lines,
    lineWords: wordsOf(lines),
    begins: new Int32Array(1024),
    slots: new Int32Array(4096),
  };
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Number of the text at bytes[begin..end); a new one gets the number `size` had before. */
export function addText(table: TextTable, begin: number, end: number): number {
  const { slots } = table;
  const hash = hashText(table.bytes, table.words, begin, end);
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  for (; ; slot = (slot + 2) & mask) {
    const found = slots[slot]! - 1;
    if (found < 0) break;
    if (slots[slot + 1] === hash && isSameText(table, found, begin, end)) return found;
  }
  slots[slot] = table.size + 1;
  slots[slot + 1] = hash;
  return appendText(table, begin, end);
}

function isSameText(table: TextTable, number: number, begin: number, end: number): boolean {
  const { bytes, words, lines, lineWords, begins } = table;
  let line = begins[number]!;
  if (begins[number + 1]! - 1 - line !== end - begin) return false;
  let at = begin;
  for (; at + 4 <= end; at += 4, line += 4)
    if (words.getInt32(at, true) !== lineWords.getInt32(line, true)) return false;
  for (; at < end; at++, line++) if (bytes[at] !== lines[line]) return false;
  return true;
}

function appendText(table: TextTable, begin: number, end: number): number {
  const added = table.size++;
  const line = table.begins[added]!;
  const next = line + end - begin + 1;
  if (next > table.lines.length) {
    const longer = new Uint8Array(Math.max(next, table.lines.length * 2));
    longer.set(table.lines);
    table.lines = longer;
    table.lineWords = wordsOf(longer);
  }
  table.lines.set(table.bytes.subarray(begin, end), line);
  table.lines[next - 1] = NEWLINE;
  if (table.size + 1 === table.begins.length) grow(table);
  table.begins[added + 1] = next;
  return added;
}

function grow(table: TextTable): void {
  const capacity = table.begins.length * 2;
  const begins = new Int32Array(capacity);
  begins.set(table.begins);
  table.begins = begins;
  const slots = new Int32Array(capacity * 4);
  const mask = slots.length - 1;
  for (let old = 0; old < table.slots.length; old += 2) {
    if (table.slots[old] === 0) continue;
    let slot = (table.slots[old + 1]! << 1) & mask;
    while (slots[slot] !== 0) slot = (slot + 2) & mask;
    slots[slot] = table.slots[old]!;
    slots[slot + 1] = table.slots[old + 1]!;
  }
  table.slots = slots;
}

/**
 * All texts of the table, which must not hold line ends. Decoded in one go: a call of the decoder costs more than most names.
 * Broken UTF-8 becomes U+FFFD and cannot swallow the line end behind it.
 */
export function decodeTexts({ lines, begins, size }: TextTable): string[] {
  // ignoreBOM keeps a mark in front of the first text, as it would be kept in front of any other.
  const texts = new TextDecoder('utf-8', { ignoreBOM: true }).decode(lines.subarray(0, begins[size])).split('\n');
  texts.pop();
  return texts.map(ownText);
}

/** V8 makes texts of this length and more windows into the one they were cut from, and each later look at one is a call. */
const SHORTEST_WINDOW = 13;

/** The same text in memory of its own: sorting and looking up are three times as fast. */
function ownText(text: string): string {
  return text.length < SHORTEST_WINDOW ? text : [text.slice(0, 1), text.slice(1)].join('');
}
