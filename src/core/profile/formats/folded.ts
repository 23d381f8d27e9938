import { appendInt, createIntColumn, filledInts, type IntColumn } from '../int-column.ts';
import { MalformedProfile, type Frame, type Profile } from '../profile.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const SEMICOLON = 59;
/** As for pprof: deeper stacks are runaway recursion or no stacks. */
const DEEPEST_STACK = 10_000;

/** Frames by their bytes, so that a frame met a million times is decoded once. */
interface FrameTexts {
  readonly bytes: Uint8Array;
  readonly decoder: TextDecoder;
  readonly frames: Frame[];
  begins: Int32Array;
  ends: Int32Array;
  /** Frame + 1, or 0. */
  slots: Int32Array;
}

/**
 * Decodes folded stacks, `root;caller;leaf 12` a line (https://github.com/brendangregg/FlameGraph#2-fold-stacks), as stackcollapse,
 * async-profiler, py-spy and rbspy write them. The count stands behind the last space; blank lines and lines that begin with `#` are
 * skipped. The text does not say what it counts: the type is samples/count and the period 0, so the caller decides.
 */
export function decodeFolded(bytes: Uint8Array): Profile {
  const texts: FrameTexts = {
    bytes,
    decoder: new TextDecoder(),
    frames: [],
    begins: new Int32Array(1024),
    ends: new Int32Array(1024),
    slots: new Int32Array(2048),
  };
  const counts: number[] = [];
  const stackStart = createIntColumn(1024);
  const stacks = createIntColumn(4096);
  appendInt(stackStart, 0);
  let at = startsWithMark(bytes) ? 3 : 0;
  for (let number = 1; at < bytes.length; number++) {
    const newline = bytes.indexOf(NEWLINE, at);
    const next = newline < 0 ? bytes.length : newline;
    const end = trimmedEnd(bytes, at, next);
    if (end > at && bytes[at] !== HASH) {
      const space = bytes.lastIndexOf(SPACE, end - 1);
      counts.push(readCount(texts, at, space, end, number));
      readStack(texts, at, trimmedEnd(bytes, at, space), number, stacks);
      appendInt(stackStart, stacks.length);
    }
    at = next + 1;
  }
  if (counts.length === 0) throw new MalformedProfile('folded', 'it holds no stacks');
  return {
    format: 'folded',
    unstated: 'kind-and-unit',
    sampleTypes: [{ type: 'samples', unit: 'count' }],
    values: Float64Array.from(counts),
    stackStart: filledInts(stackStart),
    stacks: filledInts(stacks),
    frames: texts.frames,
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
  };
}

/** Windows editors put a byte order mark in front. */
function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function trimmedEnd(bytes: Uint8Array, begin: number, end: number): number {
  let to = end;
  while (to > begin && (bytes[to - 1] === SPACE || bytes[to - 1] === CARRIAGE_RETURN)) to--;
  return to;
}

function readCount(texts: FrameTexts, begin: number, space: number, end: number, line: number): number {
  if (space < begin) throw new MalformedProfile('folded', `line ${line} has no count behind a space`);
  const text = texts.decoder.decode(texts.bytes.subarray(space + 1, Math.min(end, space + 41)));
  if (!/^\d{1,18}(?:\.\d{0,18})?$/.test(text))
    throw new MalformedProfile('folded', `line ${line} ends in ${JSON.stringify(text)} where a count belongs`);
  return Number(text);
}

function readStack(texts: FrameTexts, begin: number, end: number, line: number, stacks: IntColumn): void {
  const { bytes } = texts;
  const first = stacks.length;
  for (let from = begin; from <= end;) {
    let to = from;
    while (to < end && bytes[to] !== SEMICOLON) to++;
    // `;;` and a `;` at the end come from frames without a name; they say nothing.
    if (to > from) appendInt(stacks, frameNumber(texts, from, to));
    from = to + 1;
  }
  if (stacks.length - first > DEEPEST_STACK)
    throw new MalformedProfile('folded', `the stack on line ${line} is deeper than ${DEEPEST_STACK} frames`);
}

function frameNumber(texts: FrameTexts, begin: number, end: number): number {
  const mask = texts.slots.length - 1;
  let slot = hashBytes(texts.bytes, begin, end) & mask;
  for (; ; slot = (slot + 1) & mask) {
    const found = texts.slots[slot]! - 1;
    if (found < 0) break;
    if (isSameText(texts.bytes, texts.begins[found]!, texts.ends[found]!, begin, end)) return found;
  }
  const added = texts.frames.length;
  texts.frames.push(parseFrame(texts.decoder.decode(texts.bytes.subarray(begin, end))));
  texts.begins[added] = begin;
  texts.ends[added] = end;
  texts.slots[slot] = added + 1;
  if (texts.frames.length === texts.begins.length) grow(texts);
  return added;
}

function grow(texts: FrameTexts): void {
  const capacity = texts.begins.length * 2;
  texts.begins = larger(texts.begins, capacity);
  texts.ends = larger(texts.ends, capacity);
  texts.slots = new Int32Array(capacity * 2);
  const mask = texts.slots.length - 1;
  for (let at = 0; at < texts.frames.length; at++) {
    let slot = hashBytes(texts.bytes, texts.begins[at]!, texts.ends[at]!) & mask;
    while (texts.slots[slot] !== 0) slot = (slot + 1) & mask;
    texts.slots[slot] = at + 1;
  }
}

function larger(column: Int32Array, capacity: number): Int32Array {
  const copy = new Int32Array(capacity);
  copy.set(column);
  return copy;
}

function hashBytes(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = begin; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSameText(bytes: Uint8Array, aBegin: number, aEnd: number, bBegin: number, bEnd: number): boolean {
  if (aEnd - aBegin !== bEnd - bBegin) return false;
  for (let a = aBegin, b = bBegin; a < aEnd; a++, b++) if (bytes[a] !== bytes[b]) return false;
  return true;
}

/** py-spy and rbspy put the place into the name, `handle (shop/app.py:12)`, or the library, `malloc (libc.so.6)`. */
function parseFrame(text: string): Frame {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const place = open > 0 ? text.slice(open + 2, -1) : '';
  const isPlace = /^(?:<[^<>]{1,200}>|[^()\s;]{1,1000}?)(?::\d{1,9})?$/.test(place) && /[.:]/.test(place);
  if (!isPlace) return { name: text, file: '', line: 0, startLine: 0 };
  const colon = /:\d{1,9}$/.exec(place);
  const line = colon === null ? 0 : Number(colon[0].slice(1));
  return { name: text.slice(0, open), file: colon === null ? place : place.slice(0, colon.index), line, startLine: 0 };
}
