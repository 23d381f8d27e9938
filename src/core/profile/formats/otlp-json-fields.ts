import { isList, wrongValue, type JsonObject } from './json-values.ts';

/** A field under its JSON name, or under the name of the schema, which readers of protobuf's JSON accept too. */
export function anyOf(holder: JsonObject, camel: string, snake: string): unknown {
  return holder[camel] ?? holder[snake] ?? undefined;
}

/** A list that is empty when left out. */
export function listOf(
  format: string,
  where: string,
  holder: JsonObject,
  camel: string,
  snake: string,
): readonly unknown[] {
  const list = anyOf(holder, camel, snake) ?? [];
  if (!isList(list)) throw wrongValue(format, `${where}.${camel}`, 'a list', list);
  return list;
}

/** A row of a table, or the length of a piece of one: 0 when left out. */
export function rowOf(format: string, where: string, holder: JsonObject, camel: string, snake: string): number {
  return toRow(format, `${where}.${camel}`, anyOf(holder, camel, snake) ?? 0);
}

export function toRow(format: string, where: string, value: unknown): number {
  const row = toWhole(value);
  // Columns of rows have 32 bits, as the schema has.
  if (!(row >= 0 && row <= 0x7fffffff)) throw wrongValue(format, where, 'a row of a table', value);
  return row;
}

/** A time, a period or a line, where negative means unknown: 0 then, and when left out. */
export function wholeOf(format: string, where: string, holder: JsonObject, camel: string, snake: string): number {
  const value = anyOf(holder, camel, snake) ?? 0;
  const number = toWhole(value);
  if (Number.isNaN(number)) throw wrongValue(format, `${where}.${camel}`, 'a whole number', value);
  return Math.max(0, number);
}

/** 64 bits come as text and 32 as numbers; either is taken for both. NaN for everything that is no whole number. */
export function toWhole(value: unknown): number {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number.NaN;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : Number.NaN;
}
