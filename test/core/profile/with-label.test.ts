import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { withLabel } from '../../../src/core/profile/with-label.ts';
import { profileFixture } from '../../support/profile-fixture.ts';
import { writePprof } from '../../support/write-pprof.ts';
import { foldedProfile } from '../../support/folded-profile.ts';

const MIXED = readProfile(
  writePprof({
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    samples: [
      { locations: [2n, 1n], values: [1n, 10n], labels: [{ key: 'tenant', text: 'acme' }] },
      { locations: [1n], values: [2n, 20n], labels: [{ key: 'tenant', text: 'globex' }] },
      {
        locations: [1n],
        values: [3n, 30n],
        labels: [
          { key: 'span id', number: -2n },
          { key: 'tenant', text: 'acme' },
        ],
      },
      { locations: [1n], values: [4n, 40n] },
    ],
    locations: [
      { id: 1n, lines: [{ function: 1n, line: 1n }] },
      { id: 2n, lines: [{ function: 2n, line: 2n }] },
    ],
    functions: [
      { id: 1n, name: 'main' },
      { id: 2n, name: 'work' },
    ],
  }),
);

describe('withLabel', () => {
  test('keeps the stacks and values of samples that carry the label, and nothing else', () => {
    const acme = withLabel(MIXED, { key: 'tenant', text: 'acme' });

    expect([...acme.values]).toEqual([1, 10, 3, 30]);
    expect([...acme.stackStart]).toEqual([0, 2, 3]);
    expect(Array.from(acme.stacks, (frame) => acme.frames[frame]!.name)).toEqual(['main', 'work', 'main']);
  });

  test('narrows further by a second label', () => {
    const acme = withLabel(MIXED, { key: 'tenant', text: 'acme' });

    expect([...withLabel(acme, { key: 'span id', text: '-2' }).values]).toEqual([3, 30]);
    expect(withLabel(acme, { key: 'tenant', text: 'globex' }).values).toHaveLength(0);
  });

  test('finds an unsigned id above 2^63 under its signed spelling', () => {
    const span = withLabel(MIXED, { key: 'span id', text: (2n ** 64n - 2n).toString() });

    expect([...span.values]).toEqual([3, 30]);
  });

  test('a key is not found as a text, nor in a profile without labels', () => {
    expect(withLabel(MIXED, { key: 'acme', text: 'tenant' }).values).toHaveLength(0);
    expect(withLabel(foldedProfile('a;b 3'), { key: 'tenant', text: 'acme' }).stackStart).toHaveLength(1);
  });

  test('takes one span out of a real Go profile', () => {
    const whole = readProfile(profileFixture('formats/cpu-labels-1.pb.gz'));
    const span = withLabel(whole, { key: 'span_id', text: '1715609f7c746c69' });
    const others = whole.values.length - span.values.length;

    expect(span.values.length).toBeGreaterThan(0);
    expect(others).toBeGreaterThan(0);
  });
});
