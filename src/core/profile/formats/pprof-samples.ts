import { createIntColumn, filledInts, reserveInts, type IntColumn } from '../int-column.ts';
import type { MalformedProfile, SampleLabels } from '../profile.ts';
import { findId, idText } from './id-table.ts';
import { draftLabels, finishLabels, readLabel, type LabelDraft } from './pprof-labels.ts';
import type { PprofLocations } from './pprof-locations.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import type { PprofStrings } from './pprof-strings.ts';
import { malformedWire, openMessage, readInteger, readTag, readVarint, skipField, type WireCursor } from './wire.ts';

export interface PprofSamples {
  readonly values: Float64Array;
  readonly stackStart: Int32Array;
  readonly stacks: Int32Array;
  readonly labels?: SampleLabels;
}

/** Frames of one stack; deeper ones are runaway recursion or a broken file. */
const DEEPEST_STACK = 10_000;
/** Frames over all stacks, per byte of input and at all: a location with many inlined lines costs one byte to repeat. */
const FRAMES_PER_BYTE = 64;
const MOST_FRAMES = 2 ** 26;
const HALF = 2 ** 32;

interface Draft {
  /** Location records of the stack being read, leaf first. */
  readonly locations: IntColumn;
  readonly labels: LabelDraft;
  /** Values of all samples, so many of each. */
  readonly column: Float64Array;
  readonly types: number;
  sample: number;
  frames: number;
  values: number;
}

export function readSamples(
  cursor: WireCursor,
  spans: Spans,
  types: number,
  locations: PprofLocations,
  strings: PprofStrings,
  stacks: IntColumn,
): PprofSamples {
  const count = countSpans(spans);
  if (count > 0 && types === 0) throw malformedWire(cursor, 'it has samples but no sample types', spans.items[0]);
  // Every value takes a byte, so a file that promises more is lying: found out before the memory is asked for.
  if (count * types > cursor.bytes.length)
    throw malformedWire(cursor, `it has fewer values than ${count} samples of ${types} types need`, spans.items[0]);
  const values = new Float64Array(count * types);
  const stackStart = new Int32Array(count + 1);
  stacks.length = 0;
  const limit = Math.min(MOST_FRAMES, cursor.bytes.length * FRAMES_PER_BYTE);
  const draft: Draft = {
    locations: createIntColumn(256),
    labels: draftLabels(strings),
    column: values,
    types,
    sample: 0,
    frames: 0,
    values: 0,
  };
  for (let sample = 0; sample < count; sample++) {
    enterSpan(cursor, spans, sample);
    const at = cursor.at;
    draft.sample = sample;
    readSample(cursor, draft, locations);
    if (draft.values !== types)
      throw malformedWire(cursor, `sample ${sample} has ${draft.values} values for ${types} sample types`, at);
    if (stacks.length + draft.frames > limit)
      throw malformedWire(cursor, `its stacks unfold to more than ${limit} frames`, at);
    appendStack(stacks, draft, locations);
    stackStart[sample + 1] = stacks.length;
  }
  const labels = finishLabels(draft.labels, count);
  return { values, stackStart, stacks: filledInts(stacks), ...(labels === undefined ? {} : { labels }) };
}

function readSample(cursor: WireCursor, draft: Draft, locations: PprofLocations): void {
  draft.locations.length = 0;
  draft.frames = 0;
  draft.values = 0;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag >>> 3 === 3) readLabel(cursor, tag, draft.labels, draft.sample);
    else if (tag >>> 3 > 3) skipField(cursor, tag);
    else if ((tag & 7) === 2) {
      const outer = openMessage(cursor, tag, 'a list of numbers');
      if (tag >>> 3 === 1) addLocations(cursor, draft, locations);
      else while (cursor.at < cursor.end) addValue(cursor, draft);
      cursor.end = outer;
    } else {
      const at = cursor.at;
      readInteger(cursor, tag, tag >>> 3 === 1 ? 'a location id' : 'a value');
      cursor.at = at;
      if (tag >>> 3 === 1) addLocation(cursor, draft, locations);
      else addValue(cursor, draft);
    }
  }
}

/** All locations up to the end. Nearly all ids are short and dense; those are read here, the others the long way. */
function addLocations(cursor: WireCursor, draft: Draft, locations: PprofLocations): void {
  const { bytes, end } = cursor;
  const { direct } = locations.ids;
  const { lineStart } = locations;
  // One a byte at most, and the first too many throws.
  reserveInts(draft.locations, Math.min(end - cursor.at, DEEPEST_STACK + 1));
  while (cursor.at < end) {
    const { at } = cursor;
    let id = bytes[at]!;
    let next = at + 1;
    if (id >= 0x80) {
      const second = bytes[next++]!;
      id = (id & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[next++]!;
        id |= third << 14;
        if (third >= 0x80) next = Infinity;
      }
    }
    const record = next <= end && id < direct.length ? direct[id]! - 1 : -1;
    if (record < 0) {
      addLocation(cursor, draft, locations);
      continue;
    }
    draft.frames += lineStart[record + 1]! - lineStart[record]!;
    if (draft.frames > DEEPEST_STACK) throw tooDeep(cursor, at);
    draft.locations.items[draft.locations.length++] = record;
    cursor.at = next;
  }
}

function addLocation(cursor: WireCursor, draft: Draft, locations: PprofLocations): void {
  const at = cursor.at;
  readVarint(cursor);
  const record = findId(locations.ids, cursor.low, cursor.high);
  if (record < 0)
    throw malformedWire(
      cursor,
      `a sample names location ${idText(cursor.low, cursor.high)}, which is not in the file`,
      at,
    );
  draft.frames += locations.lineStart[record + 1]! - locations.lineStart[record]!;
  if (draft.frames > DEEPEST_STACK) throw tooDeep(cursor, at);
  reserveInts(draft.locations, 1);
  draft.locations.items[draft.locations.length++] = record;
}

function tooDeep(cursor: WireCursor, at: number): MalformedProfile {
  return malformedWire(cursor, `a stack is deeper than ${DEEPEST_STACK} frames`, at);
}

function addValue(cursor: WireCursor, draft: Draft): void {
  const at = cursor.at;
  readVarint(cursor);
  if (cursor.high > 0x7fffffff)
    throw malformedWire(cursor, 'a sample has a negative value, as in the difference of two profiles', at);
  // Beyond 2^53 (104 days in nanoseconds) the lowest bits go; cost is a float everywhere after this.
  const { column, types, sample } = draft;
  if (draft.values < types) column[sample * types + draft.values] = cursor.high * HALF + cursor.low;
  draft.values++;
}

function appendStack(stacks: IntColumn, draft: Draft, locations: PprofLocations): void {
  const { lineStart, lineFrame } = locations;
  reserveInts(stacks, draft.frames);
  let to = stacks.length;
  for (let at = draft.locations.length - 1; at >= 0; at--) {
    const record = draft.locations.items[at]!;
    const end = lineStart[record + 1]!;
    for (let line = lineStart[record]!; line < end; line++) stacks.items[to++] = lineFrame[line]!;
  }
  stacks.length = to;
}
