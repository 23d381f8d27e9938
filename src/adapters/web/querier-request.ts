/** Questions of querier.v1 in both of Connect's encodings. https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto */
import {
  openMessage,
  openWire,
  readInteger,
  readTag,
  skipField,
  type WireCursor,
} from '../../core/profile/formats/wire.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import { readRequestJson } from './querier-request-json.ts';
import { QuerierRefusal } from './querier-refusal.ts';

const TEXTS = ['profileTypeID', 'labelSelector', 'name'] as const;
const LISTS = [
  'matchers',
  'labelNames',
  'groupBy',
  'spanSelector',
  'traceIdSelector',
  'profileIdSelector',
  'callSite',
] as const;
const INTEGERS = ['start', 'end', 'maxNodes', 'limit', 'format', 'aggregation', 'exemplarType'] as const;
const DOUBLES = ['step'] as const;

type Text = (typeof TEXTS)[number];
type List = (typeof LISTS)[number];
type Integer = (typeof INTEGERS)[number];
type Double = (typeof DOUBLES)[number];
export type Field = Text | List | Integer | Double;

/** All fields of all questions; what a question does not have, or leaves out, is empty or zero, as in proto3. */
export type QuerierRequest = Readonly<Record<Text, string>> &
  Readonly<Record<List, readonly string[]>> &
  Readonly<Record<Integer | Double, number>>;

export interface RequestDraft {
  readonly texts: Partial<Record<Text, string>>;
  readonly lists: Partial<Record<List, string[]>>;
  readonly numbers: Partial<Record<Integer | Double, number>>;
}

/** Numbers of the fields in a message. `callSite` is a message with a list of messages with a name. */
export type RequestSchema = Readonly<Record<number, Field>>;

/** More than any reader asks for; each costs a comparison with every series. */
export const MOST_LISTED = 1000;

/** Throws QuerierRefusal for what is no such message. Unknown fields and unknown names of enums are passed over. */
export function readRequest(body: Uint8Array, isJson: boolean, schema: RequestSchema): QuerierRequest {
  const draft: RequestDraft = { texts: {}, lists: {}, numbers: {} };
  if (isJson) readRequestJson(body, schema, draft);
  else readRequestProto(body, schema, draft);
  return finish(draft);
}

export function isText(field: Field): field is Text {
  return TEXTS.some((one) => one === field);
}

export function isList(field: Field): field is List {
  return LISTS.some((one) => one === field);
}

export function addListed(draft: RequestDraft, field: List, text: string): void {
  const list = (draft.lists[field] ??= []);
  if (list.length === MOST_LISTED)
    throw new QuerierRefusal('invalid_argument', `more than ${MOST_LISTED} entries in ${field}`);
  list.push(text);
}

function finish({ texts, lists, numbers }: RequestDraft): QuerierRequest {
  return {
    profileTypeID: texts.profileTypeID ?? '',
    labelSelector: texts.labelSelector ?? '',
    name: texts.name ?? '',
    matchers: lists.matchers ?? [],
    labelNames: lists.labelNames ?? [],
    groupBy: lists.groupBy ?? [],
    spanSelector: lists.spanSelector ?? [],
    traceIdSelector: lists.traceIdSelector ?? [],
    profileIdSelector: lists.profileIdSelector ?? [],
    callSite: lists.callSite ?? [],
    start: numbers.start ?? 0,
    end: numbers.end ?? 0,
    maxNodes: numbers.maxNodes ?? 0,
    limit: numbers.limit ?? 0,
    format: numbers.format ?? 0,
    aggregation: numbers.aggregation ?? 0,
    exemplarType: numbers.exemplarType ?? 0,
    step: numbers.step ?? 0,
  };
}

const EIGHT_BYTES = 1;

function readRequestProto(body: Uint8Array, schema: RequestSchema, draft: RequestDraft): void {
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

export function unreadable(problem: string): QuerierRefusal {
  return new QuerierRefusal('invalid_argument', `unmarshal message: ${problem}`);
}
