import type { Instant } from '../../../core/instant.ts';
import type { Captures } from './pattern.ts';

/** Instants that a name may mean: from ≤ t < to. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

const SECOND = 1000;
/** A name that says no more than the hour does not say when. */
export const LONGEST_SAID = 60 * SECOND;

/** What the tokens of time say together, all in UTC; undefined where they say nothing or nonsense. Folders alone give a wide span. */
export function spanOf(captures: Captures): Span | undefined {
  const { unix_ms: milliseconds, unix, iso, xid } = captures;
  if (milliseconds !== undefined) return { from: Number(milliseconds), to: Number(milliseconds) + 1 };
  if (unix !== undefined) return { from: Number(unix) * SECOND, to: (Number(unix) + 1) * SECOND };
  if (iso !== undefined) return spanOfIso(iso);
  if (xid !== undefined) return spanOfXid(xid);
  return spanOfParts(captures);
}

function spanOfIso(text: string): Span | undefined {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)[T_](\d\d)[:-]?(\d\d)[:-]?(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = match;
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(at) || !isDay(Number(year), Number(month), Number(day))) return undefined;
  if (fraction === undefined) return { from: at, to: at + SECOND };
  const from = at + Math.floor(Number(`0.${fraction}`) * SECOND);
  return { from, to: from + 1 };
}

/** Base 32 of digits and a to v: seven characters hold the 32 bits of the time. */
function spanOfXid(text: string): Span {
  const seconds = Math.floor(Number.parseInt(text.slice(0, 7), 32) / 8);
  return { from: seconds * SECOND, to: (seconds + 1) * SECOND };
}

const PARTS = ['yyyy', 'mm', 'dd', 'HH', 'MM', 'SS'] as const;
const FIRST = [1970, 1, 1, 0, 0, 0] as const;
const LAST = [9999, 12, 31, 23, 59, 59] as const;

/** As exact as the parts that follow each other. */
function spanOfParts(captures: Captures): Span | undefined {
  const missing = PARTS.findIndex((part) => captures[part] === undefined);
  const said = PARTS.slice(0, missing < 0 ? PARTS.length : missing).map((part) => Number(captures[part]));
  if (said.length === 0 || said.some((number, index) => number < FIRST[index]! || number > LAST[index]!))
    return undefined;
  if (said.length >= 3 && !isDay(said[0]!, said[1]!, said[2]!)) return undefined;
  return { from: instantOf(said), to: instantOf([...said.slice(0, -1), said.at(-1)! + 1]) };
}

function instantOf([year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0]: readonly number[]): Instant {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
