/** google.v1.Profile in proto3's JSON. https://github.com/grafana/pyroscope/blob/main/api/google/v1/profile.proto */
import {
  openMessage,
  openWire,
  readTag,
  readVarint,
  skipField,
  type WireCursor,
} from '../../core/profile/formats/wire.ts';

type Content = 'number' | 'text' | Shape;
interface Part {
  readonly name: string;
  readonly content: Content;
  /** A list of them. */
  readonly many?: true;
}
type Shape = Readonly<Record<number, Part>>;

const VALUE_TYPE: Shape = { 1: one('type'), 2: one('unit') };
const PROFILE: Shape = {
  1: { name: 'sampleType', content: VALUE_TYPE, many: true },
  2: { name: 'sample', content: { 1: many('locationId'), 2: many('value') }, many: true },
  4: {
    name: 'location',
    content: { 1: one('id'), 4: { name: 'line', content: { 1: one('functionId'), 2: one('line') }, many: true } },
    many: true,
  },
  5: {
    name: 'function',
    content: { 1: one('id'), 2: one('name'), 4: one('filename'), 5: one('startLine') },
    many: true,
  },
  6: { name: 'stringTable', content: 'text', many: true },
  9: one('timeNanos'),
  11: { name: 'periodType', content: VALUE_TYPE },
  12: one('period'),
};
const LENGTH = 2;

/** Of a pprof that we wrote: what it has no field for here is not written either. */
export function pprofJson(bytes: Uint8Array): unknown {
  const cursor = openWire('pprof', bytes);
  const decoder = new TextDecoder();
  return readMessage(PROFILE);

  function readMessage(shape: Shape): unknown {
    const message: Record<string, unknown> = {};
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      const part = shape[tag >>> 3];
      if (part === undefined) skipField(cursor, tag);
      else if (part.many !== true) message[part.name] = readOne(part, tag);
      else {
        const list = (message[part.name] ??= []);
        if (Array.isArray(list)) list.push(...readMany(part, tag));
      }
    }
    return message;
  }

  function readMany(part: Part, tag: number): readonly unknown[] {
    if (part.content !== 'number' || (tag & 7) !== LENGTH) return [readOne(part, tag)];
    return inside(tag, part.name, () => {
      const numbers: string[] = [];
      while (cursor.at < cursor.end) numbers.push(readNumber(cursor));
      return numbers;
    });
  }

  function readOne({ name, content }: Part, tag: number): unknown {
    if (content === 'number') return readNumber(cursor);
    if (content !== 'text') return inside(tag, name, () => readMessage(content));
    return inside(tag, name, () => {
      const text = decoder.decode(bytes.subarray(cursor.at, cursor.end));
      cursor.at = cursor.end;
      return text;
    });
  }

  function inside<T>(tag: number, what: string, read: () => T): T {
    const outer = openMessage(cursor, tag, what);
    const found = read();
    cursor.end = outer;
    return found;
  }
}

/** 64 bits as a text; those of times lie beyond 2^53. */
function readNumber(cursor: WireCursor): string {
  readVarint(cursor);
  if (cursor.high < 2 ** 21) return String(cursor.high * 2 ** 32 + cursor.low);
  return String(BigInt(cursor.high) * 2n ** 32n + BigInt(cursor.low));
}

function one(name: string): Part {
  return { name, content: 'number' };
}

function many(name: string): Part {
  return { name, content: 'number', many: true };
}
