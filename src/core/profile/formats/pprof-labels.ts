import { appendInt, createIntColumn, filledInts, type IntColumn } from '../int-column.ts';
import type { SampleLabels } from '../profile.ts';
import { countSpans } from './pprof-sections.ts';
import { stringAt, type PprofStrings } from './pprof-strings.ts';
import { malformedWire, openMessage, readInteger, readTag, skipField, type WireCursor } from './wire.ts';

/** Labels of the samples read so far. Costs nothing until the first label: most profiles have none. */
export interface LabelDraft {
  readonly strings: PprofStrings;
  readonly start: IntColumn;
  readonly pairs: IntColumn;
  readonly texts: string[];
  /** Text + 1 at [string of the file], or 0. */
  ofString: Int32Array;
  /** Text of plain numbers below a thousand, + 1, or 0; of all others by their spelling. */
  readonly ofSmall: Int32Array;
  readonly ofNumber: Map<string, number>;
}

/** A unit that fills the file would be written behind each of thousands of numbers. */
const LONGEST_UNIT = 100;

/** Fields of a label, all of them numbers. */
const KEY = 0x08;
const TEXT = 0x10;
const NUMBER = 0x18;
const UNIT = 0x20;

export function draftLabels(strings: PprofStrings): LabelDraft {
  return {
    strings,
    start: createIntColumn(1),
    pairs: createIntColumn(64),
    texts: [],
    ofString: new Int32Array(0),
    ofSmall: new Int32Array(1000),
    ofNumber: new Map(),
  };
}

/** Reads one label of sample number `sample` (https://github.com/google/pprof/blob/main/proto/profile.proto, message Label). */
export function readLabel(cursor: WireCursor, tag: number, draft: LabelDraft, sample: number): void {
  const outer = openMessage(cursor, tag, 'a label');
  const { bytes, end } = cursor;
  let key = 0;
  let text = 0;
  let unit = 0;
  let low = 0;
  let high = 0;
  while (cursor.at < end) {
    const inner = bytes[cursor.at]!;
    const short = shortNumber(bytes, cursor.at + 1, end);
    if (short < 0 || inner < KEY || inner > UNIT || (inner & 7) !== 0) {
      const field = readLong(cursor);
      if (field === KEY) key = tablePlace(cursor);
      else if (field === TEXT) text = tablePlace(cursor);
      else if (field === UNIT) unit = tablePlace(cursor);
      else if (field === NUMBER) ({ low, high } = cursor);
      continue;
    }
    cursor.at += short < 0x80 ? 2 : 3;
    if (inner === KEY) key = short;
    else if (inner === TEXT) text = short;
    else if (inner === NUMBER) low = short;
    else unit = short;
  }
  cursor.end = outer;
  if (key === 0) return;
  const { pairs, start } = draft;
  while (start.length <= sample) appendInt(start, pairs.length / 2);
  appendInt(pairs, textOfString(cursor, draft, key));
  appendInt(pairs, text === 0 ? textOfNumber(cursor, draft, low, high, unit) : textOfString(cursor, draft, text));
}

/**
 * A number of one or two bytes, or -1. Labels may outnumber samples threefold, and nearly all of their numbers are that short:
 * worth not asking the general reader.
 */
function shortNumber(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const first = bytes[at]!;
  if (first < 0x80) return first;
  const second = at + 1 < end ? bytes[at + 1]! : 0;
  return second > 0 && second < 0x80 ? (first & 0x7f) | (second << 7) : -1;
}

/** Reads any field; answers with the tag of those that are numbers, 0 for others. */
function readLong(cursor: WireCursor): number {
  const tag = readTag(cursor);
  if (tag >>> 3 > UNIT >>> 3) skipField(cursor, tag);
  else readInteger(cursor, tag, 'a field of a label');
  return tag <= UNIT ? tag : 0;
}

/** The number just read, as the place in a table that no file is long enough for beyond 32 bits. */
function tablePlace({ low, high }: WireCursor): number {
  return high === 0 ? low : 0xffffffff;
}

function textOfString(cursor: WireCursor, draft: LabelDraft, index: number): number {
  const known = draft.ofString[index];
  if (known !== undefined && known > 0) return known - 1;
  const count = countSpans(draft.strings.spans);
  if (index >= count) throw malformedWire(cursor, `a label is string ${index}, but the table ends at ${count - 1}`);
  if (draft.ofString.length === 0) draft.ofString = new Int32Array(count);
  draft.ofString[index] = draft.texts.push(stringAt(cursor, draft.strings, index));
  return draft.texts.length - 1;
}

/** Numbers are signed; a unit stands behind them as `512 bytes`. */
function textOfNumber(cursor: WireCursor, draft: LabelDraft, low: number, high: number, unit: number): number {
  const isSmall = high === 0 && unit === 0 && low < draft.ofSmall.length;
  if (isSmall && draft.ofSmall[low]! > 0) return draft.ofSmall[low]! - 1;
  const number = high === 0 ? String(low) : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
  const text =
    unit === 0 ? number : `${number} ${draft.texts[textOfString(cursor, draft, unit)]!.slice(0, LONGEST_UNIT)}`;
  const known = draft.ofNumber.get(text);
  if (known !== undefined) return known;
  const added = draft.texts.push(text) - 1;
  draft.ofNumber.set(text, added);
  if (isSmall) draft.ofSmall[low] = added + 1;
  return added;
}

/** The finished columns, or undefined when no sample had a label. */
export function finishLabels(draft: LabelDraft, samples: number): SampleLabels | undefined {
  if (draft.pairs.length === 0) return undefined;
  const { start, pairs } = draft;
  while (start.length <= samples) appendInt(start, pairs.length / 2);
  return { start: filledInts(start), pairs: filledInts(pairs), texts: draft.texts };
}
