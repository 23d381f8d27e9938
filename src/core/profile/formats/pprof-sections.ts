import { appendInt, createIntColumn, reserveInts, type IntColumn } from '../int-column.ts';
import { malformedWire, openMessage, readOrZero, readTag, skipField, type WireCursor } from './wire.ts';

/** Where the messages of one field lie: begin and end of each, in turn. */
export type Spans = IntColumn;

/** A pprof file taken apart at its top level. Tables may come in any order and interleaved, so nothing is resolved yet. */
export interface PprofSections {
  readonly sampleTypes: Spans;
  readonly samples: Spans;
  readonly mappings: Spans;
  readonly locations: Spans;
  readonly functions: Spans;
  readonly strings: Spans;
  readonly periodType: Spans;
  period: number;
  timeNanos: number;
  durationNanos: number;
}

export function createSections(): PprofSections {
  return {
    sampleTypes: createIntColumn(8),
    samples: createIntColumn(1024),
    mappings: createIntColumn(16),
    locations: createIntColumn(1024),
    functions: createIntColumn(1024),
    strings: createIntColumn(1024),
    periodType: createIntColumn(2),
    period: 0,
    timeNanos: 0,
    durationNanos: 0,
  };
}

/** Fields of perftools.profiles.Profile, https://github.com/google/pprof/blob/main/proto/profile.proto */
export function splitPprof(cursor: WireCursor, sections: PprofSections): void {
  const { sampleTypes, samples, mappings, locations, functions, strings, periodType } = sections;
  for (const spans of [sampleTypes, samples, mappings, locations, functions, strings, periodType]) spans.length = 0;
  sections.period = 0;
  sections.timeNanos = 0;
  sections.durationNanos = 0;
  while (cursor.at < cursor.end) {
    readTables(cursor, sections);
    if (cursor.at < cursor.end) readSection(cursor, sections);
  }
}

/** Steps over the messages of the large tables, as far as they are of usual length; what is not is left to readSection. */
function readTables(cursor: WireCursor, { samples, locations, functions, strings }: PprofSections): void {
  const { bytes, end } = cursor;
  let { at } = cursor;
  while (at + 3 <= end) {
    const spans = tableOf(bytes[at]!);
    const low = bytes[at + 1]!;
    const high = low < 0x80 ? 0 : bytes[at + 2]!;
    const begin = low < 0x80 ? at + 2 : at + 3;
    const after = begin + ((low & 0x7f) | (high << 7));
    if (spans === undefined || high >= 0x80 || after > end) break;
    reserveInts(spans, 2);
    spans.items[spans.length++] = begin;
    spans.items[spans.length++] = after;
    at = after;
  }
  cursor.at = at;

  function tableOf(tag: number): Spans | undefined {
    if (tag === 0x32) return strings;
    if (tag === 0x22) return locations;
    if (tag === 0x2a) return functions;
    return tag === 0x12 ? samples : undefined;
  }
}

function readSection(cursor: WireCursor, sections: PprofSections): void {
  const at = cursor.at;
  const tag = readTag(cursor);
  switch (tag >>> 3) {
    case 1:
      return addSpan(cursor, tag, sections.sampleTypes, 'a sample type');
    case 2:
      return addSpan(cursor, tag, sections.samples, 'a sample');
    case 3:
      return addSpan(cursor, tag, sections.mappings, 'a mapping');
    case 4:
      return addSpan(cursor, tag, sections.locations, 'a location');
    case 5:
      return addSpan(cursor, tag, sections.functions, 'a function');
    case 6:
      return addSpan(cursor, tag, sections.strings, 'a string');
    case 9:
      // Two gzip members in one file inflate to two messages; merged field by field they would mix up their ids.
      if (sections.timeNanos !== 0) throw malformedWire(cursor, 'a second profile follows the first', at);
      sections.timeNanos = readOrZero(cursor, tag, 'the time');
      return undefined;
    case 10:
      sections.durationNanos = readOrZero(cursor, tag, 'the duration');
      return undefined;
    case 11:
      return addSpan(cursor, tag, sections.periodType, 'the period type');
    case 12:
      sections.period = readOrZero(cursor, tag, 'the period');
      return undefined;
    default:
      return skipField(cursor, tag);
  }
}

function addSpan(cursor: WireCursor, tag: number, spans: Spans, what: string): void {
  const outer = openMessage(cursor, tag, what);
  appendInt(spans, cursor.at);
  appendInt(spans, cursor.end);
  cursor.at = cursor.end;
  cursor.end = outer;
}

export function countSpans(spans: Spans): number {
  return spans.length >>> 1;
}

/** Puts the cursor on one message of a section. */
export function enterSpan(cursor: WireCursor, spans: Spans, record: number): void {
  cursor.at = spans.items[record * 2]!;
  cursor.end = spans.items[record * 2 + 1]!;
}
