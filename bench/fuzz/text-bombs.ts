/** Small texts and archives made to unfold, and names made to keep patterns busy. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { joined } from './damage-wire.ts';
import { bytesOf } from './read-fixture.ts';
import type { Bombs } from './wire-bombs.ts';

const LONG = 'n'.repeat(100_000);
const lines = (count: number, line: (at: number) => string): Uint8Array =>
  bytesOf(Array.from({ length: count }, (_, at) => line(at)).join('\n'));

export const FOLDED_BOMBS: Bombs = {
  '250,000 shortest lines': () => lines(250_000, () => 'a 1'),
  '100,000 names': () => lines(100_000, (at) => `f${at} 1`),
  '50 stacks of 9,999 frames': () => lines(50, (at) => `${'a;'.repeat(9998)}${at} 1`),
  'a name of a million letters': () => bytesOf(`${'n'.repeat(1e6)} 1`),
};

/** Pieces of names on which rules for naming look further. */
const PIECES = [
  '(',
  ')',
  '()',
  '<',
  '>',
  '<>',
  '[',
  ']',
  '{',
  '}',
  '::',
  '.',
  'a.',
  'a.A.',
  '/',
  'a/',
  '$',
  '$1',
  '#',
  '@',
  '@@',
  '-',
  ' - ',
  ' (',
  ': ',
  ':1',
  '`',
  '!',
  '|',
  '~',
  '_',
  '__',
  '+0x1',
  '0x123456',
  '.func1',
  '.isra.0',
  '[clone ',
  '[clone .a]',
  '{closure',
  '{{closure}}::',
  'lambda$',
  '$$Lambda',
  '::h0123456789abcdef',
  ' tid=1',
  '-1/1',
  'process ',
  'thread (',
  '(anonymous)',
  'const ',
  ' const::',
  ')::',
  '>::',
  'operator<',
  'operator()',
  '->',
  ',',
  'a,',
  '<a,',
  '\\A',
  '*',
  '&',
  ' as ',
  'impl ',
  '|ns:',
  '!A.B.',
  ' [',
  '%2e',
  '-range1',
  'wrap',
  ' in ',
  '"',
  "'",
  '1',
  'a1',
  '.1',
  'é',
  '\u{1f525}',
];
const FRONTS = ['', 'a.A', 'JS:', 'com.shop.A.', 'github.com/a/b.', '/srv/app.js ', '<', '[', 'thread (0x'];
const BACKS = ['', ')', ']', '!', '.js', ' total', ':1:2', '\u{1f525}', '`', '>', '::f', '@plt'];
const NAME_LETTERS = 60_000;

/** One line with one long name each: whatever is not linear in its length shows. */
export function nameBombs(): Bombs {
  const bombs: Record<string, () => Uint8Array> = {};
  PIECES.forEach((piece, at) => {
    const front = FRONTS[at % FRONTS.length]!;
    const frontless = piece.repeat(Math.ceil(NAME_LETTERS / piece.length));
    // Every back with every piece, a few names a file.
    bombs[`names of ${JSON.stringify(piece)}`] = () =>
      bytesOf(BACKS.map((back) => `${frontless}${back} 1\n${front}${frontless}${back} 1\n`).join(''));
  });
  return bombs;
}

export const PERF_BOMBS: Bombs = {
  '150,000 events': () => lines(150_000, (at) => `a 1 1.0: e${at}:`),
  '100,000 shortest samples': () => lines(100_000, () => 'a 1 1.0: 1 cycles:'),
  '250 headers of 4,000 words': () => lines(250, () => `${'a 1 '.repeat(1000)}1.0: cycles: `),
  '50,000 places of one frame': () => bytesOf(`a 1 1.0: cycles: \n\t1 ${LONG} (x)\n${'  a.c:1\n'.repeat(50_000)}`),
  'a command of 4,000 letters in 200 samples': () =>
    lines(200, (at) => `${'a'.repeat(4000)} ${at} 1.0: cycles: 5 f (x)`),
};

export const GPERFTOOLS_BOMBS: Bombs = {
  'a file of 4,900 letters at 25,000 addresses': () => {
    const words = new Uint32Array([
      0,
      3,
      0,
      10_000,
      0,
      ...Array.from({ length: 25_000 }, (_, at) => [1, 1, 0x1000 + at]).flat(),
      0,
      1,
      0,
    ]);
    return joined([
      new Uint8Array(words.buffer),
      bytesOf(`00001000-ffffffff r-xp 00000000 fe:00 42 /${'a/'.repeat(2450)}`),
    ]);
  },
  '100,000 mapped files': () =>
    joined([
      new Uint8Array(new Uint32Array([0, 3, 0, 10_000, 0, 1, 1, 5, 0, 1, 0]).buffer),
      lines(100_000, () => '1-2 r-xp 0 f 4 /a'),
    ]),
  '80,000 samples': () =>
    new Uint8Array(
      new Uint32Array([0, 3, 0, 10_000, 0, ...Array.from({ length: 80_000 }, () => [1, 1, 5]).flat(), 0, 1, 0]).buffer,
    ),
};

export const INFLATE_BOMBS: Bombs = {
  'gzip of 300 MB': () => gzipSync(new Uint8Array(300 * 2 ** 20)),
  'zstd of 300 MB': () => zstdCompressSync(new Uint8Array(300 * 2 ** 20)),
  'gzip of 200 MB of blanks': () => gzipSync(new Uint8Array(200 * 2 ** 20).fill(32)),
  'gzip of 64 MB of zeros': () => gzipSync(new Uint8Array(2 ** 26)),
  'gzip in gzip in gzip': () => gzipSync(gzipSync(gzipSync(new Uint8Array(2 ** 26)))),
  '100,000 empty frames of zstd': () => joined(Array.from({ length: 100_000 }, () => EMPTY_FRAME)),
  '20,000 empty members of gzip': () => joined(Array.from({ length: 20_000 }, () => EMPTY_MEMBER)),
};
const EMPTY_FRAME = zstdCompressSync(new Uint8Array(0));
const EMPTY_MEMBER = gzipSync(new Uint8Array(0));
