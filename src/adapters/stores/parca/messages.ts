/** Messages of Parca's QueryService. https://github.com/parca-dev/parca/blob/main/proto/parca/query/v1alpha1/query.proto */
import type { Instant, Window } from '../../../core/instant.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import { openMessage, openWire, readTag, readUnsigned, skipField } from '../../../core/profile/formats/wire.ts';
import type { WireCursor } from '../../../core/profile/formats/wire.ts';
import { writeProto } from '../../write-proto.ts';
import { parseTypeId, type ParcaType } from './profile-types.ts';

const MODE_MERGE = 2;
const REPORT_TYPE_PPROF = 1;

export function encodeTypesRequest({ from, to }: Window): Uint8Array {
  return writeProto([
    [1, timestamp(from)],
    [2, timestamp(to)],
  ]);
}

/** Both ends count. */
export function encodeMergeRequest(query: string, { from, to }: Window): Uint8Array {
  const merge = writeProto([
    [1, query],
    [2, timestamp(from)],
    [3, timestamp(to)],
  ]);
  return writeProto([
    [1, MODE_MERGE],
    [3, merge],
    [5, REPORT_TYPE_PPROF],
  ]);
}

/** Neither end counts. */
export function encodeRangeRequest(
  query: string,
  { from, to }: Window,
  stepSeconds: number,
  sumBy: readonly string[],
): Uint8Array {
  return writeProto([
    [1, query],
    [2, timestamp(from)],
    [3, timestamp(to)],
    [5, writeProto([[1, stepSeconds]])],
    ...sumBy.map((label) => [6, label] as const),
  ]);
}

/** Of all services: the server does not narrow the values of a label. Neither end counts. */
export function encodeValuesRequest(label: string, { from, to }: Window): Uint8Array {
  return writeProto([
    [1, label],
    [3, timestamp(from)],
    [4, timestamp(to)],
  ]);
}

function timestamp(at: Instant): Uint8Array {
  const seconds = Math.floor(at / 1000);
  return writeProto([
    [1, seconds],
    [2, (at - seconds * 1000) * 1e6],
  ]);
}

/** Types that no selector can name are left out. Like all readers here throws MalformedProfile for what is no such message. */
export function readTypes(message: Uint8Array): readonly ParcaType[] {
  return messagesOf(open(message), 1, (cursor) => {
    const parts = ['', '', '', '', ''];
    let delta = false;
    eachField(cursor, (field, tag) => {
      if (field === 6) delta = readUnsigned(cursor, tag, 'delta') !== 0;
      else if (field <= 5) parts[field - 1] = readText(cursor, tag);
      else skipField(cursor, tag);
    });
    return parseTypeId([...parts, ...(delta ? ['delta'] : [])].join(':'));
  }).filter((type) => type !== undefined);
}

export function readValues(message: Uint8Array): readonly string[] {
  return messagesOf(open(message), 1, (cursor) => new TextDecoder().decode(remaining(cursor)));
}

export interface TimedSeries {
  readonly labels: Labels;
  readonly samples: readonly TimedSample[];
}

/** What is stamped in [at, at + step). */
export interface TimedSample {
  readonly at: Instant;
  /** Of one profile where one is stamped there, else the step. */
  readonly durationMs: number;
}

export function readSeries(message: Uint8Array): readonly TimedSeries[] {
  return messagesOf(open(message), 1, (cursor) => {
    const samples: TimedSample[] = [];
    let labels: Labels = {};
    eachField(cursor, (field, tag) => {
      if (field === 1) labels = within(cursor, tag, () => readLabels(cursor));
      else if (field === 2) samples.push(within(cursor, tag, () => readSample(cursor)));
      else skipField(cursor, tag);
    });
    return { labels, samples };
  });
}

/** The gzipped pprof of an answer; empty where it holds none. */
export function readPprof(message: Uint8Array): Uint8Array {
  const cursor = open(message);
  let found = new Uint8Array();
  eachField(cursor, (field, tag) => {
    if (field === 6) found = Uint8Array.from(within(cursor, tag, () => remaining(cursor)));
    else skipField(cursor, tag);
  });
  return found;
}

function readLabels(cursor: WireCursor): Labels {
  const pairs = messagesOf(cursor, 1, () => {
    const pair: [string, string] = ['', ''];
    eachField(cursor, (field, tag) => {
      if (field === 1 || field === 2) pair[field - 1] = readText(cursor, tag);
      else skipField(cursor, tag);
    });
    return pair;
  });
  return Object.fromEntries(pairs);
}

function readSample(cursor: WireCursor): TimedSample {
  const sample = { at: 0, durationMs: 0 };
  eachField(cursor, (field, tag) => {
    if (field === 1) sample.at = within(cursor, tag, () => readTimestamp(cursor));
    else if (field === 4) sample.durationMs = readUnsigned(cursor, tag, 'a duration') / 1e6;
    else skipField(cursor, tag);
  });
  return sample;
}

function readTimestamp(cursor: WireCursor): Instant {
  let at = 0;
  eachField(cursor, (field, tag) => {
    if (field === 1) at += readUnsigned(cursor, tag, 'seconds') * 1000;
    else if (field === 2) at += readUnsigned(cursor, tag, 'nanos') / 1e6;
    else skipField(cursor, tag);
  });
  return at;
}

function open(message: Uint8Array): WireCursor {
  return openWire('answer of Parca', message);
}

function messagesOf<T>(cursor: WireCursor, wanted: number, read: (cursor: WireCursor) => T): readonly T[] {
  const found: T[] = [];
  eachField(cursor, (field, tag) => {
    if (field === wanted) found.push(within(cursor, tag, () => read(cursor)));
    else skipField(cursor, tag);
  });
  return found;
}

function eachField(cursor: WireCursor, visit: (field: number, tag: number) => void): void {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    visit(tag >>> 3, tag);
  }
}

function within<T>(cursor: WireCursor, tag: number, read: () => T): T {
  const outer = openMessage(cursor, tag, 'a part');
  const found = read();
  cursor.at = cursor.end;
  cursor.end = outer;
  return found;
}

function readText(cursor: WireCursor, tag: number): string {
  return within(cursor, tag, () => new TextDecoder().decode(remaining(cursor)));
}

function remaining(cursor: WireCursor): Uint8Array {
  return cursor.bytes.subarray(cursor.at, cursor.end);
}
