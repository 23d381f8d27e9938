import { appendInt } from '../int-column.ts';
import type { Spans } from './pprof-sections.ts';
import {
  malformedWire,
  openMessage,
  readInteger,
  readOrZero,
  readTag,
  readVarint,
  skipField,
  type WireCursor,
} from './wire.ts';

const LENGTH = 2;
const EIGHT_BYTES = 1;
const HALF = 2 ** 32;

/** Notes where a message lies and steps over it. */
export function noteSpan(cursor: WireCursor, tag: number, spans: Spans, what: string): void {
  const outer = openMessage(cursor, tag, what);
  appendInt(spans, cursor.at);
  appendInt(spans, cursor.end);
  cursor.at = cursor.end;
  cursor.end = outer;
}

/** Reads all fields of a nested message; `read` answers whether it took the field. */
export function readFields(cursor: WireCursor, tag: number, what: string, read: (inner: number) => boolean): void {
  const outer = openMessage(cursor, tag, what);
  while (cursor.at < cursor.end) {
    const inner = readTag(cursor);
    if (!read(inner)) skipField(cursor, inner);
  }
  cursor.end = outer;
}

/** Calls `read` once for each number of a repeated field, packed or not; the number lies in the cursor's halves. */
export function readNumbers(cursor: WireCursor, tag: number, what: string, read: () => void): void {
  if ((tag & 7) !== LENGTH) {
    readInteger(cursor, tag, what);
    return read();
  }
  const outer = openMessage(cursor, tag, what);
  while (cursor.at < cursor.end) {
    readVarint(cursor);
    read();
  }
  cursor.end = outer;
}

/** The number just read as a row of a table, a length or another int32 that is never negative. */
export function rowIn(cursor: WireCursor, what: string): number {
  if (cursor.high !== 0 || cursor.low > 0x7fffffff)
    throw malformedWire(cursor, `${what} is ${BigInt.asIntN(64, (BigInt(cursor.high) << 32n) | BigInt(cursor.low))}`);
  return cursor.low;
}

export function readRow(cursor: WireCursor, tag: number, what: string): number {
  readInteger(cursor, tag, what);
  return rowIn(cursor, what);
}

/** A time in nanoseconds, a varint in old schemas and eight bytes in new ones; its lowest bits go beyond 2^53. */
export function readNanos(cursor: WireCursor, tag: number, what: string): number {
  if ((tag & 7) !== EIGHT_BYTES) return readOrZero(cursor, tag, what);
  const view = readEightBytes(cursor, tag, what);
  return view.getInt32(4, true) < 0 ? 0 : view.getInt32(4, true) * HALF + view.getUint32(0, true);
}

export function readEightBytes(cursor: WireCursor, tag: number, what: string): DataView {
  const { bytes, at } = cursor;
  if ((tag & 7) !== EIGHT_BYTES) throw malformedWire(cursor, `${what} has wire type ${tag & 7}`);
  skipField(cursor, tag);
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8);
}

/** The bytes of a length-delimited field. */
export function readBytes(cursor: WireCursor, tag: number, what: string): Uint8Array {
  const outer = openMessage(cursor, tag, what);
  const bytes = cursor.bytes.subarray(cursor.at, cursor.end);
  cursor.at = cursor.end;
  cursor.end = outer;
  return bytes;
}
