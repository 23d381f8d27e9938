/** A tiny pprof writer for tests: it writes what it is told, also what no profiler should. Order and packing are free. */

export interface PprofLabel {
  readonly key: string;
  /** Text, or a number with a unit. */
  readonly text?: string;
  readonly number?: bigint;
  readonly unit?: string;
}

export interface PprofPlan {
  readonly types: readonly (readonly [type: string, unit: string])[];
  readonly samples: readonly {
    readonly locations: readonly bigint[];
    readonly values: readonly bigint[];
    readonly labels?: readonly PprofLabel[];
  }[];
  readonly locations: readonly {
    readonly id: bigint;
    readonly mapping?: bigint;
    readonly address?: bigint;
    /** Innermost inlined function first. */
    readonly lines?: readonly { readonly function: bigint; readonly line: bigint }[];
  }[];
  readonly functions: readonly {
    readonly id: bigint;
    readonly name: string;
    readonly systemName?: string;
    readonly file?: string;
    readonly startLine?: bigint;
  }[];
  readonly mappings?: readonly {
    readonly id: bigint;
    readonly start: bigint;
    readonly offset: bigint;
    readonly file: string;
  }[];
  readonly period?: readonly [type: string, unit: string, period: bigint];
  readonly timeNanos?: bigint;
  readonly durationNanos?: bigint;
  readonly packed?: boolean;
  /** Default: the string table comes last, as Go writes it. */
  readonly stringsFirst?: boolean;
  /** Bytes put in front, such as fields of a later version. */
  readonly prelude?: readonly number[];
}

/** Protobuf's varint; negative numbers become ten bytes, as int64 does. */
export function varint(number: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, number);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

export function numberField(field: number, number: bigint): number[] {
  return [...varint(BigInt(field * 8)), ...varint(number)];
}

export function bytesField(field: number, bytes: readonly number[]): number[] {
  return [...varint(BigInt(field * 8 + 2)), ...varint(BigInt(bytes.length)), ...bytes];
}

export function writePprof(plan: PprofPlan): Uint8Array {
  const strings = [''];
  function intern(text: string): bigint {
    const known = strings.indexOf(text);
    return BigInt(known < 0 ? strings.push(text) - 1 : known);
  }
  function valueType(field: number, type: string, unit: string): number[] {
    return bytesField(field, [...numberField(1, intern(type)), ...numberField(2, intern(unit))]);
  }
  function numbers(field: number, list: readonly bigint[]): number[] {
    if (plan.packed ?? true) return bytesField(field, list.flatMap(varint));
    return list.flatMap((number) => numberField(field, number));
  }
  function label({ key, text, number, unit }: PprofLabel): number[] {
    return bytesField(3, [
      ...numberField(1, intern(key)),
      ...(text === undefined ? [] : numberField(2, intern(text))),
      ...(number === undefined ? [] : numberField(3, number)),
      ...(unit === undefined ? [] : numberField(4, intern(unit))),
    ]);
  }
  const body = [
    ...plan.types.flatMap(([type, unit]) => valueType(1, type, unit)),
    ...plan.samples.flatMap(({ locations, values, labels }) =>
      bytesField(2, [...numbers(1, locations), ...numbers(2, values), ...(labels ?? []).flatMap(label)]),
    ),
    ...(plan.mappings ?? []).flatMap(({ id, start, offset, file }) =>
      bytesField(3, [
        ...numberField(1, id),
        ...numberField(2, start),
        ...numberField(4, offset),
        ...numberField(5, intern(file)),
      ]),
    ),
    ...plan.locations.flatMap(({ id, mapping, address, lines }) =>
      bytesField(4, [
        ...numberField(1, id),
        ...numberField(2, mapping ?? 0n),
        ...numberField(3, address ?? 0n),
        ...(lines ?? []).flatMap((line) =>
          bytesField(4, [...numberField(1, line.function), ...numberField(2, line.line)]),
        ),
      ]),
    ),
    ...plan.functions.flatMap(({ id, name, systemName, file, startLine }) =>
      bytesField(5, [
        ...numberField(1, id),
        ...numberField(2, intern(name)),
        ...numberField(3, intern(systemName ?? '')),
        ...numberField(4, intern(file ?? '')),
        ...numberField(5, startLine ?? 0n),
      ]),
    ),
    ...(plan.timeNanos === undefined ? [] : numberField(9, plan.timeNanos)),
    ...(plan.durationNanos === undefined ? [] : numberField(10, plan.durationNanos)),
    ...(plan.period === undefined
      ? []
      : [...valueType(11, plan.period[0], plan.period[1]), ...numberField(12, plan.period[2])]),
  ];
  const table = strings.flatMap((text) => bytesField(6, [...new TextEncoder().encode(text)]));
  const ordered = plan.stringsFirst === true ? [...table, ...body] : [...body, ...table];
  return Uint8Array.from([...(plan.prelude ?? []), ...ordered]);
}
