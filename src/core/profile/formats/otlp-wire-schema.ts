import { MalformedProfile } from '../profile.ts';
import type { OtlpMessageSpans } from './otlp-wire-split.ts';
import { readFields, readNumbers } from './otlp-wire-spans.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { readTag, skipField, type WireCursor } from './wire.ts';

/** Field numbers that moved between the versions of profiles.proto; 0 for a field that a version does not have. */
export interface OtlpSchema {
  /** Where the tables are: in a message of their own, beside the profiles, or in each profile. */
  readonly tables: 'dictionary' | 'message' | 'profile';
  /** Whether samples take a range of the profile's own location indices, rather than a row of the stacks. */
  readonly hasRanges: boolean;
  readonly profile: {
    readonly locationIndices: number;
    readonly time: number;
    readonly duration: number;
    readonly periodType: number;
    readonly period: number;
  };
  readonly sample: {
    readonly length: number;
    readonly values: number;
    readonly attributes: number;
    readonly link: number;
    readonly times: number;
  };
}

// https://github.com/open-telemetry/opentelemetry-proto, opentelemetry/proto/profiles/v1development/profiles.proto of each tag.
// The package is called v1development in all of them and says nothing of the version, so it is told from what the fields hold.
const SINCE_1_10: OtlpSchema = {
  tables: 'dictionary',
  hasRanges: false,
  profile: { locationIndices: 0, time: 3, duration: 4, periodType: 5, period: 6 },
  sample: { length: 0, attributes: 2, link: 3, values: 4, times: 5 },
};
/** 1.8 and 1.9, and async-profiler 4.3 and 4.4. */
const SINCE_1_8: OtlpSchema = { ...SINCE_1_10, sample: { length: 0, values: 2, attributes: 3, link: 4, times: 5 } };
/** 1.7, and async-profiler before 4.3. */
const SINCE_1_7: OtlpSchema = {
  tables: 'dictionary',
  hasRanges: true,
  profile: { locationIndices: 3, time: 4, duration: 5, periodType: 6, period: 7 },
  sample: { length: 2, values: 3, attributes: 4, link: 5, times: 6 },
};
const SINCE_1_6: OtlpSchema = { ...SINCE_1_7, tables: 'message' };
/** 1.4 and 1.5. */
const SINCE_1_4: OtlpSchema = {
  ...SINCE_1_7,
  tables: 'profile',
  profile: { locationIndices: 5, time: 11, duration: 12, periodType: 13, period: 14 },
};

/** Tables of the dictionary. */
const LINKS = 4;
const ATTRIBUTES = 6;

const FIXED = 1;
const LENGTH = 2;

/** The version that a message was written in. Throws MalformedProfile for the experimental one, which is not read. */
export function schemaOf(cursor: WireCursor, message: OtlpMessageSpans): OtlpSchema {
  const { profiles } = message;
  if (message.hasTables) return SINCE_1_6;
  if (countSpans(message.dictionaries) > 0) {
    if (hasField(cursor, profiles, (field, wireType) => field === 3 && wireType !== FIXED)) return SINCE_1_7;
    return isBefore110(cursor, message) ? SINCE_1_8 : SINCE_1_10;
  }
  if (hasField(cursor, profiles, (field, wireType) => field === 10 && wireType === LENGTH)) return SINCE_1_4;
  const isExperimental = hasField(cursor, profiles, (field, wireType) => field === 2 && wireType === FIXED);
  throw new MalformedProfile(
    cursor.format,
    isExperimental
      ? 'it is in the schema v1experimental (OTLP 1.3), which is not read; send v1development'
      : 'it has no dictionary, in which OTLP keeps names and stacks',
  );
}

/** Looks at the fields of all profiles until one fits. */
function hasField(cursor: WireCursor, profiles: Spans, fits: (field: number, wireType: number) => boolean): boolean {
  for (let record = 0; record < countSpans(profiles); record++) {
    enterSpan(cursor, profiles, record);
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if (fits(tag >>> 3, tag & 7)) return true;
      skipField(cursor, tag);
    }
  }
  return false;
}

/** What one sample holds in the fields that changed places in 1.10. */
interface SampleFacts {
  readonly isSeen: boolean[];
  /** Packed, so no single number. */
  readonly isList: boolean[];
  readonly largest: number[];
}

/** In 1.10 the values went from field 2 to 4. Each sample fits one order, the other or both: the newer one wins if it fits all. */
function isBefore110(cursor: WireCursor, { profiles, dictionaries }: OtlpMessageSpans): boolean {
  const rows = countRows(cursor, dictionaries);
  const attributes = Math.max(1, rows[ATTRIBUTES] ?? 0);
  const links = Math.max(1, rows[LINKS] ?? 0);
  let fitsNew = true;
  let fitsOld = true;
  for (let record = 0; record < countSpans(profiles) && fitsNew && fitsOld; record++) {
    enterSpan(cursor, profiles, record);
    const end = cursor.end;
    while (cursor.at < end && fitsNew && fitsOld) {
      const tag = readTag(cursor);
      if (tag !== 2 * 8 + LENGTH) {
        skipField(cursor, tag);
        continue;
      }
      const facts = readFacts(cursor, tag);
      fitsNew = fits(facts, SINCE_1_10.sample);
      fitsOld = fits(facts, SINCE_1_8.sample);
    }
  }
  return fitsOld && !fitsNew;

  function fits({ isSeen, isList, largest }: SampleFacts, order: OtlpSchema['sample']): boolean {
    if (isList[order.link] === true || !(isSeen[order.values] === true || isSeen[order.times] === true)) return false;
    return (largest[order.attributes] ?? 0) < attributes && (largest[order.link] ?? 0) < links;
  }
}

/** How many rows each table of the dictionary has, by field number. */
function countRows(cursor: WireCursor, dictionaries: Spans): readonly number[] {
  const rows = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let record = 0; record < countSpans(dictionaries); record++) {
    enterSpan(cursor, dictionaries, record);
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if (tag >>> 3 < rows.length) rows[tag >>> 3]!++;
      skipField(cursor, tag);
    }
  }
  return rows;
}

function readFacts(cursor: WireCursor, tag: number): SampleFacts {
  const facts: SampleFacts = { isSeen: [], isList: [], largest: [] };
  readFields(cursor, tag, 'a sample', (inner) => {
    const field = inner >>> 3;
    if (field > 5) return false;
    facts.isSeen[field] = true;
    if (field === 5) return false;
    if ((inner & 7) === LENGTH) facts.isList[field] = true;
    readNumbers(cursor, inner, `field ${field} of a sample`, () => {
      facts.largest[field] = Math.max(
        facts.largest[field] ?? 0,
        cursor.high > 0 ? Number.POSITIVE_INFINITY : cursor.low,
      );
    });
    return true;
  });
  return facts;
}
