/** Damage that knows nothing of formats. */
import type { Random } from '../ranking/random.ts';

/** Numbers at the edges of what decoders keep them in. */
export const EXTREMES: readonly bigint[] = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  255n,
  65_535n,
  10_000n,
  10_001n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** What breaks readers of text and of JSON that is damaged as text. */
const TEXTS = [
  '',
  '0',
  '-1',
  '1e999',
  '1e308',
  '-1e308',
  '18446744073709551615',
  '9'.repeat(40),
  '9'.repeat(330),
  '0.1.2',
  'NaN',
  'Infinity',
  'null',
  '[]',
  '{}',
  '"',
  '\\',
  ';',
  ';;',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\n\n',
  '\0',
  '#',
  ':',
  ': ',
  '(',
  ')',
  '(((',
  '<',
  '>',
  '[',
  ']',
  '{',
  '}',
  ',',
  '\u{feff}',
  '\u2028',
  '\x1b[31m',
  '__proto__',
  'constructor',
  'toString',
  '$',
  '.',
  '::',
  '/',
  ' (deleted)',
  ' - ',
  '@@',
  '::h0123456789abcdef',
  '[clone ',
  '.func1',
  'lambda',
  '+0x1',
  '|',
  '`',
  '!',
  '~',
];
const encoder = new TextEncoder();
const ENCODED = TEXTS.map((text) => encoder.encode(text));

/** As protobuf and Flight Recorder write it, but for the tenth byte. */
export function encodeVarint(number: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, number);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
const VARINTS = EXTREMES.map(encodeVarint);

/** Longest that an input may become, but for the rare texts of a million characters. */
const LONGEST = 65_536;
const RARE = 3000;

/** One to four changes of one input; `others` are spliced in. */
export function damageBytes(random: Random, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let damaged = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) damaged = damageOnce(random, damaged, others);
  return damaged;
}

function damageOnce(random: Random, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  const at = random.below(bytes.length + 1);
  const short = random.below(random.below(4) === 0 ? 200 : 8);
  switch (random.below(11)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
    case 2: {
      const flipped = bytes.slice();
      if (at < flipped.length) flipped[at]! ^= 1 << random.below(8);
      return flipped;
    }
    case 3:
      return replace(bytes, at, 1, Uint8Array.of(random.pick([0, 1, 10, 32, 59, 127, 128, 255])));
    case 4:
      return replace(bytes, at, short, new Uint8Array(0));
    case 5:
      return replace(
        bytes,
        at,
        0,
        Uint8Array.from({ length: short }, () => random.below(256)),
      );
    case 6:
      return replace(bytes, at, 0, repeated(bytes.subarray(at, at + short * 4), 1 + random.below(40)));
    case 7: {
      const other = random.pick(others);
      return replace(bytes, at, bytes.length, other.subarray(random.below(other.length)));
    }
    case 8:
      return replace(bytes, at, random.below(3), random.pick(VARINTS));
    case 9:
      return replace(bytes, at, random.below(6), random.pick(ENCODED));
    default: {
      const times = random.below(RARE) === 0 ? 1e6 : random.below(30) === 0 ? 5000 : 1 + random.below(50);
      const token = encoder.encode(random.pick(TEXTS) + (random.below(2) === 0 ? random.pick(TEXTS) : 'a'));
      return replace(bytes, at, random.below(2), repeated(token.subarray(0, 8), times));
    }
  }
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(times > LONGEST ? times : Math.min(LONGEST, bytes.length * times));
  for (let at = 0; at < all.length; at++) all[at] = bytes[at % bytes.length] ?? 0;
  return all;
}

export function replace(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + removed));
  const all = new Uint8Array(at + added.length + rest.length);
  all.set(bytes.subarray(0, at));
  all.set(added, at);
  all.set(rest, at + added.length);
  return all;
}
