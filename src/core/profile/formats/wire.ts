/** Reading protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) without an object per field. */
import { MalformedProfile } from '../profile.ts';

/** A place in the bytes. The last varint lies in `low` and `high` as unsigned halves, so that 64-bit ids keep every bit. */
export interface WireCursor {
  readonly format: string;
  readonly bytes: Uint8Array;
  at: number;
  /** End of the innermost open message. */
  end: number;
  low: number;
  high: number;
}

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;
const HALF = 2 ** 32;

export function openWire(format: string, bytes: Uint8Array): WireCursor {
  return { format, bytes, at: 0, end: bytes.length, low: 0, high: 0 };
}

/** Every complaint about a protobuf names what is wrong and the byte at which it was noticed. */
export function malformedWire(cursor: WireCursor, problem: string, at = cursor.at): MalformedProfile {
  return new MalformedProfile(cursor.format, `${problem} (byte ${at})`);
}

export function readVarint(cursor: WireCursor): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  if (at >= end) throw malformedWire(cursor, 'it ends where a number should begin');
  let byte = bytes[at++]!;
  let low = byte & 0x7f;
  let high = 0;
  for (let shift = 7; byte >= 0x80; shift += 7) {
    if (at >= end) throw malformedWire(cursor, 'it ends inside a number');
    byte = bytes[at++]!;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else if (shift < 63) high |= bits << (shift - 32);
    else if (byte > 1) throw malformedWire(cursor, 'a number is longer than 64 bits');
    else high |= bits << 31;
  }
  cursor.at = at;
  cursor.low = low >>> 0;
  cursor.high = high >>> 0;
}

/** A number of at most three bytes, which nearly all are; -1 for a longer one, or none: readVarint reads it then, or says what is wrong. */
export function readShort(cursor: WireCursor): number {
  const { bytes, at } = cursor;
  if (at + 3 > cursor.end) return readShortest(cursor);
  const first = bytes[at]!;
  if (first < 0x80) {
    cursor.at = at + 1;
    return first;
  }
  const second = bytes[at + 1]!;
  if (second < 0x80) {
    cursor.at = at + 2;
    return (first & 0x7f) | (second << 7);
  }
  const third = bytes[at + 2]!;
  if (third >= 0x80) return -1;
  cursor.at = at + 3;
  return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
}

/** Where fewer than three bytes are left. */
function readShortest(cursor: WireCursor): number {
  const { bytes, at, end } = cursor;
  const first = at < end ? bytes[at]! : 0x80;
  const second = at + 1 < end ? bytes[at + 1]! : 0x80;
  if (first >= 0x80 && second >= 0x80) return -1;
  cursor.at = first < 0x80 ? at + 1 : at + 2;
  return first < 0x80 ? first : (first & 0x7f) | (second << 7);
}

/** Field number × 8 + wire type. */
export function readTag(cursor: WireCursor): number {
  const at = cursor.at;
  // Fields 1 to 15 take one byte.
  const first = at < cursor.end ? cursor.bytes[at]! : 0;
  if (first >= 8 && first < 0x80) {
    cursor.at = at + 1;
    return first;
  }
  readVarint(cursor);
  const tag = cursor.low;
  if (cursor.high !== 0 || tag >>> 3 === 0 || tag > 0x7fffffff)
    throw malformedWire(cursor, 'no field has that number', at);
  return tag;
}

/** Reads the varint of a field that must be one into `low` and `high`. */
export function readInteger(cursor: WireCursor, tag: number, what: string): void {
  if ((tag & 7) !== VARINT)
    throw malformedWire(cursor, `${what} is not encoded as a number but with wire type ${tag & 7}`);
  readVarint(cursor);
}

/** The same as a float64 that is read as unsigned; above 2^53 it loses its lowest bits. */
export function readUnsigned(cursor: WireCursor, tag: number, what: string): number {
  readInteger(cursor, tag, what);
  return cursor.high * HALF + cursor.low;
}

/** A signed number where negative and huge ones mean "unknown": times, periods and line numbers. */
export function readOrZero(cursor: WireCursor, tag: number, what: string, largest = Number.MAX_VALUE): number {
  const read = readUnsigned(cursor, tag, what);
  return cursor.high > 0x7fffffff || read > largest ? 0 : read;
}

/** Narrows the cursor to a length-delimited field; answers with the end to restore afterwards. */
export function openMessage(cursor: WireCursor, tag: number, what: string): number {
  if ((tag & 7) !== LENGTH) throw malformedWire(cursor, `${what} is not a message but has wire type ${tag & 7}`);
  const outer = cursor.end;
  const length = readLength(cursor, what);
  cursor.end = cursor.at + length;
  return outer;
}

function readLength(cursor: WireCursor, what: string): number {
  const at = cursor.at;
  readVarint(cursor);
  if (cursor.high !== 0 || cursor.low > cursor.end - cursor.at)
    throw malformedWire(cursor, `${what} is longer than what is left of the file`, at);
  return cursor.low;
}

/** Steps over a field that nobody asked for. Groups (wire types 3 and 4) are no part of proto3. */
export function skipField(cursor: WireCursor, tag: number): void {
  const wireType = tag & 7;
  if (wireType === VARINT) readVarint(cursor);
  else if (wireType === LENGTH) {
    const length = readLength(cursor, 'a field');
    cursor.at += length;
  } else if (wireType === EIGHT_BYTES || wireType === FOUR_BYTES) {
    const size = wireType === EIGHT_BYTES ? 8 : 4;
    if (cursor.end - cursor.at < size) throw malformedWire(cursor, `it ends inside field ${tag >>> 3}`);
    cursor.at += size;
  } else throw malformedWire(cursor, `field ${tag >>> 3} has wire type ${wireType}, which does not exist`);
}
