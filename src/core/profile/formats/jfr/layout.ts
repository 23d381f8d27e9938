import {
  malformedJfr,
  readByte,
  readCount,
  readInteger,
  readString,
  skipBytes,
  skipInteger,
  skipString,
  type JfrCursor,
  type StringPool,
} from './cursor.ts';
import type { JfrType, JfrTypes } from './metadata.ts';

/**
 * How the values of a type lie in the bytes, structures within it laid flat. Every step takes a byte at least, so that reading
 * costs no more than the bytes there are.
 */
export type Layout = readonly Step[];

interface Step {
  /** Name of the field; of a field within a structure `outer.inner`. */
  readonly name: string;
  readonly kind: 'integer' | 'byte' | 'float' | 'double' | 'string' | 'array';
  readonly unit: string;
  /** Of the elements of an array. */
  readonly elements: Layout;
}

/** Structures are nested two or three deep; deeper ones contain themselves. */
const DEEPEST_STRUCTURE = 32;
/** Of all layouts of a chunk together; real ones have some hundreds. */
const MOST_STEPS = 16_384;

const PRIMITIVES: ReadonlyMap<string, Step['kind']> = new Map([
  ['boolean', 'byte'],
  ['byte', 'byte'],
  ['char', 'integer'],
  ['short', 'integer'],
  ['int', 'integer'],
  ['long', 'integer'],
  ['float', 'float'],
  ['double', 'double'],
  ['java.lang.String', 'string'],
]);

/** The layouts of one chunk, made when they are needed. */
export interface Layouts {
  readonly cursor: JfrCursor;
  readonly types: JfrTypes;
  readonly made: Map<number, Layout>;
  /** Fields that may still be laid out. */
  budget: number;
}

/** Few types can unfold to very many fields: no more are laid out than the chunk has bytes. */
export function openLayouts(cursor: JfrCursor, types: JfrTypes, chunkBytes: number): Layouts {
  return { cursor, types, made: new Map(), budget: Math.min(MOST_STEPS, chunkBytes) };
}

/** How the values of a type lie. Throws MalformedProfile when it names unknown types, contains itself or unfolds without end. */
export function layOut(layouts: Layouts, type: JfrType): Layout {
  const known = layouts.made.get(type.id);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  const primitive = PRIMITIVES.get(type.name);
  if (primitive === undefined) addSteps(layouts, type, '', 0, steps);
  else steps.push({ name: '', kind: primitive, unit: '', elements: [] });
  layouts.made.set(type.id, steps);
  return steps;
}

function addSteps(layouts: Layouts, type: JfrType, prefix: string, depth: number, steps: Step[]): void {
  const { cursor, types } = layouts;
  if (depth > DEEPEST_STRUCTURE) throw malformedJfr(cursor, `type ${type.name} contains itself`);
  for (const field of type.fields) {
    if (--layouts.budget < 0) throw malformedJfr(cursor, `its types unfold to too many fields`);
    const name = prefix + field.name;
    const inner = types.byId.get(field.type);
    if (inner === undefined && !field.pooled)
      throw malformedJfr(cursor, `${type.name}.${field.name} is of type ${field.type}, which is not described`);
    const value: Step[] = [];
    const kind = field.pooled ? 'integer' : PRIMITIVES.get(inner!.name);
    if (kind !== undefined) value.push({ name: field.array ? '' : name, kind, unit: field.unit, elements: [] });
    else addSteps(layouts, inner!, field.array ? '' : `${name}.`, depth + 1, value);
    if (!field.array) steps.push(...value);
    else if (value.length > 0) steps.push({ name, kind: 'array', unit: '', elements: value });
    else throw malformedJfr(cursor, `${type.name}.${field.name} is a list of nothing`);
  }
}

export function skipValue(cursor: JfrCursor, layout: Layout): void {
  for (const step of layout) skipStep(cursor, step);
}

export function skipStep(cursor: JfrCursor, step: Step): void {
  if (step.kind === 'integer') skipInteger(cursor);
  else if (step.kind === 'byte') skipBytes(cursor, 1);
  else if (step.kind === 'string') skipString(cursor);
  else if (step.kind === 'float') skipBytes(cursor, 4);
  else if (step.kind === 'double') skipBytes(cursor, 8);
  else for (let left = readCount(cursor, 'the length of a list'); left > 0; left--) skipValue(cursor, step.elements);
}

/** What to take from values of a layout; the rest is stepped over. Fields are numbered as they were asked for. */
export interface Picking {
  readonly layout: Layout;
  /** Number of the field that each step fills, or -1. */
  readonly fieldOf: Int32Array;
  /** The step of each field, where the layout has it. */
  readonly steps: readonly (Step | undefined)[];
  /** Of the value read last: integers in halves, texts; 0 and empty where the layout has no such field. */
  readonly low: number[];
  readonly high: number[];
  readonly text: string[];
}

export function pickFields(layout: Layout, fields: readonly string[]): Picking {
  return {
    layout,
    fieldOf: Int32Array.from(layout, ({ name }) => fields.indexOf(name)),
    steps: fields.map((field) => layout.find(({ name }) => name === field)),
    low: fields.map(() => 0),
    high: fields.map(() => 0),
    text: fields.map(() => ''),
  };
}

/** Reads one value into the picking. */
export function readFields(cursor: JfrCursor, picking: Picking, pool: StringPool): void {
  const { layout, fieldOf, low, high, text } = picking;
  for (let at = 0; at < layout.length; at++) {
    const step = layout[at]!;
    const field = fieldOf[at]!;
    if (field < 0) skipStep(cursor, step);
    else if (step.kind === 'integer') {
      readInteger(cursor);
      low[field] = cursor.low;
      high[field] = cursor.high;
    } else if (step.kind === 'byte') {
      low[field] = readByte(cursor);
      high[field] = 0;
    } else if (step.kind === 'string') text[field] = readString(cursor, pool);
    else skipStep(cursor, step);
  }
}
