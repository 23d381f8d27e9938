/** Just enough protobuf for a server of tests: fields by number, each time as often as it came. */
export type Fields = ReadonlyMap<number, readonly (number | Buffer)[]>;

export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const number = () => {
    let sum = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      sum += (byte & 127) * scale;
      if (byte < 128) return sum;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const found = fields.get(tag >> 3) ?? [];
    if ((tag & 7) === 0) found.push(number());
    else {
      const length = number();
      found.push(Buffer.from(bytes.subarray(at, (at += length))));
    }
    fields.set(tag >> 3, found);
  }
  return fields;
}

export const partOf = (fields: Fields, at: number): Fields => readFields(fields.get(at)?.[0] as Buffer);
export const textOf = (fields: Fields, at: number): string => String(fields.get(at)?.[0] ?? '');
export const textsOf = (fields: Fields, at: number): string[] => (fields.get(at) ?? []).map(String);
export const numberOf = (fields: Fields, at: number): number => Number(fields.get(at)?.[0] ?? 0);
/** Milliseconds of a google.protobuf.Timestamp or Duration. */
export const timeOf = (fields: Fields, at: number): number => {
  const part = partOf(fields, at);
  return numberOf(part, 1) * 1000 + numberOf(part, 2) / 1e6;
};

/** One field; numbers, text, bytes or fields in a message. */
export function field(number: number, content: number | string | Uint8Array | readonly Buffer[]): Buffer {
  if (typeof content === 'number') return Buffer.from([number << 3, ...varint(content)]);
  const bytes = Array.isArray(content) ? Buffer.concat(content) : Buffer.from(content as string);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);
}

export function time(number: number, milliseconds: number): Buffer {
  const seconds = Math.floor(milliseconds / 1000);
  return field(number, [field(1, seconds), field(2, (milliseconds - seconds * 1000) * 1e6)]);
}

function varint(content: number): number[] {
  const groups: number[] = [];
  let rest = content;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...groups, rest];
}
