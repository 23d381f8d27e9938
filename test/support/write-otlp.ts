/** A tiny OTLP profiles writer for tests: the same plan in every schema that had other fields, as protobuf and as JSON. */
import { bytesField, numberField, varint } from './write-pprof.ts';

export type OtlpVersion = '1.5' | '1.6' | '1.7' | '1.9' | '1.10';

export interface OtlpSamplePlan {
  /** Leaf first. */
  readonly stack: readonly string[];
  readonly values: readonly bigint[];
  readonly times?: readonly bigint[];
  readonly labels?: readonly (readonly [key: string, text: string])[];
  /** Trace and span id in hexadecimal. */
  readonly link?: readonly [trace: string, span: string];
}

export interface OtlpProfilePlan {
  readonly type: readonly [type: string, unit: string];
  readonly samples: readonly OtlpSamplePlan[];
  readonly period?: readonly [type: string, unit: string, period: bigint];
  readonly timeNanos?: bigint;
  readonly durationNanos?: bigint;
}

export interface OtlpPlan {
  /** One resource each. */
  readonly resources: readonly { readonly service: string; readonly profiles: readonly OtlpProfilePlan[] }[];
}

/** Rows of the tables that a plan needs. Row 0 of each is the zero value. */
class Tables {
  readonly strings = [''];
  /** Functions and locations alike: one location a function. */
  readonly functions = [''];
  readonly attributes: (readonly [key: string, text: string])[] = [['', '']];
  readonly links: (readonly [trace: string, span: string])[] = [['', '']];
  readonly stacks: (readonly number[])[] = [[]];

  string(text: string): number {
    return rowOf(this.strings, text, (one) => one);
  }
  function(name: string): number {
    this.string(name);
    return rowOf(this.functions, name, (one) => one);
  }
  attribute(label: readonly [string, string]): number {
    this.string(label[0]);
    return rowOf(this.attributes, label, (one) => one.join('\0'));
  }
  link(link: readonly [string, string]): number {
    return rowOf(this.links, link, (one) => one.join());
  }
  stack(names: readonly string[]): number {
    const locations = names.map((name) => this.function(name));
    return rowOf(this.stacks, locations, (one) => one.join());
  }
}

function rowOf<Row>(rows: Row[], row: Row, key: (row: Row) => string): number {
  const known = rows.findIndex((one) => key(one) === key(row));
  return known < 0 ? rows.push(row) - 1 : known;
}

const number = (field: number, value: number | bigint) => numberField(field, BigInt(value));
const packed = (field: number, values: readonly (number | bigint)[]) =>
  values.length === 0
    ? []
    : bytesField(
        field,
        values.flatMap((value) => varint(BigInt(value))),
      );
const text = (field: number, value: string) => bytesField(field, [...new TextEncoder().encode(value)]);
const hex = (field: number, value: string) => bytesField(field, [...Buffer.from(value, 'hex')]);
const eightBytes = (value: bigint) => Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
const fixed64 = (field: number, value: bigint) => [field * 8 + 1, ...eightBytes(value)];

/** Field numbers: mapping, location, function, link, string, attribute and stack tables. */
const DICTIONARY = [1, 2, 3, 4, 5, 6, 7] as const;
const BESIDE_PROFILES = [2, 3, 4, 5, 6, 7, 0] as const;
const IN_PROFILE = [3, 4, 6, 9, 10, 7, 0] as const;

export function writeOtlp(plan: OtlpPlan, version: OtlpVersion): Uint8Array {
  const common = new Tables();
  const resources = plan.resources.flatMap(({ service, profiles }) =>
    bytesField(1, [
      ...bytesField(1, bytesField(1, [...text(1, 'service.name'), ...bytesField(2, text(1, service))])),
      ...bytesField(
        2,
        profiles.flatMap((profile) => bytesField(2, writeProfile(profile, version, common))),
      ),
    ]),
  );
  if (version === '1.5') return Uint8Array.from(resources);
  if (version === '1.6') return Uint8Array.from([...resources, ...writeTables(common, version, BESIDE_PROFILES)]);
  return Uint8Array.from([...resources, ...bytesField(2, writeTables(common, version, DICTIONARY))]);
}

function writeTables(
  tables: Tables,
  version: OtlpVersion,
  fields: typeof DICTIONARY | typeof BESIDE_PROFILES | typeof IN_PROFILE,
): number[] {
  const [mapping, location, fun, link, string, attribute, stack] = fields;
  const isOld = hasRanges(version);
  return [
    ...bytesField(mapping, []),
    ...tables.functions.flatMap((name, row) => [
      ...bytesField(fun, name === '' ? [] : number(1, tables.string(name))),
      ...bytesField(location, name === '' ? [] : bytesField(3, [...number(1, row), ...number(2, row * 10)])),
    ]),
    ...tables.links.flatMap(([trace, span]) =>
      bytesField(link, trace === '' ? [] : [...hex(1, trace), ...hex(2, span)]),
    ),
    ...tables.attributes.flatMap(([key, value]) =>
      bytesField(attribute, [
        ...(isOld ? text(1, key) : number(1, tables.string(key))),
        ...bytesField(2, text(1, value)),
      ]),
    ),
    ...(isOld ? [] : tables.stacks.flatMap((locations) => bytesField(stack, packed(1, locations)))),
    ...tables.strings.flatMap((one) => text(string, one)),
  ];
}

function hasRanges(version: OtlpVersion): boolean {
  return version === '1.5' || version === '1.6' || version === '1.7';
}

function writeProfile(profile: OtlpProfilePlan, version: OtlpVersion, common: Tables): number[] {
  const tables = version === '1.5' ? new Tables() : common;
  const isOld = hasRanges(version);
  const indices: number[] = [];
  const valueType = (field: number, [type, unit]: readonly [string, string, ...unknown[]]) =>
    bytesField(field, [...number(1, tables.string(type)), ...number(2, tables.string(unit))]);
  const samples = profile.samples.flatMap(({ stack, values, times = [], labels = [], link }) => {
    const attributes = labels.map((label) => tables.attribute(label));
    const linked = link === undefined ? 0 : tables.link(link);
    if (!isOld) {
      const fields = version === '1.9' ? { attributes: 3, link: 4, values: 2 } : { attributes: 2, link: 3, values: 4 };
      return bytesField(2, [
        ...number(1, tables.stack(stack)),
        ...packed(fields.attributes, attributes),
        ...(linked === 0 ? [] : number(fields.link, linked)),
        ...packed(fields.values, values),
        ...(times.length === 0 ? [] : bytesField(5, times.flatMap(eightBytes))),
      ]);
    }
    const start = indices.length;
    for (const name of stack) indices.push(tables.function(name));
    return bytesField(2, [
      ...number(1, start),
      ...number(2, stack.length),
      ...packed(3, values),
      ...packed(4, attributes),
      ...(linked === 0 ? [] : number(5, linked)),
      ...packed(6, times),
    ]);
  });
  const time = profile.timeNanos ?? 0n;
  const duration = profile.durationNanos ?? 0n;
  const [, , period] = profile.period ?? ['', '', 0n];
  const at = version === '1.5' ? { indices: 5, time: 11 } : { indices: 3, time: isOld ? 4 : 3 };
  return [
    ...valueType(1, profile.type),
    ...samples,
    ...(isOld ? packed(at.indices, indices) : []),
    ...(isOld ? number(at.time, time) : fixed64(at.time, time)),
    ...number(at.time + 1, duration),
    ...(profile.period === undefined
      ? []
      : [...valueType(at.time + 2, profile.period), ...number(at.time + 3, period)]),
    ...(version === '1.5' ? writeTables(tables, version, IN_PROFILE) : []),
  ];
}

/** The newest schema as JSON, ids in hexadecimal as OTLP asks for. */
export function writeOtlpJson(plan: OtlpPlan): unknown {
  const tables = new Tables();
  const valueType = ([type, unit]: readonly [string, string, ...unknown[]]) => ({
    typeStrindex: tables.string(type),
    unitStrindex: tables.string(unit),
  });
  const resourceProfiles = plan.resources.map(({ service, profiles }) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeProfiles: [
      {
        profiles: profiles.map((profile) => ({
          sampleType: valueType(profile.type),
          samples: profile.samples.map(({ stack, values, times = [], labels = [], link }) => ({
            stackIndex: tables.stack(stack),
            attributeIndices: labels.map((label) => tables.attribute(label)),
            ...(link === undefined ? {} : { linkIndex: tables.link(link) }),
            values: values.map(String),
            timestampsUnixNano: times.map(String),
          })),
          timeUnixNano: String(profile.timeNanos ?? 0n),
          durationNano: String(profile.durationNanos ?? 0n),
          ...(profile.period === undefined
            ? {}
            : { periodType: valueType(profile.period), period: String(profile.period[2]) }),
        })),
      },
    ],
  }));
  return {
    resourceProfiles,
    dictionary: {
      mappingTable: [{}],
      functionTable: tables.functions.map((name) => (name === '' ? {} : { nameStrindex: tables.string(name) })),
      locationTable: tables.functions.map((name, row) =>
        name === '' ? {} : { lines: [{ functionIndex: row, line: String(row * 10) }] },
      ),
      linkTable: tables.links.map(([traceId, spanId]) => ({ traceId, spanId })),
      attributeTable: tables.attributes.map(([key, stringValue]) => ({
        keyStrindex: tables.string(key),
        value: { stringValue },
      })),
      stackTable: tables.stacks.map((locationIndices) => ({ locationIndices })),
      stringTable: tables.strings,
    },
  };
}
