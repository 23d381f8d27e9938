import { wideName, wideStacks, WIDE_FUNCTIONS } from './wide-stacks.ts';

const PERIOD = 10_000_000;
const DEEPEST = 40;

/**
 * A pprof CPU profile of so many stacks of up to 40 frames, two lines per function, written byte by byte
 * (https://protobuf.dev/programming-guides/encoding/): half a million samples are too many for one object each.
 */
export function largePprof(stacks: number, seed: number): Uint8Array {
  const out = { bytes: new Uint8Array(1 << 24), length: 0 };
  const message: number[] = [];
  const texts = ['', 'samples', 'count', 'cpu', 'nanoseconds'];

  function add(field: number, content: ArrayLike<number>): void {
    const head: number[] = [];
    putHead(head, field, content.length);
    if (out.length + head.length + content.length > out.bytes.length) {
      const larger = new Uint8Array(out.bytes.length * 2);
      larger.set(out.bytes);
      out.bytes = larger;
    }
    out.bytes.set(head, out.length);
    out.bytes.set(content, out.length + head.length);
    out.length += head.length + content.length;
    message.length = 0;
  }

  for (const [type, unit] of [
    [1, 2],
    [3, 4],
  ] as const)
    add(1, numbers(message, type, unit));
  const inner: number[] = [];
  for (const { functions, weight } of wideStacks(stacks, seed, DEEPEST)) {
    inner.length = 0;
    // Locations 2n + 1 and 2n + 2 are two lines of function n; the leaf comes first.
    for (let at = functions.length - 1; at >= 0; at--) putVarint(inner, functions[at]! * 2 + 1 + (at & 1));
    putBytes(message, 1, inner);
    inner.length = 0;
    putVarint(inner, weight);
    putVarint(inner, weight * PERIOD);
    putBytes(message, 2, inner);
    add(2, message);
  }
  for (let id = 0; id < WIDE_FUNCTIONS; id++) {
    for (const line of [1, 2]) {
      numbers(message, id * 2 + line);
      putBytes(message, 4, numbers([], id + 1, (id % 500) + line));
      add(4, message);
    }
    const name = texts.push(wideName(id)) - 1;
    const file = texts.push(`wide/file${id % 900}.go`) - 1;
    add(5, numbers(message, id + 1, name, 0, file));
  }
  const encoder = new TextEncoder();
  for (const text of texts) add(6, encoder.encode(text));
  add(11, numbers(message, 3, 4));
  return out.bytes.subarray(0, out.length);
}

/** Fields 1, 2, 3 … as varints; zeros are left out. */
function numbers(into: number[], ...values: readonly number[]): number[] {
  values.forEach((number, at) => {
    if (number === 0) return;
    putVarint(into, (at + 1) << 3);
    putVarint(into, number);
  });
  return into;
}

function putHead(into: number[], field: number, length: number): void {
  putVarint(into, (field << 3) | 2);
  putVarint(into, length);
}

function putBytes(into: number[], field: number, content: readonly number[]): void {
  putHead(into, field, content.length);
  for (const byte of content) into.push(byte);
}

function putVarint(into: number[], number: number): void {
  let left = number;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) into.push((left % 0x80) | 0x80);
  into.push(left);
}
