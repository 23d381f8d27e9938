import { MalformedProfile } from '../../profile.ts';

/** A place in the file. The last integer lies in `low` and `high` as unsigned halves, so that 64-bit ids keep every bit. */
export interface JfrCursor {
  readonly bytes: Uint8Array;
  at: number;
  /** End of the innermost event. */
  end: number;
  low: number;
  high: number;
}

const HALF = 2 ** 32;
/** A ninth byte carries eight bits, so there is never a tenth. */
const LAST_SHIFT = 56;
/** A call with more arguments than this may overflow the stack. */
const CHARACTERS_AT_ONCE = 4096;

const utf8 = new TextDecoder();
const latin1 = new TextDecoder('latin1');

/** Every complaint names what is wrong and the byte of the file at which it was noticed. */
export function malformedJfr(cursor: JfrCursor, problem: string, at = cursor.at): MalformedProfile {
  return new MalformedProfile('jfr', `${problem} (byte ${at})`);
}

export function readByte(cursor: JfrCursor): number {
  if (cursor.at >= cursor.end) throw malformedJfr(cursor, 'an event ends too early');
  return cursor.bytes[cursor.at++]!;
}

export function skipBytes(cursor: JfrCursor, count: number): void {
  if (count > cursor.end - cursor.at) throw malformedJfr(cursor, 'an event ends too early');
  cursor.at += count;
}

/** Reads a compressed integer of any width into `low` and `high`: seven bits a byte, the lowest first. */
export function readInteger(cursor: JfrCursor): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  let low = 0;
  let high = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= end) throw malformedJfr(cursor, 'an event ends inside a number', at);
    const byte = bytes[at++]!;
    const bits = shift === LAST_SHIFT ? byte : byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80 || shift === LAST_SHIFT) break;
  }
  cursor.at = at;
  cursor.low = low >>> 0;
  cursor.high = high >>> 0;
}

export function skipInteger(cursor: JfrCursor): void {
  const { bytes, end } = cursor;
  const last = cursor.at + 8;
  for (;;) {
    if (cursor.at >= end) throw malformedJfr(cursor, 'an event ends inside a number');
    const at = cursor.at++;
    if (bytes[at]! < 0x80 || at === last) return;
  }
}

/** The halves as a signed 64-bit number; beyond 2^53 it loses its lowest bits. */
export function signedOf(low: number, high: number): number {
  return (high | 0) * HALF + low;
}

/** A length or a number of things, each of which takes a byte at least: more than what is left cannot be true. */
export function readCount(cursor: JfrCursor, what: string): number {
  const at = cursor.at;
  readInteger(cursor);
  if (cursor.high !== 0 || cursor.low > cursor.end - cursor.at)
    throw malformedJfr(cursor, `${what} is larger than what is left of the event`, at);
  return cursor.low;
}

/** Opens the event at `at`, which must lie in `limit`; leaves the cursor behind size and type, with the type in `low`. */
export function openEvent(cursor: JfrCursor, at: number, limit: number): void {
  cursor.at = at;
  cursor.end = limit;
  readInteger(cursor);
  if (cursor.high !== 0 || cursor.low <= cursor.at - at || cursor.low > limit - at)
    throw malformedJfr(cursor, 'the size of an event cannot be right', at);
  cursor.end = at + cursor.low;
  readInteger(cursor);
}

/** Answers for strings that only name a constant: its text, by the halves of its id. */
export type StringPool = (low: number, high: number) => string;

/** A string in any of its encodings; null is read as empty. */
export function readString(cursor: JfrCursor, pool: StringPool): string {
  const at = cursor.at;
  const encoding = readByte(cursor);
  if (encoding <= 1) return '';
  if (encoding === 2) {
    readInteger(cursor);
    return pool(cursor.low, cursor.high);
  }
  if (encoding === 4) return readCharacters(cursor);
  if (encoding !== 3 && encoding !== 5) throw malformedJfr(cursor, `no string has the encoding ${encoding}`, at);
  const length = readCount(cursor, 'the length of a string');
  const text = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return (encoding === 3 ? utf8 : latin1).decode(text);
}

function readCharacters(cursor: JfrCursor): string {
  const count = readCount(cursor, 'the length of a string');
  const pieces: string[] = [];
  for (let begin = 0; begin < count; begin += CHARACTERS_AT_ONCE) {
    const units: number[] = [];
    for (let unit = begin; unit < Math.min(count, begin + CHARACTERS_AT_ONCE); unit++) {
      readInteger(cursor);
      units.push(cursor.low);
    }
    pieces.push(String.fromCharCode(...units));
  }
  return pieces.join('');
}

export function skipString(cursor: JfrCursor): void {
  const at = cursor.at;
  const encoding = readByte(cursor);
  if (encoding <= 1) return;
  if (encoding === 2) skipInteger(cursor);
  else if (encoding === 4) {
    for (let left = readCount(cursor, 'the length of a string'); left > 0; left--) skipInteger(cursor);
  } else if (encoding === 3 || encoding === 5) skipBytes(cursor, readCount(cursor, 'the length of a string'));
  else throw malformedJfr(cursor, `no string has the encoding ${encoding}`, at);
}
