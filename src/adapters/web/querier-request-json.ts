/** proto3's JSON: https://protobuf.dev/programming-guides/json/ */
import {
  addListed,
  isList,
  isText,
  unreadable,
  type Field,
  type RequestDraft,
  type RequestSchema,
} from './querier-fields.ts';

/** Names of enums that mean something to us; all others are passed over, as an older server does. */
const ENUMS: Readonly<Record<string, number>> = {
  PROFILE_FORMAT_FLAMEGRAPH: 1,
  PROFILE_FORMAT_TREE: 2,
  PROFILE_FORMAT_DOT: 3,
  PROFILE_FORMAT_PPROF: 4,
  TIME_SERIES_AGGREGATION_TYPE_AVERAGE: 1,
  EXEMPLAR_TYPE_NONE: 1,
  EXEMPLAR_TYPE_INDIVIDUAL: 2,
  EXEMPLAR_TYPE_SPAN: 3,
};
const IS_ENUM: ReadonlySet<Field> = new Set<Field>(['format', 'aggregation', 'exemplarType']);

export function readRequestJson(body: Uint8Array, schema: RequestSchema, draft: RequestDraft): void {
  if (body.length === 0) throw unreadable('zero-length payload is not a valid JSON object');
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw unreadable(`syntax error: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`);
  }
  if (!isObject(document)) throw unreadable('the body is no JSON object');
  for (const field of Object.values(schema)) {
    const found = valueOf(document, field === 'callSite' ? 'stackTraceSelector' : field);
    if (found === undefined || found === null) continue;
    if (field === 'callSite') readCallSite(found, draft);
    else if (isText(field)) draft.texts[field] = textOf(found, field);
    else if (isList(field)) for (const one of listOf(found, field)) addListed(draft, field, textOf(one, field));
    else if (IS_ENUM.has(field) && typeof found === 'string') draft.numbers[field] = ENUMS[found] ?? 0;
    else draft.numbers[field] = numberOf(found, field);
  }
}

function readCallSite(found: unknown, draft: RequestDraft): void {
  if (!isObject(found)) throw unreadable('stackTraceSelector is no object');
  for (const one of listOf(valueOf(found, 'callSite') ?? [], 'callSite')) {
    if (!isObject(one)) throw unreadable('an entry of callSite is no object');
    addListed(draft, 'callSite', textOf(one['name'] ?? '', 'name'));
  }
}

/** Under its own name, or the one in the schema: `profile_typeID`, `max_nodes`. */
function valueOf(document: Readonly<Record<string, unknown>>, name: string): unknown {
  const inSchema = name.replaceAll(/[A-Z](?=[a-z])/g, (letter) => `_${letter.toLowerCase()}`);
  const spelling = [name, inSchema].find((one) => Object.hasOwn(document, one));
  return spelling === undefined ? undefined : document[spelling];
}

function isObject(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

function listOf(found: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(found)) throw unreadable(`${field} is no list`);
  return found;
}

function textOf(found: unknown, field: string): string {
  if (typeof found !== 'string') throw unreadable(`invalid value for string field ${field}: ${shown(found)}`);
  return found;
}

/** 64-bit numbers come as numbers or as texts. */
function numberOf(found: unknown, field: Field): number {
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  const isWhole = field === 'step' || Number.isInteger(number);
  if (typeof number !== 'number' || !Number.isFinite(number) || !isWhole)
    throw unreadable(`invalid value for ${field === 'step' ? 'double' : 'int64'} field ${field}: ${shown(found)}`);
  return number;
}

function shown(found: unknown): string {
  return (JSON.stringify(found) ?? '').slice(0, 80);
}
