import { addAddress, addFrame } from '../frame-pool.ts';
import { appendInt, filledInts } from '../int-column.ts';
import type { Frame } from '../profile.ts';
import { createIdTable, findId, idText, type IdTable } from './id-table.ts';
import { claimId, LARGEST_LINE, UNNAMED, type PprofFunctions } from './pprof-functions.ts';
import { addressName, mappingFile, type PprofMappings } from './pprof-mappings.ts';
import type { PprofPool } from './pprof-pool.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { malformedWire, openMessage, readInteger, readOrZero, readTag, skipField, type WireCursor } from './wire.ts';

/** Location i stands for frames[lineFrame[lineStart[i]..lineStart[i + 1]]], outermost first. */
export interface PprofLocations {
  readonly ids: IdTable;
  readonly lineStart: Int32Array;
  readonly lineFrame: Int32Array;
  readonly frames: readonly Frame[];
}

/** One location while it is read. */
interface Draft {
  idLow: number;
  idHigh: number;
  mappingLow: number;
  mappingHigh: number;
  addressLow: number;
  addressHigh: number;
}

/** Lines of all locations: the number of each one's function in the pool, and the line in it. */
type Lines = Pick<PprofPool, 'called' | 'line'>;

/** Function of a line that names none; the frame of the address is its line then. */
const ADDRESS = -2;

export function readLocations(
  cursor: WireCursor,
  spans: Spans,
  functions: PprofFunctions,
  mappings: PprofMappings,
  pool: PprofPool,
): PprofLocations {
  const count = countSpans(spans);
  const ids = createIdTable(count);
  const lineStart = new Int32Array(count + 1);
  const { called, line } = pool;
  called.length = 0;
  line.length = 0;
  const draft: Draft = { idLow: 0, idHigh: 0, mappingLow: 0, mappingHigh: 0, addressLow: 0, addressHigh: 0 };
  for (let record = 0; record < count; record++) {
    enterSpan(cursor, spans, record);
    const at = cursor.at;
    const begin = called.length;
    const isNamed = readLocation(cursor, pool, functions, draft);
    claimId(cursor, ids, draft.idLow, draft.idHigh, record, 'location', at);
    if (!isNamed || called.length === begin) nameAddresses(draft, pool, begin, mappings);
    if (called.length - begin > 1) {
      // The file lists the innermost inlined function first; stacks here are root first.
      called.items.subarray(begin, called.length).reverse();
      line.items.subarray(begin, called.length).reverse();
    }
    lineStart[record + 1] = called.length;
  }
  const lineFrame = filledInts(line);
  for (let at = 0; at < lineFrame.length; at++)
    if (called.items[at] !== ADDRESS) lineFrame[at] = addFrame(pool.frames, called.items[at]!, lineFrame[at]!);
  return { ids, lineStart, lineFrame, frames: pool.frames.frames };
}

/** Answers whether each of its lines names a function. */
function readLocation(cursor: WireCursor, lines: Lines, functions: PprofFunctions, draft: Draft): boolean {
  draft.idLow = 0;
  draft.idHigh = 0;
  draft.mappingLow = 0;
  draft.mappingHigh = 0;
  draft.addressLow = 0;
  draft.addressHigh = 0;
  let isNamed = true;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    const field = tag >>> 3;
    if (field === 1) {
      readInteger(cursor, tag, 'a location id');
      draft.idLow = cursor.low;
      draft.idHigh = cursor.high;
    } else if (field === 2) {
      readInteger(cursor, tag, 'the mapping of a location');
      draft.mappingLow = cursor.low;
      draft.mappingHigh = cursor.high;
    } else if (field === 3) {
      readInteger(cursor, tag, 'an address');
      draft.addressLow = cursor.low;
      draft.addressHigh = cursor.high;
    } else if (field === 4) isNamed = readLine(cursor, tag, lines, functions) && isNamed;
    else skipField(cursor, tag);
  }
  return isNamed;
}

/** Answers whether the line names a function. */
function readLine(cursor: WireCursor, tag: number, lines: Lines, functions: PprofFunctions): boolean {
  const outer = openMessage(cursor, tag, 'a line');
  const at = cursor.at;
  let low = 0;
  let high = 0;
  let line = 0;
  while (cursor.at < cursor.end) {
    const inner = readTag(cursor);
    if (inner >>> 3 === 1) {
      readInteger(cursor, inner, 'a function id');
      ({ low, high } = cursor);
    } else if (inner >>> 3 === 2) line = readOrZero(cursor, inner, 'a line number', LARGEST_LINE);
    else skipField(cursor, inner);
  }
  cursor.end = outer;
  const isNone = low === 0 && high === 0;
  const found = isNone ? -1 : findId(functions.ids, low, high);
  if (!isNone && found < 0)
    throw malformedWire(cursor, `a line names function ${idText(low, high)}, which is not in the file`, at);
  const called = isNone ? UNNAMED : functions.numbers[found]!;
  appendInt(lines.called, called);
  appendInt(lines.line, line);
  return called !== UNNAMED;
}

/** Lines without a function, and locations without lines, show where the code lies. */
function nameAddresses(
  draft: Draft,
  { called, line, frames }: PprofPool,
  begin: number,
  mappings: PprofMappings,
): void {
  if (called.length === begin) {
    appendInt(called, UNNAMED);
    appendInt(line, 0);
  }
  const mapping = findId(mappings.ids, draft.mappingLow, draft.mappingHigh);
  const name = addressName(mappings, mapping, draft.addressLow, draft.addressHigh);
  const frame = addAddress(frames, name, mappingFile(mappings, mapping));
  for (let at = begin; at < called.length; at++) {
    if (called.items[at] !== UNNAMED) continue;
    called.items[at] = ADDRESS;
    line.items[at] = frame;
  }
}
