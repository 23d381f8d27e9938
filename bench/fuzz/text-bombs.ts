/** Small texts and documents made to unfold, and names made to keep patterns busy. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { joined } from './damage-wire.ts';
import { bytesOf } from './read-fixture.ts';
import type { Bombs } from './wire-bombs.ts';

const LONG = 'n'.repeat(100_000);
const list = (count: number, item: (at: number) => string): string =>
  `[${Array.from({ length: count }, (_, at) => item(at)).join(',')}]`;
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

const node = (at: number, children: string) => `{"id":${at},"callFrame":{"functionName":"f"},"children":[${children}]}`;
const cpuprofileOf = (nodes: string, samples: string, deltas: string): Uint8Array =>
  bytesOf(`{"nodes":${nodes},"samples":${samples},"timeDeltas":${deltas},"startTime":0}`);

export const CPUPROFILE_BOMBS: Bombs = {
  'a chain of 9,999 calls with a sample in each': () =>
    cpuprofileOf(
      list(9999, (at) => node(at, at < 9998 ? String(at + 1) : '')),
      list(9999, String),
      list(9999, () => '1'),
    ),
  'the same with ten leaves below each': () =>
    cpuprofileOf(
      list(9900 * 11, (at) =>
        at < 9900
          ? node(
              at,
              [
                ...(at < 9899 ? [at + 1] : []),
                ...Array.from({ length: 10 }, (_, leaf) => 9900 + at * 10 + leaf),
              ].join(),
            )
          : `{"id":${at},"callFrame":{"functionName":"g${at % 10}"}}`,
      ),
      list(9900 * 11, String),
      list(9900 * 11, () => '1'),
    ),
  '200,000 samples': () =>
    cpuprofileOf(
      `[${node(1, '')}]`,
      list(200_000, () => '1'),
      list(200_000, () => '1'),
    ),
  '50,000 nodes': () =>
    cpuprofileOf(
      list(50_000, (at) => node(at, '')),
      '[1]',
      '[1]',
    ),
  'a nested head 100,000 deep': () =>
    bytesOf(`{"head":${'{"functionName":"f","hitCount":1,"children":['.repeat(100_000)}${']}'.repeat(100_000)}}`),
  '300,000 empty objects': () => bytesOf(`{"nodes":${list(300_000, () => '{}')},"samples":[1]}`),
};

const evented = (events: string) =>
  `{"type":"evented","unit":"seconds","startValue":0,"endValue":9,"events":${events}}`;
const event = (type: string, frame: number, at: number) => `{"type":"${type}","frame":${frame},"at":${at}}`;
const speedscopeOf = (frames: string, profiles: string): Uint8Array =>
  bytesOf(`{"shared":{"frames":${frames}},"profiles":${profiles}}`);

export const SPEEDSCOPE_BOMBS: Bombs = {
  '9,000 open calls and a leaf 10,000 times': () => {
    const opens = Array.from({ length: 9000 }, () => event('O', 0, 0));
    const leaves = Array.from({ length: 10_000 }, (_, at) => [
      event('O', at + 1, at),
      event('C', at + 1, at + 1),
    ]).flat();
    const closes = Array.from({ length: 9000 }, () => event('C', 0, 10_000));
    return speedscopeOf(
      list(10_001, (at) => `{"name":"f${at}"}`),
      `[${evented(`[${[...opens, ...leaves, ...closes].join(',')}]`)}]`,
    );
  },
  '20,000 profiles': () =>
    speedscopeOf(
      '[{"name":"f"}]',
      list(20_000, () => '{"type":"sampled","unit":"seconds","samples":[[0]],"weights":[1]}'),
    ),
  '200,000 empty samples': () =>
    speedscopeOf(
      '[{"name":"f"}]',
      `[{"type":"sampled","unit":"seconds","samples":${list(200_000, () => '[]')},"weights":${list(200_000, () => '1')}}]`,
    ),
  '60,000 frames': () =>
    speedscopeOf(
      list(60_000, (at) => `{"name":"f${at}"}`),
      '[{"type":"sampled","samples":[[0]],"weights":[1]}]',
    ),
};

const call = (ph: string, name: string, ts: number, tid = 1) =>
  `{"ph":"${ph}","name":"${name}","ts":${ts},"tid":${tid}}`;

export const TRACE_BOMBS: Bombs = {
  '9,000 open calls and a leaf 10,000 times': () =>
    bytesOf(
      `[${[...Array.from({ length: 9000 }, () => call('B', 'f', 0)), ...Array.from({ length: 10_000 }, (_, at) => [call('B', `g${at}`, at), call('E', `g${at}`, at + 1)]).flat()].join(',')}]`,
    ),
  '20,000 threads': () => bytesOf(list(40_000, (at) => call(at % 2 === 0 ? 'B' : 'E', 'f', at, at >> 1))),
  '20,000 profiles of V8': () =>
    bytesOf(
      list(
        20_000,
        (at) =>
          `{"name":"Profile","ph":"P","id":${at},"args":{"data":{"cpuProfile":{"nodes":[{"id":1,"callFrame":{}}],"samples":[1]},"timeDeltas":[1]}}}`,
      ),
    ),
  '50,000 calls that overlap': () => bytesOf(list(50_000, (at) => `{"ph":"X","name":"f","ts":${at},"dur":1e9}`)),
  '300,000 empty events': () => bytesOf(`{"traceEvents":${list(300_000, () => '{}')}}`),
  '60,000 ends of nothing': () => bytesOf(list(60_000, () => call('E', 'f', 1))),
};

export const OTLP_JSON_BOMBS: Bombs = {
  '200,000 empty profiles': () =>
    bytesOf(`{"resourceProfiles":[{"scopeProfiles":[{"profiles":${list(200_000, () => '{}')}}]}],"dictionary":{}}`),
  '200,000 empty functions': () =>
    bytesOf(`{"resourceProfiles":[],"dictionary":{"functionTable":${list(200_000, () => '{}')}}}`),
  'a stack of 9,999 frames in each sample': () =>
    bytesOf(
      `{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"sampleType":{"typeStrindex":1},"samples":${list(20_000, () => '{"stackIndex":1,"values":[1]}')}}]}]}],"dictionary":{"stringTable":["","cpu"],"locationTable":[{}],"stackTable":[{},{"locationIndices":${list(9999, () => '0')}}]}}`,
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
