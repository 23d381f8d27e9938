/**
 * What strangers send, in a form that PostgreSQL can keep. Neither text nor jsonb holds U+0000, and jsonb refuses
 * lone surrogates (https://www.postgresql.org/docs/current/datatype-json.html), yet a label value may carry both:
 * refused, they would come back as retries for ever. Such a character is written as U+E000 and its four hex digits,
 * U+E000 itself likewise, so reading gives back exactly what came.
 */
import { createHash } from 'node:crypto';

const MARK = '\uE000';
/** A btree entry must stay under 2,704 bytes; long keys keep a readable head and a hash. */
const LONGEST_KEY = 200;

// In the output of JSON.stringify: an escape that cannot be stored, any other escape (skipped as a whole, so that an
// escaped backslash before "u0000" is not misread), or the mark.
const JSON_ESCAPES = /\\(?:u(0000|d[89a-f][0-9a-f]{2})|u[0-9a-f]{4}|.)|\uE000/g;
// oxlint-disable-next-line no-control-regex -- U+0000 is what this is about
const UNSTORABLE = /[\u0000\uE000]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** JSON text that a jsonb column takes, whatever characters the strings hold. */
export function toJson(subject: unknown): string {
  return JSON.stringify(subject).replace(JSON_ESCAPES, (match: string, hex: string | undefined) => {
    if (match === MARK) return `${MARK}e000`;
    return hex === undefined ? match : MARK + hex;
  });
}

/** The subject of `toJson`, from `column::text`. */
// The rows are our own, so the caller's word for their shape is taken.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function fromJson<T>(text: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(String(text).replace(/\uE000([0-9a-f]{4})/g, '\\u$1')) as T;
}

/** A text column or parameter that names something: storable, and short enough for an index. */
export function lookupKey(name: string): string {
  const storable = name.replace(UNSTORABLE, (char) => MARK + char.charCodeAt(0).toString(16).padStart(4, '0'));
  if (storable.length <= LONGEST_KEY) return storable;
  return `${storable.slice(0, LONGEST_KEY / 2).toWellFormed()}…${createHash('sha256').update(storable).digest('hex')}`;
}
