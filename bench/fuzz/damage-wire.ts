/** Damage to protobuf that stays protobuf: fields are changed, moved and repeated, and the messages around them keep right lengths. */
import type { Random } from '../ranking/random.ts';
import { encodeVarint, EXTREMES } from './damage-bytes.ts';

/** A field as it is encoded; one that holds fields itself can be changed inside. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  readonly encoded: Uint8Array;
  readonly inner?: readonly WireField[];
}

const LENGTH = 2;

/** Undefined for bytes that are no message. */
export function parseWire(bytes: Uint8Array, depth = 0): readonly WireField[] | undefined {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number => {
    let number = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const begin = at;
    const tag = varint();
    const wireType = tag % 8;
    let body: Uint8Array | undefined;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === LENGTH) {
      const length = varint();
      body = bytes.subarray(at, at + length);
      at += length;
    } else return undefined;
    if (!(at <= bytes.length) || !(tag >= 8)) return undefined;
    const inner = body === undefined || body.length === 0 || depth > 5 ? undefined : parseWire(body, depth + 1);
    const encoded = bytes.subarray(begin, at);
    fields.push({ number: Math.floor(tag / 8), wireType, encoded, ...(inner === undefined ? {} : { inner }) });
  }
  return fields;
}

export function damageWire(random: Random, fields: readonly WireField[]): Uint8Array {
  let damaged = fields;
  for (let left = 1 + random.below(3); left > 0; left--) damaged = change(random, damaged);
  return joined(damaged.map(({ encoded }) => encoded));
}

function change(random: Random, fields: readonly WireField[]): readonly WireField[] {
  if (fields.length === 0) return [numberField(random, 1 + random.below(14))];
  const at = random.below(fields.length);
  const field = fields[at]!;
  const put = (...added: readonly WireField[]) => [...fields.slice(0, at), ...added, ...fields.slice(at + 1)];
  if (field.inner !== undefined && random.below(10) < 7)
    return put(messageField(field.number, change(random, field.inner)));
  const other = random.pick(fields);
  switch (random.below(9)) {
    case 0:
      return put();
    case 1:
      return put(...Array.from({ length: 1 + random.below(random.below(20) === 0 ? 2000 : 5) }, () => field));
    case 2:
      return put(other, field);
    case 3:
      return put(rewritten(field, 1 + random.below(16), field.wireType));
    case 4:
      return put(rewritten(field, field.number, random.pick([0, 1, 2, 3, 5, 7])));
    case 5:
      return put(messageField(field.number, other.inner ?? fields));
    case 6:
      return put(
        bytesField(
          field.number,
          Uint8Array.from({ length: random.below(30) }, () => random.below(256)),
        ),
      );
    case 7:
      return put(
        bytesField(
          field.number,
          joined(
            Array.from({ length: random.below(random.below(100) === 0 ? 20_000 : 20) }, () =>
              encodeVarint(random.pick(EXTREMES)),
            ),
          ),
        ),
      );
    default:
      return put(numberField(random, field.number));
  }
}

function numberField(random: Random, number: number): WireField {
  return {
    number,
    wireType: 0,
    encoded: joined([encodeVarint(BigInt(number * 8)), encodeVarint(random.pick(EXTREMES))]),
  };
}

function messageField(number: number, inner: readonly WireField[]): WireField {
  return { ...bytesField(number, joined(inner.map(({ encoded }) => encoded))), inner };
}

function bytesField(number: number, body: Uint8Array): WireField {
  return {
    number,
    wireType: LENGTH,
    encoded: joined([encodeVarint(BigInt(number * 8 + LENGTH)), encodeVarint(BigInt(body.length)), body]),
  };
}

/** The same body under another tag, also where that makes no sense. */
function rewritten({ number: old, encoded }: WireField, number: number, wireType: number): WireField {
  const body = encoded.subarray(old < 16 ? 1 : 2);
  return { number, wireType, encoded: joined([encodeVarint(BigInt(number * 8 + wireType)), body]) };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
