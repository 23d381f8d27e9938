/**
 * The few small protobuf messages that we write by hand: whole numbers from 0 as varints, texts, bytes and inner messages by length.
 * Zero, an empty text and an empty message are left out, as proto3 does. https://protobuf.dev/programming-guides/encoding/
 */
export function writeProto(
  fields: readonly (readonly [field: number, content: number | string | Uint8Array])[],
): Buffer {
  return Buffer.concat(
    fields.flatMap(([field, content]) => {
      if (typeof content === 'number') return content === 0 ? [] : [varint(field * 8), varint(content)];
      const bytes = Buffer.from(content);
      return bytes.length === 0 ? [] : [varint(field * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(number: number): Buffer {
  const bytes: number[] = [];
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
