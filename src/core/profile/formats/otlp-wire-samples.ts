import type { OtlpSample } from './otlp-message.ts';
import type { OtlpSchema } from './otlp-wire-schema.ts';
import { readNumbers, readRow, rowIn } from './otlp-wire-spans.ts';
import { malformedWire, openMessage, readTag, skipField, type WireCursor } from './wire.ts';

const LENGTH = 2;
const HALF = 2 ** 32;
const BYTES_OF_FIXED = 8;

/** Reads the sample that the cursor has been put on. */
export function readWireSample(
  cursor: WireCursor,
  { sample: fields, hasRanges }: OtlpSchema,
  sample: OtlpSample,
): void {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    const field = tag >>> 3;
    if (field === 1) sample.stack = readRow(cursor, tag, 'the stack of a sample');
    else if (field === fields.length) sample.length = readRow(cursor, tag, 'the length of a stack');
    else if (field === fields.values)
      readNumbers(cursor, tag, 'the values of a sample', () => addValue(cursor, sample));
    else if (field === fields.attributes)
      readNumbers(cursor, tag, 'the attributes of a sample', () => {
        sample.attributes.push(rowIn(cursor, 'an attribute of a sample'));
      });
    else if (field === fields.link) sample.link = readRow(cursor, tag, 'the link of a sample');
    else if (field === fields.times) sample.observations += countTimes(cursor, tag, hasRanges);
    else skipField(cursor, tag);
  }
}

function addValue(cursor: WireCursor, sample: OtlpSample): void {
  if (cursor.high > 0x7fffffff)
    throw malformedWire(cursor, 'a sample has a negative value, as in the difference of two profiles');
  sample.values.push(cursor.high * HALF + cursor.low);
}

/** Times are eight bytes each since schema 1.8, and varints before. What they say is of no use to a sum. */
function countTimes(cursor: WireCursor, tag: number, areVarints: boolean): number {
  const at = cursor.at;
  skipField(cursor, tag);
  if ((tag & 7) !== LENGTH) return 1;
  const end = cursor.at;
  cursor.at = at;
  const outer = openMessage(cursor, tag, 'the times of a sample');
  let count = 0;
  if (areVarints) for (let byte = cursor.at; byte < end; byte++) count += cursor.bytes[byte]! < 0x80 ? 1 : 0;
  else count = Math.floor((end - cursor.at) / BYTES_OF_FIXED);
  cursor.at = end;
  cursor.end = outer;
  return count;
}
