import { malformedJfr, openEvent, readCount, readInteger, readString, skipInteger, type JfrCursor } from './cursor.ts';
import type { JfrChunk } from './chunks.ts';

export interface JfrField {
  readonly name: string;
  /** Id of the type of its values. */
  readonly type: number;
  /** The value is the id of a constant. */
  readonly pooled: boolean;
  readonly array: boolean;
  /** A span of time in ticks or nanoseconds, for example; empty where nothing is said. */
  unit: string;
}

export interface JfrType {
  readonly id: number;
  readonly name: string;
  readonly fields: JfrField[];
}

/** The types of one chunk: each file describes its own events, so versions of recorders may differ freely. */
export interface JfrTypes {
  readonly byId: ReadonlyMap<number, JfrType>;
  readonly byName: ReadonlyMap<string, JfrType>;
}

interface Elements {
  readonly cursor: JfrCursor;
  readonly strings: readonly string[];
  readonly byId: Map<number, JfrType>;
  readonly byName: Map<string, JfrType>;
  /** Annotations name their type, which may be described later. */
  readonly annotations: { readonly field: JfrField; readonly type: number; readonly value: string }[];
}

/** Root, metadata, class, field and annotation make five. */
const DEEPEST_ELEMENT = 16;
const TIME_SPAN = 'jdk.jfr.Timespan';

/** Reads the metadata event of a chunk: a table of strings and a tree of elements that refer to it. */
export function readMetadata(cursor: JfrCursor, chunk: JfrChunk): JfrTypes {
  openEvent(cursor, chunk.metadata, chunk.end);
  // Start time, duration and id of the event.
  for (let field = 0; field < 3; field++) skipInteger(cursor);
  const count = readCount(cursor, 'the number of strings');
  const strings: string[] = [];
  for (let index = 0; index < count; index++) strings.push(readString(cursor, () => ''));
  const elements: Elements = { cursor, strings, byId: new Map(), byName: new Map(), annotations: [] };
  readElement(elements, 0, undefined, undefined);
  for (const { field, type, value } of elements.annotations)
    if (elements.byId.get(type)?.name === TIME_SPAN) field.unit = value;
  return elements;
}

/** Reads one element with all that is in it; `type` and `field` are those it stands in. */
function readElement(elements: Elements, depth: number, type: JfrType | undefined, field: JfrField | undefined): void {
  const { cursor } = elements;
  const at = cursor.at;
  if (depth > DEEPEST_ELEMENT) throw malformedJfr(cursor, `its types are nested deeper than ${DEEPEST_ELEMENT}`);
  const name = readStringIndex(elements);
  const attributes = readAttributes(elements);
  let innerType = type;
  let innerField = field;
  if (name === 'class') innerType = addType(elements, attributes, at);
  else if (name === 'field' && type !== undefined) {
    innerField = toField(elements, attributes, at);
    type.fields.push(innerField);
  } else if (name === 'annotation' && field !== undefined && attributes.value !== '')
    elements.annotations.push({ field, type: toId(attributes.class), value: attributes.value });
  for (let left = readCount(cursor, 'the number of elements'); left > 0; left--)
    readElement(elements, depth + 1, innerType, innerField);
}

const NO_ATTRIBUTES = { name: '', id: '', class: '', constantPool: '', dimension: '', value: '' };
type Attributes = typeof NO_ATTRIBUTES;

function readAttributes(elements: Elements): Attributes {
  const attributes = { ...NO_ATTRIBUTES };
  for (let left = readCount(elements.cursor, 'the number of attributes'); left > 0; left--) {
    const key = readStringIndex(elements);
    const text = readStringIndex(elements);
    if (isAttribute(key)) attributes[key] = text;
  }
  return attributes;
}

function isAttribute(key: string): key is keyof Attributes {
  return Object.hasOwn(NO_ATTRIBUTES, key);
}

function readStringIndex({ cursor, strings }: Elements): string {
  const at = cursor.at;
  readInteger(cursor);
  const text = cursor.high === 0 ? strings[cursor.low] : undefined;
  if (text === undefined)
    throw malformedJfr(cursor, `its types name a string beyond the ${strings.length} there are`, at);
  return text;
}

function addType(elements: Elements, attributes: Attributes, at: number): JfrType {
  const id = toId(attributes.id);
  if (Number.isNaN(id)) throw malformedJfr(elements.cursor, `type "${attributes.name}" has no id`, at);
  const type: JfrType = { id, name: attributes.name, fields: [] };
  elements.byId.set(id, type);
  elements.byName.set(type.name, type);
  return type;
}

function toField(elements: Elements, attributes: Attributes, at: number): JfrField {
  const type = toId(attributes.class);
  if (Number.isNaN(type)) throw malformedJfr(elements.cursor, `field "${attributes.name}" has no type`, at);
  return {
    name: attributes.name,
    type,
    pooled: attributes.constantPool === 'true',
    array: attributes.dimension === '1',
    unit: '',
  };
}

/** NaN for what is no id; ids of types are small, unlike those of constants. */
function toId(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
