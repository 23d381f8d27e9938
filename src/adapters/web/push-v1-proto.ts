/** Requests of push.v1 as protobuf: https://github.com/grafana/pyroscope/blob/main/api/push/v1/push.proto */
import { MalformedProfile } from '../../core/profile/profile.ts';
import { openMessage, openWire, readTag, skipField, type WireCursor } from '../../core/profile/formats/wire.ts';
import { BadPush } from './push-refusal.ts';
import { countParts, MOST_LABELS, type PushedSeries } from './push-v1-message.ts';

const SERIES = 1;
const LABELS = 1;
const SAMPLES = 2;
const NAME = 1;
const TEXT = 2;
const RAW_PROFILE = 1;

/** Throws BadPush for what is no such message or has too much in it. */
export function readPushProto(bytes: Uint8Array): readonly PushedSeries[] {
  const cursor = openWire('push', bytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const count = countParts();
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
