import { MalformedProfile } from '../profile.ts';

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const LESS_THAN = 60;
/** Digits that a float64 holds exactly. */
const EXACT_DIGITS = 15;
/** Shown of what stands where a count belongs. */
const SHOWN_BYTES = 40;

/** The parts of one line, as places in the bytes; one object serves all lines. */
export interface FoldedLine {
  begin: number;
  stackEnd: number;
  countBegin: number;
  countEnd: number;
  /** From 1. */
  number: number;
  /** Whether each line up to here ended in two numbers. */
  twoCounts: boolean;
}

/** Windows editors put a byte order mark in front. */
export function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Finds stack and count of bytes[begin..end). False for an empty line and a comment. */
export function splitLine(bytes: Uint8Array, begin: number, end: number, line: FoldedLine): boolean {
  const countEnd = trimmedEnd(bytes, begin, end);
  if (countEnd === begin || isComment(bytes, begin, countEnd)) return false;
  const countBegin = wordBegin(bytes, begin, countEnd);
  // A thread without frames is a blank and its count.
  const stackEnd = trimmedEnd(bytes, begin, countBegin);
  if (countBegin === begin) throw new MalformedProfile('folded', `line ${line.number} has no count behind a space`);
  line.begin = begin;
  line.stackEnd = stackEnd;
  line.countBegin = countBegin;
  line.countEnd = countEnd;
  if (line.twoCounts) {
    const other = wordBegin(bytes, begin, stackEnd);
    line.twoCounts = other > begin && isNumber(bytes, other, stackEnd);
  }
  return true;
}

/** `# austin: 3.7`, but not the frame `#<Class:Order>#total` of Ruby. */
function isComment(bytes: Uint8Array, begin: number, end: number): boolean {
  return bytes[begin] === HASH && (begin + 1 === end || bytes[begin + 1] !== LESS_THAN);
}

/** A whole number or, as flamegraph.pl takes them too, one with decimals. */
export function readCount(bytes: Uint8Array, { countBegin, countEnd, number }: FoldedLine): number {
  let count = 0;
  let at = countBegin;
  for (; at < countEnd && isDigit(bytes[at]!); at++) count = count * 10 + bytes[at]! - ZERO;
  if (at === countEnd && at - countBegin <= EXACT_DIGITS) return count;
  const text = new TextDecoder().decode(bytes.subarray(countBegin, Math.min(countEnd, countBegin + SHOWN_BYTES)));
  if (!isNumber(bytes, countBegin, countEnd) || countEnd - countBegin > SHOWN_BYTES)
    throw new MalformedProfile('folded', `line ${number} ends in ${JSON.stringify(text)} where a count belongs`);
  return Number(text);
}

function isNumber(bytes: Uint8Array, begin: number, end: number): boolean {
  let at = begin;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at === begin) return false;
  if (bytes[at] === DOT && at < end) at++;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === end;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;
}

function trimmedEnd(bytes: Uint8Array, begin: number, end: number): number {
  let to = end;
  while (to > begin && isBlank(bytes[to - 1]!)) to--;
  return to;
}

function wordBegin(bytes: Uint8Array, begin: number, end: number): number {
  let at = end;
  while (at > begin && !isBlank(bytes[at - 1]!)) at--;
  return at;
}
