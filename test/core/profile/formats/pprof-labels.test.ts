import { Profile as OracleProfile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { bytesField, numberField, writePprof, type PprofLabel } from '../../../support/write-pprof.ts';

/** `key=text` of every sample. */
function labelsOf({ labels, stackStart }: Profile): string[][] {
  return Array.from({ length: stackStart.length - 1 }, (_, sample) => {
    if (labels === undefined) return [];
    const pairs = Array.from({ length: labels.start[sample + 1]! - labels.start[sample]! }, (__, at) => at);
    return pairs.map((at) => {
      const pair = (labels.start[sample]! + at) * 2;
      return `${labels.texts[labels.pairs[pair]!]}=${labels.texts[labels.pairs[pair + 1]!]}`;
    });
  });
}

function profileWith(...labels: readonly (readonly PprofLabel[])[]): Uint8Array {
  return writePprof({
    types: [['cpu', 'nanoseconds']],
    samples: labels.map((one) => ({ locations: [], values: [1n], labels: one })),
    locations: [],
    functions: [],
  });
}

describe('labels of pprof samples', () => {
  test('are read as texts, and as numbers with their unit', () => {
    const bytes = profileWith(
      [
        { key: 'span_id', text: '1715609f7c746c69' },
        { key: 'bytes', number: 512n, unit: 'bytes' },
      ],
      [],
      [
        { key: 'thread id', number: 7n },
        { key: 'span_id', text: '1715609f7c746c69' },
      ],
    );

    expect(labelsOf(decodePprof(bytes))).toEqual([
      ['span_id=1715609f7c746c69', 'bytes=512 bytes'],
      [],
      ['thread id=7', 'span_id=1715609f7c746c69'],
    ]);
  });

  test.each([
    ['a number beyond 2^53', { number: 2n ** 60n + 1n }, 'x=1152921504606846977'],
    ['a negative number', { number: -3n }, 'x=-3'],
    ['the number 0, which protobuf leaves out', { unit: 'ns' }, 'x=0 ns'],
    ['neither text nor number', {}, 'x=0'],
  ])('keep %s', (_what, value, expected) => {
    expect(labelsOf(decodePprof(profileWith([{ key: 'x', ...value }])))).toEqual([[expected]]);
  });

  test('with one key twice are both kept, and without a key none', () => {
    const twice = [
      { key: 'x', text: 'a' },
      { key: 'x', text: 'b' },
      { key: '', text: 'c' },
    ];

    expect(labelsOf(decodePprof(profileWith(twice)))).toEqual([['x=a', 'x=b']]);
  });

  test('are read whatever way their numbers are spelt', () => {
    // The same small number in two and in three bytes, a field that nobody knows, and a field number of two bytes.
    const odd = [0x08, 0x82, 0x00, 0x10, 0x83, 0x80, 0x00, 0x28, 7, 0xa0, 0x06, 1];
    const plain = profileWith([{ key: 'key', text: 'text' }]);
    const bytes = Uint8Array.from([...plain, ...bytesField(2, [...numberField(2, 1n), ...bytesField(3, odd)])]);
    const profile = decodePprof(bytes);

    // Strings 2 and 3 of the table.
    expect(labelsOf(profile)[1]).toHaveLength(1);
    expect(labelsOf(profile)[1]![0]).toMatch(/^\w+=\w+$/);
  });

  test.each([
    ['a field number of 0', [0x00, 1], /no field has that number/],
    ['a text for a key', [0x0a, 1, 65], /a field of a label is not encoded as a number/],
    ['a number that ends too early', [0x08], /it ends where a number should begin/],
    ['a string number beyond 2^32', [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], /a label is string 4294967295/],
  ])('refuse %s', (_what, label, problem) => {
    const sample = bytesField(2, [...numberField(2, 1n), ...bytesField(3, label)]);

    expect(() => decodePprof(Uint8Array.from([...profileWith([]), ...sample]))).toThrow(problem);
  });

  test('are absent from a profile in which no sample has any', () => {
    expect(decodePprof(profileWith([], [])).labels).toBeUndefined();
  });

  test('name the byte where one is broken', () => {
    const broken = bytesField(2, [...numberField(2, 1n), ...bytesField(3, numberField(1, 99n))]);
    const bytes = Uint8Array.from([...profileWith([]), ...broken]);

    expect(() => decodePprof(bytes)).toThrow(MalformedProfile);
    expect(() => decodePprof(bytes)).toThrow(/a label is string 99, .*\(byte \d+\)/);
  });

  test.each(['formats/cpu-labels-1.pb.gz', 'formats/dd-wall-cpu-labels.pb.gz', 'formats/pprof-rs.pb'])(
    'of %s are those that pprof-format reads',
    (name) => {
      const bytes = profileFixture(name);
      const oracle = OracleProfile.decode(bytes);
      const text = (index: number | bigint) => oracle.stringTable.strings[Number(index)]!;
      const expected = oracle.sample.map((sample) =>
        sample.label.map(({ key, str, num }) => `${text(key)}=${Number(str) === 0 ? num : text(str)}`),
      );

      expect(labelsOf(decodePprof(bytes))).toEqual(expected);
      expect(expected.flat().length).toBeGreaterThan(0);
    },
  );
});
