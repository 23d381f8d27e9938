import type { Profile, ValueType } from '../profile.ts';
import { isCount } from '../value-names.ts';
import { readFunctions } from './pprof-functions.ts';
import { readLocations } from './pprof-locations.ts';
import { readMappings } from './pprof-mappings.ts';
import { createPprofPool } from './pprof-pool.ts';
import { readSamples } from './pprof-samples.ts';
import { LONGEST_TYPE } from './profile-draft.ts';
import { countSpans, createSections, enterSpan, splitPprof, type PprofSections, type Spans } from './pprof-sections.ts';
import { openStrings, readStringIndex, stringAt, type PprofStrings } from './pprof-strings.ts';
import { malformedWire, openWire, readTag, skipField, type WireCursor } from './wire.ts';

/** Byte offsets are kept in 32 bits; no profile of a window comes near this. */
const MOST_BYTES = 2 ** 30;
/** Nanoseconds between two numbers that can stand for a time of our days: a whole millisecond must not become the one before. */
const CLOCK_STEP = 256;
/** Recorders of everything at once write a dozen; each is compared with all the names that are known. */
const MOST_SAMPLE_TYPES = 256;

/**
 * Decodes an inflated pprof file (https://github.com/google/pprof/blob/main/proto/profile.proto) into columns.
 * Throws MalformedProfile, and nothing else, for every input that is not one; the message names the byte. Profiles that are
 * read with one pool share their list of frames, which holds those of all of them.
 */
export function decodePprof(bytes: Uint8Array, pool = createPprofPool()): Profile {
  const { sections } = pool;
  const { cursor, strings, head } = openPprof(bytes, pool.sections);
  const functions = readFunctions(cursor, sections.functions, strings, pool.frames);
  const mappings = readMappings(cursor, sections.mappings, strings);
  const locations = readLocations(cursor, sections.locations, functions, mappings, pool);
  const samples = readSamples(cursor, sections.samples, head.sampleTypes.length, locations, strings, pool.stacks);
  return { ...head, ...samples, frames: locations.frames };
}

/**
 * What a pprof says of itself, without samples, in a tenth of the time: every message in it is well formed, but whether what
 * samples point to is there only decodePprof finds out.
 */
export function glancePprof(bytes: Uint8Array): Profile {
  const sections = createSections();
  const { cursor, head } = openPprof(bytes, sections);
  if (countSpans(sections.samples) > 0 && head.sampleTypes.length === 0)
    throw malformedWire(cursor, 'it has samples but no sample types', sections.samples.items[0]);
  for (const spans of [sections.samples, sections.locations, sections.functions]) {
    for (let record = 0; record < countSpans(spans); record++) {
      enterSpan(cursor, spans, record);
      while (cursor.at < cursor.end) skipField(cursor, readTag(cursor));
    }
  }
  return {
    ...head,
    values: new Float64Array(),
    stackStart: new Int32Array(1),
    stacks: new Int32Array(),
    frames: [],
  };
}

interface OpenPprof {
  readonly cursor: WireCursor;
  readonly strings: PprofStrings;
  /** What is known before the samples are. */
  readonly head: Omit<Profile, 'values' | 'stackStart' | 'stacks' | 'frames'>;
}

function openPprof(bytes: Uint8Array, sections: PprofSections): OpenPprof {
  const cursor = openWire('pprof', bytes);
  if (bytes.length === 0) throw malformedWire(cursor, 'it is empty');
  if (bytes.length > MOST_BYTES) throw malformedWire(cursor, `it is larger than ${MOST_BYTES} bytes`);
  splitPprof(cursor, sections);
  const strings = openStrings(cursor, sections.strings);
  const sampleTypes = readValueTypes(cursor, sections.sampleTypes, strings);
  const periodTypes = readValueTypes(cursor, sections.periodType, strings);
  const periodType = periodTypes.at(-1) ?? { type: '', unit: '' };
  const head = {
    format: 'pprof',
    ...(isUnstated(sampleTypes, periodType) ? { unstated: 'kind' as const } : {}),
    sampleTypes,
    period: sections.period,
    periodType,
    timeMs: Math.floor((sections.timeNanos + CLOCK_STEP) / 1e6),
    durationSeconds: sections.durationNanos / 1e9,
  };
  return { cursor, strings, head };
}

/**
 * A bare count of samples without a period says nothing of its kind. async-profiler's converter even calls wall samples
 * `cpu/count` (https://github.com/async-profiler/async-profiler, one.convert.JfrToPprof).
 */
function isUnstated([only, ...more]: readonly ValueType[], periodType: ValueType): boolean {
  if (only === undefined || more.length > 0 || periodType.type !== '') return false;
  return isCount(only) && /^(?:samples?|cpu)$/.test(only.type);
}

function readValueTypes(cursor: WireCursor, spans: Spans, strings: PprofStrings): ValueType[] {
  const types: ValueType[] = [];
  const typeAt = (index: number) => stringAt(cursor, strings, index).slice(0, LONGEST_TYPE);
  if (countSpans(spans) > MOST_SAMPLE_TYPES)
    throw malformedWire(cursor, `it has more than ${MOST_SAMPLE_TYPES} sample types`, spans.items[0]);
  for (let record = 0; record < countSpans(spans); record++) {
    enterSpan(cursor, spans, record);
    let type = 0;
    let unit = 0;
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if (tag >>> 3 === 1) type = readStringIndex(cursor, tag, strings, 'a value type');
      else if (tag >>> 3 === 2) unit = readStringIndex(cursor, tag, strings, 'the unit of a value type');
      else skipField(cursor, tag);
    }
    types.push({ type: typeAt(type), unit: typeAt(unit) });
  }
  return types;
}
