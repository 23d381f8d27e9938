import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';
import { MalformedProfile, type ValueType } from '../profile.ts';
import { isList, isObject, objectAt, wrongValue, type JsonObject } from './json-values.ts';
import { stringOf, typeOf } from './otlp-frames.ts';
import { anyOf, listOf, rowOf, toRow, toWhole, wholeOf } from './otlp-json-fields.ts';
import { readJsonAttribute, readJsonTables } from './otlp-json-tables.ts';
import {
  MOST_PROFILES,
  MOST_PROFILES_WITH_TABLES,
  type OtlpProfile,
  type OtlpResourceAttribute,
  type OtlpSample,
} from './otlp-message.ts';
import type { OtlpTables } from './otlp-tables.ts';

/** Profiles of a message in JSON, of schemas since 1.4: their fields have other names where they moved, so both are read at once. */
export function readOtlpJson(format: string, document: JsonObject): readonly OtlpProfile[] {
  const dictionary = document['dictionary'];
  const holdsTables = isList(anyOf(document, 'stringTable', 'string_table'));
  const common = isObject(dictionary)
    ? readJsonTables(format, 'dictionary', dictionary)
    : holdsTables
      ? readJsonTables(format, 'the message', document)
      : undefined;
  const most = common === undefined ? MOST_PROFILES_WITH_TABLES : MOST_PROFILES;
  const profiles: OtlpProfile[] = [];
  listOf(format, 'the message', document, 'resourceProfiles', 'resource_profiles').forEach((one, at) => {
    const where = `resourceProfiles[${at}]`;
    const holder = objectAt(format, where, one);
    const resource = readResource(holder, where, common);
    listOf(format, where, holder, 'scopeProfiles', 'scope_profiles').forEach((scope, nth) => {
      const place = `${where}.scopeProfiles[${nth}]`;
      listOf(format, place, objectAt(format, place, scope), 'profiles', 'profiles').forEach((profile, number) => {
        const path = `${place}.profiles[${number}]`;
        if (profiles.length === most) throw new MalformedProfile(format, `it holds more than ${most} profiles`);
        profiles.push(openProfile(format, path, objectAt(format, path, profile), common, resource));
      });
    });
  });
  return profiles;

  function readResource(holder: JsonObject, where: string, tables: OtlpTables | undefined): OtlpResourceAttribute[] {
    const { resource } = holder;
    if (!isObject(resource)) return [];
    return listOf(format, `${where}.resource`, resource, 'attributes', 'attributes').map((one, at) => {
      const place = `${where}.resource.attributes[${at}]`;
      const { key, value } = readJsonAttribute(format, place, objectAt(format, place, one));
      return [textOf(key, tables, place), textOf(value, tables, place)];
    });
  }

  function textOf(part: string | number, tables: OtlpTables | undefined, place: string): string {
    if (typeof part === 'string') return part;
    return tables === undefined ? '' : stringOf(format, tables, part, place);
  }
}

function openProfile(
  format: string,
  where: string,
  profile: JsonObject,
  common: OtlpTables | undefined,
  resource: readonly OtlpResourceAttribute[],
): OtlpProfile {
  if (isObject(profile['profile']))
    throw new MalformedProfile(
      format,
      'it is in the schema v1experimental (OTLP 1.3), which is not read; send v1development',
    );
  if (common === undefined && !isList(anyOf(profile, 'stringTable', 'string_table')))
    throw new MalformedProfile(format, 'it has no dictionary, in which OTLP keeps names and stacks');
  const tables = common ?? readJsonTables(format, where, profile);
  const samples = anyOf(profile, 'samples', 'sample') ?? [];
  if (!isList(samples)) throw wrongValue(format, `${where}.samples`, 'a list', samples);
  const types = anyOf(profile, 'sampleType', 'sample_type');
  const ranges = readRanges(format, where, profile);
  const number = (camel: string, snake: string) => wholeOf(format, where, profile, camel, snake);
  return {
    where,
    tables,
    sampleTypes: (isList(types) ? types : [types]).map((type) =>
      readValueType(format, `${where}.sampleType`, type, tables),
    ),
    ...(ranges === undefined ? {} : { ranges }),
    samples: samples.length,
    readSample: (at, sample) => {
      if (!isObject(samples[at])) throw wrongValue(format, `${where}.samples[${at}]`, 'an object', samples[at]);
      readJsonSample(format, `${where}.samples[${at}]`, samples[at], sample);
    },
    period: number('period', 'period'),
    periodType: readValueType(format, `${where}.periodType`, anyOf(profile, 'periodType', 'period_type'), tables),
    timeNanos: number('timeUnixNano', 'time_unix_nano') || number('timeNanos', 'time_nanos'),
    durationNanos: number('durationNano', 'duration_nano') || number('durationNanos', 'duration_nanos'),
    resource,
  };
}

function readRanges(format: string, where: string, profile: JsonObject): IntColumn | undefined {
  const rows = anyOf(profile, 'locationIndices', 'location_indices');
  if (!isList(rows)) return undefined;
  const ranges = createIntColumn(rows.length);
  rows.forEach((row, at) => {
    appendInt(ranges, toRow(format, `${where}.locationIndices[${at}]`, row));
  });
  return ranges;
}

function readValueType(format: string, where: string, given: unknown, tables: OtlpTables): ValueType {
  if (given === undefined) return { type: '', unit: '' };
  const holder = objectAt(format, where, given);
  const type = rowOf(format, where, holder, 'typeStrindex', 'type_strindex');
  const unit = rowOf(format, where, holder, 'unitStrindex', 'unit_strindex');
  return { type: typeOf(format, tables, type, where), unit: typeOf(format, tables, unit, where) };
}

function readJsonSample(format: string, where: string, given: JsonObject, sample: OtlpSample): void {
  const isRange = anyOf(given, 'locationsLength', 'locations_length') !== undefined;
  sample.stack = isRange
    ? rowOf(format, where, given, 'locationsStartIndex', 'locations_start_index')
    : rowOf(format, where, given, 'stackIndex', 'stack_index');
  sample.length = rowOf(format, where, given, 'locationsLength', 'locations_length');
  for (const row of listOf(format, where, given, 'attributeIndices', 'attribute_indices'))
    sample.attributes.push(toRow(format, `${where}.attributeIndices`, row));
  if (anyOf(given, 'linkIndex', 'link_index') !== undefined)
    sample.link = rowOf(format, where, given, 'linkIndex', 'link_index');
  const values = anyOf(given, 'values', 'value') ?? [];
  if (!isList(values)) throw wrongValue(format, `${where}.values`, 'a list', values);
  for (const value of values) {
    const number = toWhole(value);
    if (Number.isNaN(number) || number < 0)
      throw wrongValue(format, `${where}.values`, 'a list of positive numbers', value);
    sample.values.push(number);
  }
  sample.observations = listOf(format, where, given, 'timestampsUnixNano', 'timestamps_unix_nano').length;
}
