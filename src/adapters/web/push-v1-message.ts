/**
 * Requests of push.v1.PusherService/Push, protobuf and JSON:
 * https://github.com/grafana/pyroscope/blob/main/api/push/v1/push.proto
 */
import { MalformedProfile } from '../../core/profile/profile.ts';
import { openMessage, openWire, readTag, skipField, type WireCursor } from '../../core/profile/formats/wire.ts';
import { BadPush } from './push-refusal.ts';

export interface PushedSeries {
  readonly labels: readonly (readonly [name: string, text: string])[];
  readonly profiles: readonly Uint8Array[];
}

/** Of one request: an agent's proxy sends a few dozen. */
const MOST_PROFILES = 1000;
const MOST_LABELS = 1000;

const SERIES = 1;
const LABELS = 1;
const SAMPLES = 2;
const NAME = 1;
const TEXT = 2;
const RAW_PROFILE = 1;

/** Profiles are copies of their own. Throws BadPush for what is no such message or has too much in it. */
export function readPushProto(bytes: Uint8Array): readonly PushedSeries[] {
  const cursor = openWire('push', bytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const count = counter();
  try {
    const series: PushedSeries[] = [];
    eachField(cursor, (field, tag) => {
      if (field !== SERIES) return skipField(cursor, tag);
      count('series');
      series.push(readSeries(tag));
    });
    return series;
  } catch (error) {
    if (error instanceof MalformedProfile) throw new BadPush(`the body is no PushRequest: ${error.problem}`);
    if (error instanceof TypeError) throw new BadPush('the body is no PushRequest: a label is no UTF-8');
    throw error;
  }

  function readSeries(tag: number): PushedSeries {
    const labels: [string, string][] = [];
    const profiles: Uint8Array[] = [];
    inside(tag, 'a series', (field, inner) => {
      if (field === LABELS) {
        if (labels.length === MOST_LABELS) throw new BadPush(`a series has more than ${MOST_LABELS} labels`);
        labels.push(readLabel(inner));
      } else if (field === SAMPLES) {
        count('profiles');
        profiles.push(readSample(inner));
      } else skipField(cursor, inner);
    });
    return { labels, profiles };
  }

  function readLabel(tag: number): [string, string] {
    const label: [string, string] = ['', ''];
    inside(tag, 'a label', (field, inner) => {
      if (field === NAME) label[0] = decoder.decode(readBytes(inner, 'the name of a label'));
      else if (field === TEXT) label[1] = decoder.decode(readBytes(inner, 'the value of a label'));
      else skipField(cursor, inner);
    });
    return label;
  }

  function readSample(tag: number): Uint8Array {
    let profile: Uint8Array = new Uint8Array();
    inside(tag, 'a sample', (field, inner) => {
      if (field === RAW_PROFILE) profile = readBytes(inner, 'a profile').slice();
      else skipField(cursor, inner);
    });
    return profile;
  }

  function inside(tag: number, what: string, visit: (field: number, tag: number) => void): void {
    const outer = openMessage(cursor, tag, what);
    eachField(cursor, visit);
    cursor.end = outer;
  }

  function readBytes(tag: number, what: string): Uint8Array {
    const outer = openMessage(cursor, tag, what);
    const part = bytes.subarray(cursor.at, cursor.end);
    cursor.at = cursor.end;
    cursor.end = outer;
    return part;
  }
}

function eachField(cursor: WireCursor, visit: (field: number, tag: number) => void): void {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    visit(tag >>> 3, tag);
  }
}

/** The same in protobuf's JSON, with the names of the schema too. */
export function readPushJson(bytes: Uint8Array): readonly PushedSeries[] {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new BadPush(`the body is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`);
  }
  const count = counter();
  return listOf(document, 'series', 'the body').map((series, at) => {
    count('series');
    const where = `series[${at}]`;
    const labels = listOf(series, 'labels', where);
    if (labels.length > MOST_LABELS) throw new BadPush(`${where} has more than ${MOST_LABELS} labels`);
    return {
      labels: labels.map((label, nth) => {
        const place = `${where}.labels[${nth}]`;
        return [textOf(label, 'name', place), textOf(label, 'value', place)] as const;
      }),
      profiles: listOf(series, 'samples', where).map((sample, nth) => {
        count('profiles');
        return readBase64(sample, `${where}.samples[${nth}]`);
      }),
    };
  });
}

function readBase64(sample: unknown, where: string): Uint8Array {
  const text = textOf(sample, 'rawProfile', where) || textOf(sample, 'raw_profile', where);
  // Both alphabets, with padding or without: https://protobuf.dev/programming-guides/json/
  if (!/^[\w+/-]*={0,2}$/.test(text)) throw new BadPush(`${where}.rawProfile is no base64`);
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function listOf(holder: unknown, name: string, where: string): readonly unknown[] {
  const list = field(holder, name, where) ?? [];
  if (!Array.isArray(list)) throw new BadPush(`${where}: ${name} is no list`);
  return list;
}

function textOf(holder: unknown, name: string, where: string): string {
  const text = field(holder, name, where) ?? '';
  if (typeof text !== 'string') throw new BadPush(`${where}: ${name} is no text`);
  return text;
}

function field(holder: unknown, name: string, where: string): unknown {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder))
    throw new BadPush(`${where} is no object`);
  return Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined;
}

function counter(): (what: 'series' | 'profiles') => void {
  const counts = { series: 0, profiles: 0 };
  return (what) => {
    if (++counts[what] > MOST_PROFILES) throw new BadPush(`more than ${MOST_PROFILES} ${what} in one push`);
  };
}
