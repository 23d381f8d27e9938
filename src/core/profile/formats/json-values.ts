import { MalformedProfile } from '../profile.ts';

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As numbers come out of JSON: 1e999 parses to Infinity. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Complains about one value of a document; `where` is its place, such as `nodes[12].callFrame`. */
export function wrongValue(format: string, where: string, wanted: string, got: unknown): MalformedProfile {
  return new MalformedProfile(format, `${where} should be ${wanted} and is ${shownValue(got)}`);
}

export function objectAt(format: string, where: string, value: unknown): JsonObject {
  if (!isObject(value)) throw wrongValue(format, where, 'an object', value);
  return value;
}

export function listAt(format: string, where: string, value: unknown): readonly unknown[] {
  if (!isList(value)) throw wrongValue(format, where, 'a list', value);
  return value;
}

export function numberAt(format: string, where: string, value: unknown): number {
  if (!isNumber(value)) throw wrongValue(format, where, 'a number', value);
  return value;
}

/** A text that may be left out. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** A number that may be left out. */
export function numberOr(value: unknown, otherwise: number): number {
  return isNumber(value) ? value : otherwise;
}

/** A number or a text as an id; empty for what can be none. */
export function idOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

/** A line or a column, 0 when it is left out or can be none: places have 32 bits everywhere after this. */
export function lineOf(value: unknown, first = 0): number {
  const line = isNumber(value) ? Math.trunc(value) + first : 0;
  return line > 0 && line <= LARGEST_LINE ? line : 0;
}

const LARGEST_LINE = 2 ** 31 - 1;
const LONGEST_QUOTE = 40;

/** A value in a complaint. Not String(value): lists nest without end, and an object may have a toString that is a number. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST_QUOTE));
  return isList(value) ? 'a list' : 'an object';
}
