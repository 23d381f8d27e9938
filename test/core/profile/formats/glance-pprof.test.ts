import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glancePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { glanceProfile, readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { refusalOf } from '../../../support/refusal-of.ts';
import { bytesField } from '../../../support/write-pprof.ts';

const RECORDED = [
  'formats/cpu-labels-1.pb.gz',
  'formats/block.pb.gz',
  'formats/dd-wall-cpu-labels.pb.gz',
  'formats/ap-jfrconv-wall.pprof',
  'formats/heap.pb.gz',
  'formats/pprof-rs.pb',
];

describe('a glance at a pprof', () => {
  it.each(RECORDED)('says the same of %s as reading it', (name) => {
    const {
      values: _,
      stackStart: __,
      stacks: ___,
      frames: ____,
      labels: _____,
      ...whole
    } = readProfile(profileFixture(name));
    const glanced = glanceProfile(profileFixture(name));

    expect(glanced).toMatchObject(whole);
    expect(kindsOf(glanced)).toEqual(kindsOf(readProfile(profileFixture(name))));
    expect(glanced.stackStart).toHaveLength(1);
  });

  it('refuses in a sentence what is broken, if it finds it', () => {
    const whole = Uint8Array.from(profileFixture('formats/cpu-labels-1.pb.gz'));
    expect(() => glancePprof(whole.subarray(0, -1))).toThrow(MalformedProfile);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), fc.nat(255), (at, byte) => {
        const cut = refusalOf(() => glancePprof(whole.subarray(0, at)));
        expect(cut ?? new MalformedProfile('pprof', '')).toBeInstanceOf(MalformedProfile);
        const broken = whole.slice();
        broken[at] = byte;
        expect(refusalOf(() => glancePprof(broken)) ?? new MalformedProfile('pprof', '')).toBeInstanceOf(
          MalformedProfile,
        );
      }),
    );
  });

  it.each([
    ['samples without types', Uint8Array.from([...bytesField(2, []), ...bytesField(6, [])]), 'no sample types'],
    [
      'a sample that is broken inside',
      Uint8Array.from([...bytesField(1, []), ...bytesField(2, [0x0a, 9]), ...bytesField(6, [])]),
      'longer than what is left',
    ],
    ['nothing', new Uint8Array(), 'it is empty'],
  ])('refuses %s', (_name, bytes, why) => {
    expect(() => glancePprof(bytes)).toThrow(why);
  });
});
