import { addTexts, WANTED, type TextPool, type TextsOfFile } from '../text-pool.ts';
import { countSpans, type Spans } from './pprof-sections.ts';
import { malformedWire, readUnsigned, type WireCursor } from './wire.ts';

/** The string table, decoded entry by entry when somebody asks: most of it belongs to labels and unused paths. */
export interface PprofStrings {
  readonly spans: Spans;
  readonly decoded: (string | undefined)[];
  readonly decoder: TextDecoder;
}

export function openStrings(cursor: WireCursor, spans: Spans): PprofStrings {
  if (spans.length === 0) throw malformedWire(cursor, 'it has no string table');
  if (spans.items[0] !== spans.items[1])
    throw malformedWire(cursor, 'the first string of the table is not empty', spans.items[0]);
  return { spans, decoded: [], decoder: new TextDecoder() };
}

/** Reads a field that points into the string table and checks that it does. */
export function readStringIndex(cursor: WireCursor, tag: number, strings: PprofStrings, what: string): number {
  const at = cursor.at;
  const read = readUnsigned(cursor, tag, what);
  const count = countSpans(strings.spans);
  if (read >= count) throw malformedWire(cursor, `${what} is string ${read}, but the table ends at ${count - 1}`, at);
  return read;
}

export function stringAt(cursor: WireCursor, strings: PprofStrings, index: number): string {
  if (index === 0) return '';
  const known = strings.decoded[index];
  if (known !== undefined) return known;
  const { items } = strings.spans;
  const text = strings.decoder.decode(cursor.bytes.subarray(items[index * 2], items[index * 2 + 1]));
  strings.decoded[index] = text;
  return text;
}

export function stringBytes({ spans: { items } }: PprofStrings, index: number): number {
  return items[index * 2 + 1]! - items[index * 2]!;
}

/** Number in the pool of each string that one of the columns names; of the others nothing. */
export function poolStrings(
  { bytes }: WireCursor,
  { spans }: PprofStrings,
  pool: TextPool,
  columns: readonly Int32Array[],
): Int32Array {
  const numbers = new Int32Array(countSpans(spans));
  for (const column of columns) for (let at = 0; at < column.length; at++) numbers[column[at]!] = WANTED;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file: TextsOfFile = { bytes, words, places: spans.items };
  addTexts(pool, file, numbers);
  return numbers;
}
