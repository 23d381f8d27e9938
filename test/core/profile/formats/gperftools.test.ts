import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gperftools } from '../../../../src/core/profile/formats/gperftools.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';

const MAP = ['00001000-00003000 r-xp 00000100 fe:00 42    /srv/shop', '00005000-00006000 rw-p 00000000 00:00 0'].join(
  '\n',
);
/** Header (period 10 ms), 2 samples of f (0x1010) called from 0x1020, 1 of an address outside of every file, trailer. */
const WORDS = [0, 3, 0, 10_000, 0, 2, 2, 0x1010, 0x1020, 1, 2, 0x5010, 0x1020, 0, 1, 0];

function write(words: readonly number[], size: 4 | 8, isLittle: boolean, map = MAP): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * size));
  words.forEach((word, at) => {
    if (size === 4) view.setUint32(at * 4, word, isLittle);
    else view.setBigUint64(at * 8, BigInt(word), isLittle);
  });
  return new Uint8Array([...new Uint8Array(view.buffer), ...new TextEncoder().encode(map)]);
}

function stacksOf(profile: Profile): string[] {
  return Array.from({ length: profile.stackStart.length - 1 }, (_, sample) => {
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    const values = profile.values.subarray(sample * 2, sample * 2 + 2);
    return `${Array.from(stack, (frame) => profile.frames[frame]!.name).join(';')} ${values.join(' ')}`;
  });
}

describe('gperftools', () => {
  test('is what pprof makes of the same recording', () => {
    const own = readProfile(profileFixture('formats/gperftools-legacy.prof.gz'));
    const converted = readProfile(profileFixture('formats/gperftools-unsymbolised.pb.gz'));

    expect(own).toMatchObject({ format: 'gperftools', period: 4_000_000, sampleTypes: converted.sampleTypes });
    expect(stacksOf(own).sort()).toEqual(stacksOf(converted).sort());
  });

  test.each([
    [8, true],
    [8, false],
    [4, true],
    [4, false],
  ] as const)('reads words of %i bytes, little end first: %s', (size, isLittle) => {
    const profile = readProfile(write(WORDS, size, isLittle));

    expect(stacksOf(profile)).toEqual(['shop+0x11f;shop+0x110 2 20000000', 'shop+0x11f;0x5010 1 10000000']);
    expect(profile.frames[0]).toEqual({ name: 'shop+0x11f', file: '/srv/shop', line: 0, startLine: 0 });
  });

  test('steps over a longer header and the leaf that unwinding found again', () => {
    const words = [0, 4, 0, 10_000, 0, 99, 1, 3, 0x1010, 0x1010, 0x1020, 0, 1, 0];

    expect(stacksOf(gperftools.decode(write(words, 8, true)))).toEqual(['shop+0x11f;shop+0x110 1 10000000']);
  });

  test.each([
    [[0, 3, 0, 10_000, 0, 2, 2, 0x1010], /ends without a trailer \(byte 72\)/],
    [[0, 3, 0, 10_000, 0, 2, 20_000, 0x1010, 0, 0, 0], /a sample has 20000 addresses \(byte 40\)/],
    [[0, 3, 0, 10_000, 0, 0, 1, 0], /holds no samples/],
  ])('refuses what is cut off or broken and names the byte (%#)', (words, problem) => {
    expect(() => gperftools.decode(write(words, 8, true, ''))).toThrow(MalformedProfile);
    expect(() => gperftools.decode(write(words, 8, true, ''))).toThrow(problem);
  });

  /** True for a profile and for a MalformedProfile; everything else is thrown on. */
  function settles(bytes: Uint8Array): boolean {
    try {
      return gperftools.decode(bytes).stackStart.length > 0;
    } catch (error) {
      if (error instanceof MalformedProfile) return true;
      throw error;
    }
  }

  test('any words and any map behind a header decode or say what is wrong', () => {
    const word = fc.oneof(fc.nat(3), fc.nat(2 ** 31), fc.constant(2 ** 32 - 1));

    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 30 }),
        fc.string({ maxLength: 40 }),
        fc.boolean(),
        (words, map, isWide) => {
          expect(settles(write([0, 3, 0, 10_000, 0, ...words], isWide ? 8 : 4, true, map))).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('every truncation of a recording decodes or says what is wrong', () => {
    const bytes = profileFixture('formats/gperftools-legacy.prof.gz');

    for (let length = 40; length < bytes.length; length += 37) expect(settles(bytes.subarray(0, length))).toBe(true);
  });
});
