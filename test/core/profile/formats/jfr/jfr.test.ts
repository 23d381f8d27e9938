import { describe, expect, test } from 'vitest';
import { jfr } from '../../../../../src/core/profile/formats/jfr/jfr.ts';
import type { Profile } from '../../../../../src/core/profile/profile.ts';
import {
  ASYNC_POOLS,
  asyncChunk,
  execution,
  jdkChunk,
  park,
  POOLS,
  setting,
  sleep,
  TYPE,
  TYPES,
  wallSample,
} from '../../../../support/jfr-shop.ts';
import { integer, text, writeJfrChunk, type JfrChunkPlan } from '../../../../support/write-jfr.ts';

function decode(...chunks: readonly JfrChunkPlan[]): Profile {
  return jfr.decode(Uint8Array.from(chunks.flatMap((chunk) => [...writeJfrChunk(chunk)])));
}

/** Stack, labels and the columns that are not 0. */
function rowsOf(profile: Profile): string[] {
  const { sampleTypes, values, stackStart, stacks, frames, labels } = profile;
  return Array.from({ length: stackStart.length - 1 }, (_, row) => {
    const names = Array.from(stacks.subarray(stackStart[row], stackStart[row + 1]), (frame) => frames[frame]!.name);
    const columns = sampleTypes.flatMap(({ type, unit }, at) => {
      const value = values[row * sampleTypes.length + at]!;
      return value === 0 ? [] : `${type}/${unit}=${value}`;
    });
    const pairs = labels?.pairs.subarray(labels.start[row]! * 2, labels.start[row + 1]! * 2) ?? [];
    const told = Array.from(pairs, (index) => labels!.texts[index]!);
    return [names.join(';'), told.join(' '), columns.join(' ')].join(' | ');
  });
}

const STACK = 'shop/Main.run;shop/Cart.total';

describe('recordings of the JDK', () => {
  test('samples with the same stack and thread become one row, and each stands for the period in the settings', () => {
    const profile = decode(
      jdkChunk([execution(1), execution(1), setting(TYPE.execution, 'period', '20 ms'), execution(1, 1, 2)]),
    );

    expect(rowsOf(profile)).toEqual([
      `${STACK} | thread worker tid 4711 | cpu/count=2 cpu/nanoseconds=40000000`,
      `${STACK} |  | cpu/count=1 cpu/nanoseconds=20000000`,
    ]);
    expect(profile.frames).toContainEqual({ name: 'shop/Cart.total', file: '', line: 7, startLine: 0 });
    expect(profile.frames).toContainEqual({ name: 'shop/Main.run', file: '', line: 0, startLine: 0 });
    expect(profile).toMatchObject({
      period: 20e6,
      periodType: { type: 'cpu', unit: 'nanoseconds' },
      timeMs: 1_700_000_000_000,
      durationSeconds: 10,
    });
  });

  test.each([
    ['50 ms', 50e6],
    ['1 s', 1e9],
    ['500 us', 500e3],
    ['everyChunk', 20e6],
  ])('reads a period of %s', (period, nanoseconds) => {
    expect(decode(jdkChunk([setting(TYPE.execution, 'period', period), execution(1)])).period).toBe(nanoseconds);
  });

  test('another event’s period says nothing of the samples', () => {
    expect(decode(jdkChunk([setting(TYPE.park, 'period', '1 s'), execution(1)])).period).toBe(20e6);
  });

  test('stacks cut off by the recorder say so at their root, lost ones that they are unknown', () => {
    const rows = rowsOf(decode(jdkChunk([execution(2), execution(3), execution(77), execution(0)])));

    expect(rows.map((row) => row.split(' | ')[0])).toEqual(['[truncated];shop/Cart.total', '[unknown]', '[unknown]']);
  });

  test('waits end in their lock, and ticks of the clock and other units become nanoseconds', () => {
    const profile = decode(jdkChunk([park(30, 3), park(10, 3), sleep(4)], { ticksPerSecond: 10n ** 7n }));

    expect(rowsOf(profile)).toEqual([
      `${STACK};java.lang.String[][] | thread worker tid 4711 | contentions/count=2 lock/nanoseconds=4000`,
      `${STACK} |  | idle/nanoseconds=4000000`,
    ]);
    expect(profile.period).toBe(0);
  });

  test('a wait without a lock ends in its method, and one that ended before it began took no time', () => {
    expect(rowsOf(decode(jdkChunk([park(-5n, 0)])))).toEqual([
      `${STACK} | thread worker tid 4711 | contentions/count=1`,
    ]);
  });

  test('constants lie in several checkpoints, and the same one in two of them is the same', () => {
    const checkpoints = [{ pools: POOLS.slice(0, 2) }, { pools: POOLS.slice(2) }, { pools: POOLS.slice(1, 3) }];

    expect(rowsOf(decode(jdkChunk([execution(1)], { checkpoints })))).toHaveLength(1);
  });

  test('chunks stand alone: ids and settings of one mean nothing in the next', () => {
    const renamed = POOLS.map((pool) =>
      pool.type === TYPE.symbol
        ? { ...pool, constants: [[10n, text('shop/Till')] as const, ...pool.constants.slice(1)] }
        : pool,
    );
    const profile = decode(
      jdkChunk([setting(TYPE.execution, 'period', '10 ms'), execution(1)]),
      jdkChunk([execution(1)], { checkpoints: [{ pools: renamed }], startNanos: 1_700_000_010_000_000_000n }),
    );

    expect(rowsOf(profile).map((row) => row.replace(' | thread worker tid 4711', ''))).toEqual([
      'shop/Main.run;shop/Cart.total | cpu/count=1 cpu/nanoseconds=10000000',
      'shop/Main.run;shop/Till.total | cpu/count=1 cpu/nanoseconds=20000000',
    ]);
    expect(profile.durationSeconds).toBe(20);
  });

  test('strings may be written in any of their encodings', () => {
    const names = [
      [3, 5, ...new TextEncoder().encode('gr\u{fc}n')],
      [4, 4, ...'gr\u{fc}n'.split('').flatMap((letter) => integer(letter.charCodeAt(0)))],
      [5, 4, 0x67, 0x72, 0xfc, 0x6e],
      [2, ...integer(8)],
    ];
    for (const name of names) {
      const threads = { type: TYPE.thread, constants: [[1n, [0, 1, ...name]] as const] };
      const strings = { type: TYPE.string, constants: [[8n, text('gr\u{fc}n')] as const] };
      const checkpoints = [{ pools: [threads, strings, ...POOLS.slice(1)] }];

      expect(rowsOf(decode(jdkChunk([execution(1)], { checkpoints })))[0]).toContain('thread gr\u{fc}n tid 1');
    }
  });

  test('events and fields that nobody asked for are stepped over', () => {
    const types = [
      ...TYPES.map((type) =>
        type.id === TYPE.execution
          ? {
              ...type,
              fields: [
                ...type.fields!,
                { name: 'load', type: TYPE.float },
                { name: 'tags', type: TYPE.string, array: true },
              ],
            }
          : type,
      ),
      { id: 70, name: 'shop.Payment', fields: [{ name: 'amount', type: TYPE.float }] },
    ];
    const [type, body] = execution(1);
    const events = [[70, [1, 2, 3, 4]] as const, [type, [...body, 0, 0, 0, 0, 2, 0, ...text('x')]] as const];

    expect(rowsOf(decode(jdkChunk(events, { types })))).toHaveLength(1);
  });
});

describe('recordings of async-profiler', () => {
  const settings = [
    setting(TYPE.setting, 'event', 'cpu'),
    setting(TYPE.execution, 'interval', '1000000'),
    setting(TYPE.execution, 'wall', '20000000'),
  ];

  test('the state tells CPU from wall samples until version 4, and an event of its own from then on', () => {
    const profile = decode(
      asyncChunk([...settings, execution(1, 0), execution(1, 1), execution(1, 2), wallSample(2, 5)]),
    );

    expect(rowsOf(profile)).toEqual([
      `${STACK} | thread worker tid 4711 | cpu/count=1 cpu/nanoseconds=1000000`,
      `${STACK} | thread worker tid 4711 | wall/count=2 wall/nanoseconds=40000000`,
      `[truncated];shop/Cart.total | thread worker tid 4711 | wall/count=5 wall/nanoseconds=100000000`,
    ]);
  });

  test.each([
    ['wall', 'wall/count wall/nanoseconds'],
    ['itimer', 'cpu/count cpu/nanoseconds'],
    ['cache-misses', 'cache-misses/count'],
  ])('before 2.10 the event %s tells alone what is sampled', (event, columns) => {
    const checkpoints = [{ pools: [...ASYNC_POOLS.slice(0, -1), POOLS.at(-1)!] }];
    const events = [setting(TYPE.setting, 'event', event), setting(TYPE.execution, 'interval', '700'), execution(1)];
    const profile = decode(asyncChunk(events, { checkpoints }));

    expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ')).toBe(columns);
    expect(profile.period).toBe(700);
  });

  test('an interval of 0 is the usual one', () => {
    const usual = [setting(TYPE.execution, 'interval', '0'), setting(TYPE.execution, 'wall', '0')];

    expect(decode(asyncChunk([...usual, execution(1, 0)])).period).toBe(10e6);
    expect(decode(asyncChunk([...usual, wallSample(1, 1)])).period).toBe(50e6);
  });

  test('native functions go without the library that stands for their class', () => {
    expect(rowsOf(decode(asyncChunk([execution(4, 0)])))[0]).toMatch(/^total \|/);
  });
});

describe('spans', () => {
  const span = { name: 'spanId', type: TYPE.long };
  const root = { name: 'localRootSpanId', type: TYPE.long };
  const typesWith = (...fields: readonly (typeof span)[]) =>
    TYPES.map((type) => (type.id === TYPE.execution ? { ...type, fields: [...type.fields!, ...fields] } : type));
  const sampleIn = (...ids: readonly bigint[]) => {
    const [type, body] = execution(1);
    return [type, [...body, ...ids.flatMap(integer)]] as const;
  };

  test('Datadog’s are labels in decimal, with every bit', () => {
    const [within, outside] = rowsOf(
      decode(jdkChunk([sampleIn(2n ** 64n - 1n, 7n), sampleIn(0n, 0n)], { types: typesWith(span, root) })),
    );

    expect(within).toContain('thread worker tid 4711 span id 18446744073709551615 local root span id 7 |');
    expect(outside).toContain('| thread worker tid 4711 |');
  });

  test('Pyroscope’s are labels in hexadecimal', () => {
    expect(rowsOf(decode(jdkChunk([sampleIn(0xefn)], { types: typesWith(span) })))[0]).toContain(
      'span_id 00000000000000ef',
    );
  });
});
