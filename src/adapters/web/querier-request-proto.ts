import {
  openMessage,
  openWire,
  readInteger,
  readTag,
  skipField,
  type WireCursor,
} from '../../core/profile/formats/wire.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import { addListed, isList, isText, unreadable, type RequestDraft, type RequestSchema } from './querier-fields.ts';

const EIGHT_BYTES = 1;

export function readRequestProto(body: Uint8Array, schema: RequestSchema, draft: RequestDraft): void {
  const cursor = openWire('request', body);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    eachField(cursor, (number, tag) => {
      const field = schema[number];
      if (field === undefined) return skipField(cursor, tag);
      if (field === 'callSite') return readCallSite(tag);
      if (field === 'step') {
        if ((tag & 7) !== EIGHT_BYTES || cursor.end - cursor.at < 8)
          throw new MalformedProfile('request', 'step is no double');
        draft.numbers.step = new DataView(body.buffer, body.byteOffset + cursor.at).getFloat64(0, true);
        cursor.at += 8;
      } else if (isText(field)) draft.texts[field] = readText(tag, field);
      else if (isList(field)) addListed(draft, field, readText(tag, field));
      else {
        readInteger(cursor, tag, field);
        draft.numbers[field] = (cursor.high | 0) * 2 ** 32 + cursor.low;
      }
    });
  } catch (error) {
    if (error instanceof MalformedProfile) throw unreadable(error.problem);
    if (error instanceof TypeError) throw unreadable('a text is no UTF-8');
    throw error;
  }

  /** StackTraceSelector { call_site = 1 { name = 1 } }. */
  function readCallSite(tag: number): void {
    inside(tag, 'stackTraceSelector', (number, inner) => {
      if (number !== 1) return skipField(cursor, inner);
      let name = '';
      inside(inner, 'callSite', (part, last) => {
        if (part === 1) name = readText(last, 'callSite');
        else skipField(cursor, last);
      });
      addListed(draft, 'callSite', name);
    });
  }

  function inside(tag: number, what: string, visit: (number: number, tag: number) => void): void {
    const outer = openMessage(cursor, tag, what);
    eachField(cursor, visit);
    cursor.end = outer;
  }

  function readText(tag: number, what: string): string {
    const outer = openMessage(cursor, tag, what);
    const text = decoder.decode(body.subarray(cursor.at, cursor.end));
    cursor.at = cursor.end;
    cursor.end = outer;
    return text;
  }
}

function eachField(cursor: WireCursor, visit: (number: number, tag: number) => void): void {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    visit(tag >>> 3, tag);
  }
}
