import { appendInt, createIntColumn, filledInts, type IntColumn } from '../int-column.ts';
import { addPair, createPairIndex, type PairIndex } from '../pair-index.ts';
import type { Frame } from '../profile.ts';
import { createIdTable, findId, idText, type IdTable } from './id-table.ts';
import { claimId, LARGEST_LINE, type PprofFunctions } from './pprof-functions.ts';
import { addressName, mappingFile, type PprofMappings } from './pprof-mappings.ts';
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

interface Frames {
  readonly list: Frame[];
  /** Frames by (function, line). */
  readonly seen: PairIndex;
  readonly numberOf: IntColumn;
  readonly functions: PprofFunctions;
}

export function readLocations(
  cursor: WireCursor,
  spans: Spans,
  functions: PprofFunctions,
  mappings: PprofMappings,
): PprofLocations {
  const count = countSpans(spans);
  const ids = createIdTable(count);
  const lineStart = new Int32Array(count + 1);
  const lineFrame = createIntColumn(count + 1);
  const frames: Frames = { list: [], seen: createPairIndex(count), numberOf: createIntColumn(count), functions };
  for (let record = 0; record < count; record++) {
    enterSpan(cursor, spans, record);
    const at = cursor.at;
    const begin = lineFrame.length;
    const draft = readLocation(cursor, lineFrame, frames);
    claimId(cursor, ids, draft.idLow, draft.idHigh, record, 'location', at);
    nameAddresses(draft, lineFrame, begin, frames, mappings);
    // The file lists the innermost inlined function first; stacks here are root first.
    lineFrame.items.subarray(begin, lineFrame.length).reverse();
    lineStart[record + 1] = lineFrame.length;
  }
  return { ids, lineStart, lineFrame: filledInts(lineFrame), frames: frames.list };
}

const UNNAMED = -1;

function readLocation(cursor: WireCursor, lineFrame: IntColumn, frames: Frames): Draft {
  const draft = { idLow: 0, idHigh: 0, mappingLow: 0, mappingHigh: 0, addressLow: 0, addressHigh: 0 };
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
    } else if (field === 4) appendInt(lineFrame, readLine(cursor, tag, frames));
    else skipField(cursor, tag);
  }
  return draft;
}

/** Number of the frame, or UNNAMED when the line names no function. */
function readLine(cursor: WireCursor, tag: number, frames: Frames): number {
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
  if (low === 0 && high === 0) return UNNAMED;
  const found = findId(frames.functions.ids, low, high);
  if (found < 0)
    throw malformedWire(cursor, `a line names function ${idText(low, high)}, which is not in the file`, at);
  return frames.functions.names[found] === '' ? UNNAMED : frameOf(frames, found, line);
}

function frameOf(frames: Frames, record: number, line: number): number {
  const known = frames.seen.size;
  const pair = addPair(frames.seen, record, line);
  if (pair === known) {
    const { names, files, startLines } = frames.functions;
    appendInt(frames.numberOf, frames.list.length);
    frames.list.push({ name: names[record]!, file: files[record]!, line, startLine: startLines[record]! });
  }
  return frames.numberOf.items[pair]!;
}

/** Lines without a function, and locations without lines, show where the code lies. */
function nameAddresses(
  draft: Draft,
  lineFrame: IntColumn,
  begin: number,
  frames: Frames,
  mappings: PprofMappings,
): void {
  if (lineFrame.length === begin) appendInt(lineFrame, UNNAMED);
  let number = UNNAMED;
  for (let at = begin; at < lineFrame.length; at++) {
    if (lineFrame.items[at] !== UNNAMED) continue;
    if (number === UNNAMED) {
      number = frames.list.length;
      const mapping = findId(mappings.ids, draft.mappingLow, draft.mappingHigh);
      const name = addressName(mappings, mapping, draft.addressLow, draft.addressHigh);
      frames.list.push({ name, file: mappingFile(mappings, mapping), line: 0, startLine: 0 });
    }
    lineFrame.items[at] = number;
  }
}
