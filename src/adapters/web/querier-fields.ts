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

export function unreadable(problem: string): QuerierRefusal {
  return new QuerierRefusal('invalid_argument', `unmarshal message: ${problem}`);
}
