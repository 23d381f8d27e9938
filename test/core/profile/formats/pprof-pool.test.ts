import { expect, test } from 'vitest';
import { createPprofPool } from '../../../../src/core/profile/formats/pprof-pool.ts';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { rowsOf } from '../../../support/profile-rows.ts';
import { writePprof } from '../../../support/write-pprof.ts';

const RECORDED = ['shop/v1.2.0-1-cpu.pprof', 'shop/v1.2.0-1-block.pprof', 'shop/v1.2.0-2-cpu.pprof'];

test('recorded profiles read with one pool are what they are read alone, also after one that is broken', () => {
  const pool = createPprofPool();

  for (const name of RECORDED) {
    const bytes = profileFixture(name);
    for (const length of [bytes.length >> 1, bytes.length - 7])
      expect(() => decodePprof(bytes.subarray(0, length), pool)).toThrow(MalformedProfile);
    expect(spelled(decodePprof(bytes, pool))).toEqual(spelled(decodePprof(bytes)));
  }
});

test('what was read before stays as it was', () => {
  const pool = createPprofPool();
  const [first, ...more] = RECORDED.map((name) => profileFixture(name));
  const read = decodePprof(first!, pool);
  const before = spelled(read);

  for (const bytes of more) decodePprof(bytes, pool);

  expect(spelled(read)).toEqual(before);
});

test('frames of two profiles are one object each, those of code without a function too', () => {
  const pool = createPprofPool();
  const bytes = writePprof({
    types: [['cpu', 'nanoseconds']],
    samples: [{ locations: [2n, 1n], values: [1n] }],
    locations: [
      { id: 1n, lines: [{ function: 1n, line: 5n }] },
      { id: 2n, address: 0x10n },
    ],
    functions: [{ id: 1n, name: 'main' }],
  });

  const [one, two] = [decodePprof(bytes, pool), decodePprof(bytes, pool)];

  expect(two.frames).toBe(one.frames);
  expect(one.frames.map(({ name }) => name).toSorted()).toEqual(['0x10', 'main']);
});

function spelled(profile: Profile): unknown {
  const { frames, stacks, sampleTypes, timeMs } = profile;
  return { rows: rowsOf(profile), frames: Array.from(stacks, (frame) => frames[frame]), sampleTypes, timeMs };
}
