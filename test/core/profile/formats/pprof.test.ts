import { describe, expect, test } from 'vitest';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { bytesField, numberField, varint, writePprof, type PprofPlan } from '../../../support/write-pprof.ts';

const PLAN: PprofPlan = {
  types: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  samples: [
    { locations: [2n, 1n], values: [3n, 30n] },
    { locations: [1n], values: [1n, 10n] },
  ],
  locations: [
    { id: 1n, lines: [{ function: 1n, line: 5n }] },
    {
      id: 2n,
      lines: [
        { function: 2n, line: 7n },
        { function: 3n, line: 9n },
      ],
    },
  ],
  functions: [
    { id: 1n, name: 'main', file: 'main.c', startLine: 3n },
    { id: 2n, name: 'inlined', file: 'a.c' },
    { id: 3n, name: 'caller', file: 'a.c' },
  ],
  period: ['cpu', 'nanoseconds', 10n],
  timeNanos: 1_700_000_000_123_456_789n,
  durationNanos: 2_500_000_000n,
};

/** `root;caller;leaf values` per sample. */
function spell(profile: Profile): string[] {
  const width = profile.sampleTypes.length;
  return Array.from({ length: profile.stackStart.length - 1 }, (_, sample) => {
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    const names = Array.from(stack, (frame) => profile.frames[frame]!.name).join(';');
    return `${names} ${profile.values.subarray(sample * width, (sample + 1) * width).join(' ')}`;
  });
}

function problemOf(bytes: Uint8Array): string {
  try {
    decodePprof(bytes);
  } catch (error) {
    if (error instanceof MalformedProfile) return error.message;
    throw error;
  }
  return 'none';
}

describe('decodePprof', () => {
  test('unfolds stacks root first, with the innermost inlined function as the leaf', () => {
    const profile = decodePprof(writePprof(PLAN));

    expect(spell(profile)).toEqual(['main;caller;inlined 3 30', 'main 1 10']);
  });

  test('keeps files, lines, start lines, types, period and times', () => {
    const profile = decodePprof(writePprof(PLAN));

    expect(profile.frames).toContainEqual({ name: 'main', file: 'main.c', line: 5, startLine: 3 });
    expect(profile).toMatchObject({
      format: 'pprof',
      sampleTypes: [
        { type: 'samples', unit: 'count' },
        { type: 'cpu', unit: 'nanoseconds' },
      ],
      period: 10,
      periodType: { type: 'cpu', unit: 'nanoseconds' },
      timeMs: 1_700_000_000_123,
      durationSeconds: 2.5,
    });
  });

  test.each([
    ['numbers that are not packed', { packed: false }],
    ['a string table in front', { stringsFirst: true }],
    [
      'unknown fields of every wire type',
      {
        prelude: [
          ...numberField(99, 7n),
          ...bytesField(98, [1, 2]),
          ...varint(97n * 8n + 1n),
          ...Array<number>(8).fill(0),
        ],
      },
    ],
  ])('reads %s alike', (_what, change) => {
    const odd = decodePprof(writePprof({ ...PLAN, ...change }));

    expect(spell(odd)).toEqual(spell(decodePprof(writePprof(PLAN))));
  });

  test('reads packed and single numbers mixed in one sample', () => {
    const bytes = [...writePprof({ ...PLAN, samples: [] })];
    const sample = bytesField(2, [
      ...numberField(1, 2n),
      ...bytesField(1, varint(1n)),
      ...numberField(2, 4n),
      ...bytesField(2, varint(5n)),
    ]);

    expect(spell(decodePprof(Uint8Array.from([...bytes, ...sample])))).toEqual(['main;caller;inlined 4 5']);
  });

  test('tells ids apart that differ only above 2^53', () => {
    const big = 2n ** 63n;
    const profile = decodePprof(
      writePprof({
        ...PLAN,
        samples: [{ locations: [big, big + 1n], values: [1n, 1n] }],
        locations: [
          { id: big, lines: [{ function: big + 7n, line: 1n }] },
          { id: big + 1n, lines: [{ function: big + 8n, line: 1n }] },
        ],
        functions: [
          { id: big + 7n, name: 'leaf' },
          { id: big + 8n, name: 'root' },
        ],
      }),
    );

    expect(spell(profile)).toEqual(['root;leaf 1 1']);
  });

  test('names unsymbolised code by its place in the mapped file, or by its address', () => {
    const profile = decodePprof(
      writePprof({
        ...PLAN,
        samples: [{ locations: [1n, 2n, 3n], values: [1n, 1n] }],
        mappings: [{ id: 1n, start: 0x7f00_0000_0000n, offset: 0x1000n, file: '/usr/lib/libc.so.6' }],
        locations: [
          { id: 1n, mapping: 1n, address: 0x7f00_0000_0abcn },
          { id: 2n, address: 0xffff_ffff_8000_0001n },
          { id: 3n, mapping: 9n, address: 0x10n, lines: [{ function: 0n, line: 0n }] },
        ],
        functions: [],
      }),
    );

    expect(spell(profile)).toEqual(['0x10;0xffffffff80000001;libc.so.6+0x1abc 1 1']);
    expect(profile.frames[0]).toMatchObject({ file: '/usr/lib/libc.so.6' });
  });

  test('falls back to the system name', () => {
    const profile = decodePprof(
      writePprof({
        ...PLAN,
        functions: PLAN.functions.map((one) => ({ ...one, name: '', systemName: `_Z${one.name}` })),
      }),
    );

    expect(spell(profile)[1]).toBe('_Zmain 1 10');
  });

  test('shares one frame between locations of one function and line', () => {
    const twins = [...PLAN.locations, { id: 3n, address: 77n, lines: [{ function: 1n, line: 5n }] }];
    const profile = decodePprof(writePprof({ ...PLAN, locations: twins }));

    expect(profile.frames.filter((frame) => frame.name === 'main')).toHaveLength(1);
  });

  test('reads a profile without samples, and samples without stacks', () => {
    expect(spell(decodePprof(writePprof({ ...PLAN, samples: [] })))).toEqual([]);
    expect(spell(decodePprof(writePprof({ ...PLAN, samples: [{ locations: [], values: [0n, 0n] }] })))).toEqual([
      ' 0 0',
    ]);
  });

  test('takes negative times and lines for unknown', () => {
    const lines = [{ function: 1n, line: -1n }];
    const profile = decodePprof(
      writePprof({ ...PLAN, timeNanos: -5n, durationNanos: -1n, locations: [{ id: 1n, lines }], samples: [] }),
    );

    expect(profile).toMatchObject({ timeMs: 0, durationSeconds: 0 });
    expect(profile.frames).toEqual([{ name: 'main', file: 'main.c', line: 0, startLine: 3 }]);
  });

  const one = { locations: [1n], values: [1n, 1n] };
  const broken: readonly (readonly [what: string, bytes: Uint8Array, problem: RegExp])[] = [
    ['an empty file', new Uint8Array(), /it is empty/],
    [
      'a negative value',
      writePprof({ ...PLAN, samples: [{ ...one, values: [1n, -1n] }] }),
      /negative value.*\(byte \d+\)/,
    ],
    [
      'too few values',
      writePprof({ ...PLAN, samples: [{ ...one, values: [1n] }] }),
      /sample 0 has 1 values for 2 sample types/,
    ],
    [
      'too many values',
      writePprof({ ...PLAN, samples: [one, { ...one, values: [1n, 1n, 1n] }] }),
      /sample 1 has 3 values for 2/,
    ],
    [
      'a sample of an unknown location',
      writePprof({ ...PLAN, samples: [{ ...one, locations: [2n ** 60n] }] }),
      /location 1152921504606846976/,
    ],
    [
      'a line of an unknown function',
      writePprof({ ...PLAN, functions: PLAN.functions.slice(1) }),
      /function 1, which is not in the file/,
    ],
    [
      'two functions with one id',
      writePprof({ ...PLAN, functions: [...PLAN.functions, PLAN.functions[0]!] }),
      /two functions have the id 1/,
    ],
    [
      'two locations with one id',
      writePprof({ ...PLAN, locations: [...PLAN.locations, PLAN.locations[0]!] }),
      /two locations have the id 1/,
    ],
    ['a location without id', writePprof({ ...PLAN, locations: [{ id: 0n }] }), /a location has no id/],
    ['samples without types', writePprof({ ...PLAN, types: [] }), /samples but no sample types/],
    ['no string table', Uint8Array.from(numberField(9, 1n)), /no string table/],
    [
      'a first string that is not empty',
      Uint8Array.from(bytesField(6, [65])),
      /first string of the table is not empty/,
    ],
    [
      'a string that is not there',
      Uint8Array.from([...bytesField(1, numberField(1, 8n)), ...bytesField(6, [])]),
      /a value type is string 8, but the table ends at 0/,
    ],
    ['a group', Uint8Array.from([...writePprof(PLAN), ...varint(99n * 8n + 3n)]), /wire type 3/],
    ['field number 0', Uint8Array.from([0, 0]), /no field has that number/],
    ['a number of eleven bytes', Uint8Array.from([72, ...Array<number>(10).fill(0xff), 1]), /longer than 64 bits/],
    ['a length beyond the end', Uint8Array.from([10, 50, 1]), /longer than what is left/],
    ['two profiles in a row', Uint8Array.from([...writePprof(PLAN), ...writePprof(PLAN)]), /a second profile follows/],
    [
      'a stack deeper than 10,000 frames',
      writePprof({ ...PLAN, samples: [{ ...one, locations: Array<bigint>(10_001).fill(1n) }] }),
      /deeper than 10000/,
    ],
    [
      'a sample with a text for an id',
      Uint8Array.from([...writePprof(PLAN), ...bytesField(4, bytesField(1, [65]))]),
      /location id is not encoded as a number/,
    ],
  ];
  test.each(broken)('refuses %s and says where', (_what, bytes, problem) => {
    const told = problemOf(bytes);

    expect(told).toMatch(problem);
    expect(told).toMatch(/^not a readable pprof profile: .* \(byte \d+\)$/);
  });

  test('asks for no memory that a small file cannot fill', () => {
    const types = (count: number) => Array.from({ length: count }, () => bytesField(1, [])).flat();
    const samples = Array.from({ length: 20_000 }, () => bytesField(2, [])).flat();

    expect(problemOf(Uint8Array.from([...types(200), ...samples, ...bytesField(6, [])]))).toMatch(
      /fewer values than 20000 samples/,
    );
    expect(problemOf(Uint8Array.from([...types(20_000), ...bytesField(6, [])]))).toMatch(/more than 256 sample types/);
  });

  test('stops where a few bytes unfold to millions of inlined frames', () => {
    const lines = Array.from({ length: 9_000 }, () => ({ function: 1n, line: 1n }));
    const samples = Array.from({ length: 3_000 }, () => one);

    expect(problemOf(writePprof({ ...PLAN, locations: [{ id: 1n, lines }], samples }))).toMatch(
      /unfold to more than \d+ frames/,
    );
  });
});
