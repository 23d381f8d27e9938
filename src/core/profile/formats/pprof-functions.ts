import { addFunction, type FramePool } from '../frame-pool.ts';
import { addId, createIdTable, idText, type IdTable } from './id-table.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { poolStrings, readStringIndex, stringBytes, type PprofStrings } from './pprof-strings.ts';
import { malformedWire, readInteger, readOrZero, readShort, readTag, skipField, type WireCursor } from './wire.ts';

/** The functions of a pprof file, in file order. */
export interface PprofFunctions {
  readonly ids: IdTable;
  /** Number of each in the pool, or UNNAMED when the file knows no name for it. */
  readonly numbers: Int32Array;
}

export const UNNAMED = -1;

export const LARGEST_LINE = 2 ** 31 - 1;
/** Thousands of functions can share one name that fills half of the file, and names are gone through for each. */
const BYTES_PER_BYTE = 64;

/** Fields that nearly every function has, all of them numbers. */
const ID = 0x08;
const NAME = 0x10;
const FILE = 0x20;
const START_LINE = 0x28;

/** One function while it is read; texts are strings of the file. */
interface Draft {
  low: number;
  high: number;
  name: number;
  systemName: number;
  file: number;
  startLine: number;
}

export function readFunctions(
  cursor: WireCursor,
  spans: Spans,
  strings: PprofStrings,
  pool: FramePool,
): PprofFunctions {
  const count = countSpans(spans);
  const ids = createIdTable(count);
  const draft: Draft = { low: 0, high: 0, name: 0, systemName: 0, file: 0, startLine: 0 };
  const names = new Int32Array(count);
  const files = new Int32Array(count);
  const startLines = new Int32Array(count);
  const limit = cursor.bytes.length * BYTES_PER_BYTE;
  let unfolded = 0;
  for (let record = 0; record < count; record++) {
    enterSpan(cursor, spans, record);
    const at = cursor.at;
    readFunction(cursor, strings, draft);
    claimId(cursor, ids, draft.low, draft.high, record, 'function', at);
    const name = stringBytes(strings, draft.name) > 0 ? draft.name : draft.systemName;
    names[record] = name;
    files[record] = draft.file;
    startLines[record] = draft.startLine;
    unfolded += stringBytes(strings, name) + stringBytes(strings, draft.file);
    if (unfolded > limit) throw malformedWire(cursor, 'its names unfold to far more than its size', at);
  }
  const texts = poolStrings(cursor, strings, pool.texts, [names, files]);
  for (let record = 0; record < count; record++) {
    const name = names[record]!;
    names[record] =
      stringBytes(strings, name) === 0
        ? UNNAMED
        : addFunction(pool, texts[name]!, texts[files[record]!]!, startLines[record]!);
  }
  return { ids, numbers: names };
}

function readFunction(cursor: WireCursor, strings: PprofStrings, draft: Draft): void {
  draft.low = 0;
  draft.high = 0;
  draft.name = 0;
  draft.systemName = 0;
  draft.file = 0;
  draft.startLine = 0;
  const strings32 = countSpans(strings.spans);
  while (cursor.at < cursor.end) {
    const at = cursor.at;
    const tag = readTag(cursor);
    const short = (tag & 7) === 0 ? readShort(cursor) : -1;
    if (short >= 0 && tag === ID) {
      draft.low = short;
      draft.high = 0;
    } else if (short >= 0 && short < strings32 && tag === NAME) draft.name = short;
    else if (short >= 0 && short < strings32 && tag === FILE) draft.file = short;
    else if (short >= 0 && tag === START_LINE) draft.startLine = short;
    else {
      cursor.at = at;
      readField(cursor, readTag(cursor), strings, draft);
    }
  }
}

/** Any field, the long way: whatever is wrong with it is said here. */
function readField(cursor: WireCursor, tag: number, strings: PprofStrings, draft: Draft): void {
  const field = tag >>> 3;
  if (field === 1) {
    readInteger(cursor, tag, 'a function id');
    draft.low = cursor.low;
    draft.high = cursor.high;
  } else if (field === 2) draft.name = readStringIndex(cursor, tag, strings, 'the name of a function');
  else if (field === 3) draft.systemName = readStringIndex(cursor, tag, strings, 'the system name of a function');
  else if (field === 4) draft.file = readStringIndex(cursor, tag, strings, 'the file of a function');
  else if (field === 5) draft.startLine = readOrZero(cursor, tag, 'the line of a function', LARGEST_LINE);
  else skipField(cursor, tag);
}

/** Ids are never 0 and never given twice: with two owners a name would be a guess. */
export function claimId(
  cursor: WireCursor,
  ids: IdTable,
  low: number,
  high: number,
  record: number,
  what: string,
  at: number,
): void {
  if (low === 0 && high === 0) throw malformedWire(cursor, `a ${what} has no id`, at);
  if (!addId(ids, low, high, record)) throw malformedWire(cursor, `two ${what}s have the id ${idText(low, high)}`, at);
}
