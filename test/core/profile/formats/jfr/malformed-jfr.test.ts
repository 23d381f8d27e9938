import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jfr } from '../../../../../src/core/profile/formats/jfr/jfr.ts';
import { MalformedProfile, type Profile } from '../../../../../src/core/profile/profile.ts';
import {
  asyncChunk,
  execution,
  jdkChunk,
  park,
  POOLS,
  setting,
  TYPE,
  TYPES,
  wallSample,
} from '../../../../support/jfr-shop.ts';
import { profileFixture } from '../../../../support/profile-fixture.ts';
import {
  integer,
  list,
  text,
  writeJfrChunk,
  type JfrChunkPlan,
  type JfrFieldPlan,
} from '../../../../support/write-jfr.ts';

/** The profile, or what is wrong; every other failure is a failure. */
function attempt(bytes: Uint8Array): Profile | string {
  try {
    return jfr.decode(bytes);
  } catch (error) {
    if (error instanceof MalformedProfile) return error.message;
    throw error;
  }
}

const PLAN = jdkChunk([execution(1)]);

function problemOf(changes: Partial<JfrChunkPlan>): Profile | string {
  return attempt(writeJfrChunk({ ...PLAN, ...changes }));
}

/** An execution sample with more fields, whose types follow. */
function typesWith(fields: readonly JfrFieldPlan[], ...types: JfrChunkPlan['types']): Partial<JfrChunkPlan> {
  const wider = TYPES.map((type) =>
    type.id === TYPE.execution ? { ...type, fields: [...type.fields!, ...fields] } : type,
  );
  return { types: [...wider, ...types] };
}

function poolsWith(
  type: number,
  ...constants: readonly (readonly [bigint, readonly number[]])[]
): Partial<JfrChunkPlan> {
  return { checkpoints: [{ pools: [...POOLS.filter((pool) => pool.type !== type), { type, constants }] }] };
}

/** Places of both checkpoints when the older one names a distance of two bytes. */
function circle(): Partial<JfrChunkPlan> {
  const pointer = (checkpoints: JfrChunkPlan['checkpoints']) =>
    new DataView(writeJfrChunk({ ...PLAN, checkpoints }).buffer).getBigUint64(16);
  const older = { pools: POOLS, distance: 1000n };
  const distance = pointer([older, { pools: [] }]) - pointer([older]);
  return { checkpoints: [{ pools: POOLS, distance }, { pools: [] }] };
}

const DEEP = Array.from({ length: 40 }, () => [0, 0, 1]).flat();

describe('files that are no recordings', () => {
  const broken: readonly (readonly [what: string, changes: Partial<JfrChunkPlan>, problem: RegExp])[] = [
    ['version 1', { version: 1 }, /version 1\.1; 2\.x is read/],
    ['uncompressed integers', { flags: 0 }, /integers are not compressed/],
    ['a clock without ticks', { ticksPerSecond: 0n }, /clock has no ticks/],
    ['nothing that is read', { events: [] }, /it holds no samples/],
    ['a circle of checkpoints', circle(), /checkpoints go in a circle/],
    ['a checkpoint before the chunk', { checkpoints: [{ pools: POOLS, distance: -(2n ** 40n) }] }, /outside its chunk/],
    [
      'a pool of no type',
      { checkpoints: [{ pools: [{ type: 777, constants: [] }] }] },
      /pool is of a type that is not/,
    ],
    ['a field of no type', typesWith([{ name: 'a', type: 777 }]), /ExecutionSample\.a is of type 777, which is not/],
    [
      'a type that contains itself',
      typesWith([{ name: 'a', type: 700 }], { id: 700, name: 'A', fields: [{ name: 'a', type: 700 }] }),
      /type A contains itself/,
    ],
    [
      'a list of nothing',
      typesWith([{ name: 'a', type: 700, array: true }], { id: 700, name: 'A' }),
      /ExecutionSample\.a is a list of nothing/,
    ],
    [
      'types that double thirty times',
      typesWith(
        [{ name: 'a', type: 700 }],
        ...Array.from({ length: 30 }, (_, at) => ({
          id: 700 + at,
          name: `T${at}`,
          fields: [
            { name: 'l', type: 701 + at },
            { name: 'r', type: 701 + at },
          ],
        })),
        { id: 730, name: 'T30' },
      ),
      /unfold to too many fields/,
    ],
    ['more strings than bytes', { metadata: integer(2n ** 31n) }, /the number of strings is larger than what is left/],
    ['an element without a name', { metadata: [0, 0] }, /a string beyond the 0 there are/],
    ['elements within elements', { metadata: [...list(text('root')), ...DEEP] }, /nested deeper than 16/],
    ['a string of no encoding', poolsWith(TYPE.symbol, [10n, [9]]), /no string has the encoding 9/],
    [
      'a string longer than the file',
      poolsWith(TYPE.symbol, [10n, [3, 0xff, 0xff, 0x7f]]),
      /length of a string is larger/,
    ],
    ['a stack of 10,001 frames', poolsWith(TYPE.stack, deepStack(10_001)), /deeper than 10000 frames/],
    ['an event cut off', { events: [[TYPE.execution, [1]]] }, /event ends inside a number/],
  ];
  test.each(broken)('%s: refused, and the byte named', (_what, changes, problem) => {
    expect(problemOf(changes)).toMatch(problem);
    expect(problemOf(changes)).toMatch(/^not a readable jfr profile: .*(?:\(byte \d+\)|holds no samples)$/);
  });

  test('a first chunk that is not whole is refused, also one that is still written', () => {
    const whole = writeJfrChunk(PLAN);
    const unfinished = whole.slice();
    unfinished.fill(0, 8, 32);

    expect(attempt(whole.subarray(0, -1))).toMatch(/first chunk is cut off, or was copied before/);
    expect(attempt(whole.subarray(0, 20))).toMatch(/first chunk is cut off/);
    expect(attempt(unfinished)).toMatch(/first chunk is cut off/);
  });

  test('something else behind a chunk is refused, at its place', () => {
    const whole = writeJfrChunk(PLAN);

    expect(attempt(Uint8Array.from([...whole, ...text('something else')]))).toMatch(
      `no chunk begins where one should (byte ${whole.length})`,
    );
  });

  test('an event of no size is refused', () => {
    const bytes = writeJfrChunk({ ...PLAN, events: [] });
    const metadata = Number(new DataView(bytes.buffer).getBigUint64(24));
    bytes.fill(0, metadata, metadata + 4);

    expect(attempt(bytes)).toMatch(/the size of an event cannot be right/);
  });

  test('types outside their chunk are refused', () => {
    const bytes = writeJfrChunk(PLAN);
    new DataView(bytes.buffer).setBigUint64(24, 2n ** 40n);

    expect(attempt(bytes)).toMatch(/types and constants outside itself/);
  });
});

function deepStack(frames: number, method = (at: number) => 1 + (at % 2)): readonly [bigint, number[]] {
  return [1n, [0, ...list(...Array.from({ length: frames }, (_, at) => [...integer(method(at)), 1, 1]))]];
}

describe('files that unfold', () => {
  test('a deep stack that many threads share stops at 64 frames a byte', () => {
    const threads = Array.from({ length: 3000 }, (_, at) => [BigInt(at + 1), [0, ...integer(at + 1), 1]] as const);
    const { checkpoints } = poolsWith(TYPE.stack, deepStack(5000));
    const pools = [...checkpoints![0]!.pools.slice(1), { type: TYPE.thread, constants: threads }];

    expect(problemOf({ checkpoints: [{ pools }], events: threads.map((_, at) => execution(1, 1, at + 1)) })).toMatch(
      /stacks unfold to more than \d+ frames/,
    );
  });

  test('a long name that thousands of methods share stops at 64 characters a byte', () => {
    const methods = Array.from({ length: 9000 }, (_, at) => [BigInt(at + 1), [...integer(1), ...integer(11)]] as const);
    const symbols = [
      [10n, text('A'.repeat(60_000))],
      [11n, text('total')],
    ] as const;
    const pools = [
      { type: TYPE.class, constants: [[1n, integer(10)] as const] },
      { type: TYPE.symbol, constants: symbols },
      { type: TYPE.method, constants: methods },
      { type: TYPE.stack, constants: [deepStack(9000, (at) => at + 1)] },
    ];

    expect(problemOf({ checkpoints: [{ pools }] })).toMatch(/names unfold to far more than its size/);
  });
});

/** Whatever comes out is consistent. */
function isSound({ stackStart, stacks, frames, values, sampleTypes, labels }: Profile): boolean {
  const rows = stackStart.length - 1;
  return (
    stackStart[rows] === stacks.length &&
    values.length === rows * sampleTypes.length &&
    values.every((value) => value >= 0 && Number.isFinite(value)) &&
    stacks.every((frame) => frame >= 0 && frame < frames.length) &&
    (labels?.pairs.every((label) => label < labels.texts.length) ?? true)
  );
}

function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 8 });
  return fc.tuple(flips, fc.option(fc.nat(bytes.length), { freq: 3 })).map(([places, end]) => {
    const copy = bytes.slice();
    for (const [at, bits] of places) copy[at]! ^= bits;
    return copy.subarray(0, end ?? bytes.length);
  });
}

describe('damaged files', () => {
  const events = [setting(TYPE.execution, 'period', '10 ms'), execution(1), execution(2), execution(3), park(9, 3)];
  const two = [
    writeJfrChunk(jdkChunk(events)),
    writeJfrChunk(asyncChunk([...events, execution(4, 0), wallSample(1, 3)])),
  ];

  test.each([
    ['a small recording', Uint8Array.from(two.flatMap((chunk) => [...chunk])), 3000],
    ['a recording of JDK 17', profileFixture('jfr/till-jdk17.jfr.gz'), 60],
  ])('%s with flipped bits or a lost end is read or refused', (_what, bytes, numRuns) => {
    const survives = (input: Uint8Array) => {
      const outcome = attempt(input);
      return typeof outcome === 'string' || isSound(outcome);
    };

    expect(() => fc.assert(fc.property(damaged(bytes), survives), { numRuns })).not.toThrow();
  });
});
