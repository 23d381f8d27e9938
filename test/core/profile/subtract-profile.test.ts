import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import { encodePprof } from '../../../src/core/profile/encode-pprof.ts';
import { decodeFolded } from '../../../src/core/profile/formats/folded.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { subtractProfile } from '../../../src/core/profile/subtract-profile.ts';
import { rowsOf } from '../../support/profile-rows.ts';

const BLOCK = [
  { type: 'contentions', unit: 'count' },
  { type: 'delay', unit: 'nanoseconds' },
];

/** Waits by stack: `a;b` → [number, nanoseconds]. */
function waits(stacks: Readonly<Record<string, readonly [number, number]>>, timeMs = 0): Profile {
  const folded = decodeFolded(
    new TextEncoder().encode(
      Object.keys(stacks)
        .map((stack) => `${stack} 1\n`)
        .join(''),
    ),
  );
  const { unstated: _, ...profile } = folded;
  const values = Float64Array.from(rowsOf(profile).flatMap(({ stack }) => stacks[stack]!));
  return decodePprof(encodePprof({ ...profile, sampleTypes: BLOCK, values, timeMs }));
}

function byStack(profile: Profile): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(rowsOf(profile).map(({ stack, values }) => [stack, values]));
}

describe('subtractProfile', () => {
  it('leaves what was added since the one before, over the time between the two', () => {
    const earlier = waits({ 'main;lock': [2, 200], 'main;idle': [1, 10] }, 1_000_000);
    const later = waits({ 'main;idle': [1, 10], 'main;lock': [5, 900], 'main;new': [1, 7] }, 1_015_000);

    const gained = subtractProfile(later, earlier);

    expect(byStack(gained)).toEqual({ 'main;idle': [0, 0], 'main;lock': [3, 700], 'main;new': [1, 7] });
    expect([gained.timeMs, gained.durationSeconds]).toEqual([1_000_000, 15]);
  });

  it('keeps all of a stack that counts anew since a restart', () => {
    const gained = subtractProfile(waits({ 'main;lock': [3, 30] }), waits({ 'main;lock': [50, 5000] }));

    expect(byStack(gained)).toEqual({ 'main;lock': [3, 30] });
  });

  it('refuses one that measures something else', () => {
    const other = { ...waits({ a: [1, 1] }), sampleTypes: [BLOCK[1]!, BLOCK[0]!] };

    expect(() => subtractProfile(waits({ a: [1, 1] }), other)).toThrow(
      'the profile before it holds delay/nanoseconds, contentions/count and not contentions/count, delay/nanoseconds',
    );
  });

  it('gives back what was added to any profile', () => {
    const number = fc.integer({ min: 0, max: 2 ** 40 });
    const stacks = fc.dictionary(fc.constantFrom('a', 'a;b', 'a;b;c', 'd'), fc.tuple(number, number), { minKeys: 1 });
    fc.assert(
      fc.property(stacks, stacks, (before, added) => {
        const sum = Object.fromEntries(
          [...new Set([...Object.keys(before), ...Object.keys(added)])].map((stack) => {
            const one = before[stack] ?? ([0, 0] as const);
            const two = added[stack] ?? ([0, 0] as const);
            return [stack, [one[0] + two[0], one[1] + two[1]] as const];
          }),
        );
        const gained = byStack(subtractProfile(waits(sum), waits(before)));
        for (const stack of Object.keys(sum)) expect(gained[stack]).toEqual(added[stack] ?? [0, 0]);
      }),
    );
  });
});
