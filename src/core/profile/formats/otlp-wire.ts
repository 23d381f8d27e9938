import { appendInt, createIntColumn } from '../int-column.ts';
import type { ValueType } from '../profile.ts';
import { stringOf, typeOf } from './otlp-frames.ts';
import { MOST_PROFILES_WITH_TABLES, type OtlpProfile, type OtlpResourceAttribute } from './otlp-message.ts';
import { createOtlpTables, type OtlpTables } from './otlp-tables.ts';
import { readWireSample } from './otlp-wire-samples.ts';
import { schemaOf, type OtlpSchema } from './otlp-wire-schema.ts';
import { noteSpan, readFields, readNanos, readNumbers, readRow, rowIn } from './otlp-wire-spans.ts';
import { splitMessage } from './otlp-wire-split.ts';
import { readTables } from './otlp-wire-tables.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { malformedWire, openWire, readOrZero, readTag, skipField, type WireCursor } from './wire.ts';

/** Profiles of an ExportProfilesServiceRequest or ProfilesData, which have the same fields. */
export function readOtlpWire(format: string, bytes: Uint8Array): readonly OtlpProfile[] {
  const cursor = openWire(format, bytes);
  const message = splitMessage(cursor);
  const schema = schemaOf(cursor, message);
  const common = createOtlpTables();
  const tableOf = (field: number) => (field === 7 && schema.hasRanges ? 0 : field);
  for (let record = 0; record < countSpans(message.dictionaries) && schema.tables === 'dictionary'; record++) {
    enterSpan(cursor, message.dictionaries, record);
    readTables(cursor, common, tableOf);
  }
  if (schema.tables === 'message') {
    cursor.at = 0;
    cursor.end = bytes.length;
    // One field above those that they have in the dictionary of 1.7.
    readTables(cursor, common, (field) => tableOf(field - 1));
  }
  const resources = message.resources.map((attributes, at) =>
    attributes.map(({ key, value }): OtlpResourceAttribute => [textOf(key, at), textOf(value, at)]),
  );
  if (schema.tables === 'profile' && countSpans(message.profiles) > MOST_PROFILES_WITH_TABLES)
    throw malformedWire(cursor, `it holds more than ${MOST_PROFILES_WITH_TABLES} profiles with tables of their own`);
  return Array.from({ length: countSpans(message.profiles) }, (_, record) => {
    const tables = schema.tables === 'profile' ? readOwnTables(cursor, message.profiles, record) : common;
    const resource = resources[message.resourceOf.items[record]!]!;
    return openProfile(cursor, message.profiles, record, schema, tables, resource);
  });

  function textOf(part: string | number, resource: number): string {
    return typeof part === 'number' ? stringOf(format, common, part, `an attribute of resource ${resource}`) : part;
  }
}

/** In schemas before 1.6 every profile had its own tables, under other numbers than the dictionary's. */
const OWN_TABLES: Readonly<Record<number, number>> = { 3: 1, 4: 2, 6: 3, 9: 4, 10: 5, 7: 6 };

function readOwnTables(cursor: WireCursor, profiles: Spans, record: number): OtlpTables {
  const tables = createOtlpTables();
  enterSpan(cursor, profiles, record);
  readTables(cursor, tables, (field) => OWN_TABLES[field] ?? 0);
  return tables;
}

function openProfile(
  cursor: WireCursor,
  profiles: Spans,
  record: number,
  schema: OtlpSchema,
  tables: OtlpTables,
  resource: readonly OtlpResourceAttribute[],
): OtlpProfile {
  const fields = schema.profile;
  const where = `profile ${record}`;
  const samples = createIntColumn(1);
  const ranges = createIntColumn(1);
  const sampleTypes: ValueType[] = [];
  let periodType: ValueType = { type: '', unit: '' };
  let period = 0;
  let timeNanos = 0;
  let durationNanos = 0;
  enterSpan(cursor, profiles, record);
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    const field = tag >>> 3;
    if (field === 1) sampleTypes.push(readValueType(cursor, tag, tables, where));
    else if (field === 2) noteSpan(cursor, tag, samples, 'a sample');
    else if (field === fields.locationIndices)
      readNumbers(cursor, tag, 'the location indices', () => appendInt(ranges, rowIn(cursor, 'a location index')));
    else if (field === fields.time) timeNanos = readNanos(cursor, tag, 'the time');
    else if (field === fields.duration) durationNanos = readOrZero(cursor, tag, 'the duration');
    else if (field === fields.periodType) periodType = readValueType(cursor, tag, tables, where);
    else if (field === fields.period) period = readOrZero(cursor, tag, 'the period');
    else skipField(cursor, tag);
  }
  return {
    where,
    tables,
    sampleTypes,
    ...(schema.hasRanges ? { ranges } : {}),
    samples: countSpans(samples),
    readSample: (at, sample) => {
      enterSpan(cursor, samples, at);
      readWireSample(cursor, schema, sample);
    },
    period,
    periodType,
    timeNanos,
    durationNanos,
    resource,
  };
}

/** Whether a value is since the last report or since the start (`aggregation_temporality`, gone since 1.9) is not asked: each message is compared as it is. */
function readValueType(cursor: WireCursor, tag: number, tables: OtlpTables, where: string): ValueType {
  let type = 0;
  let unit = 0;
  readFields(cursor, tag, 'a value type', (inner) => {
    if (inner >>> 3 === 1) type = readRow(cursor, inner, 'a value type');
    else if (inner >>> 3 === 2) unit = readRow(cursor, inner, 'the unit of a value type');
    else return false;
    return true;
  });
  return {
    type: typeOf(cursor.format, tables, type, `the type of a value type of ${where}`),
    unit: typeOf(cursor.format, tables, unit, `the unit of a value type of ${where}`),
  };
}
