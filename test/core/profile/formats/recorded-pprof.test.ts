import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Profile as OracleProfile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';

const RECORDED = [
  'shop/v1.2.0-1-cpu.pprof',
  'shop/v1.2.0-1-block.pprof',
  'shop/v1.2.0-1-mutex.pprof',
  'shop/v1.2.0-2-cpu.pprof',
  'shop/v1.2.0-2-block.pprof',
  'shop/v1.2.0-2-mutex.pprof',
  'formats/cpu-labels-1.pb.gz',
  'formats/block.pb.gz',
  'formats/dd-wall-cpu-labels.pb.gz',
  'formats/google-pprof-wall.pb.gz',
  'formats/pprof-rs.pb',
  'formats/ap-jfrconv-lock-total-ns.pprof',
  'formats/ap-jfrconv-wall.pprof',
  'formats/heap.pb.gz',
  'formats/gperftools-unsymbolised.pb.gz',
];

type Costs = Map<string, { self: number; total: number }>;

/** Self and total per function name, each function once a stack. */
function costsByName(stacks: readonly (readonly string[])[], values: readonly number[]): Costs {
  const costs: Costs = new Map();
  stacks.forEach((stack, sample) => {
    for (const name of new Set(stack)) {
      const cost = costs.get(name) ?? { self: 0, total: 0 };
      cost.total += values[sample]!;
      if (name === stack.at(-1)) cost.self += values[sample]!;
      costs.set(name, cost);
    }
  });
  return costs;
}

function stacksOf(profile: Profile): string[][] {
  return Array.from({ length: profile.stackStart.length - 1 }, (_, sample) =>
    Array.from(
      profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]),
      (frame) => profile.frames[frame]!.name,
    ),
  );
}

function columnOf(profile: Profile, column: number): number[] {
  return Array.from(profile.values).filter((_, at) => at % profile.sampleTypes.length === column);
}

/** The same by the independent decoder of pprof-format. */
function oracleCosts(bytes: Uint8Array, column: number): Costs {
  const oracle = OracleProfile.decode(bytes);
  const text = (index: number | bigint) => oracle.stringTable.strings[Number(index)]!;
  const names = new Map(oracle.function.map((one) => [one.id, text(one.name) || text(one.systemName)]));
  const lines = new Map(oracle.location.map((one) => [one.id, one.line.map((line) => names.get(line.functionId)!)]));
  const stacks = oracle.sample.map((sample) => sample.locationId.flatMap((id) => lines.get(id)!).reverse());
  return costsByName(
    stacks,
    oracle.sample.map((sample) => Number(sample.value[column])),
  );
}

describe('recorded pprof files', () => {
  test.each(RECORDED.filter((name) => !name.includes('unsymbolised')))(
    '%s has the selfs and totals that pprof-format finds',
    (name) => {
      const bytes = profileFixture(name);
      const profile = decodePprof(bytes);

      for (let column = 0; column < profile.sampleTypes.length; column++)
        expect(costsByName(stacksOf(profile), columnOf(profile, column))).toEqual(oracleCosts(bytes, column));
    },
  );

  interface Truth {
    readonly sampleTypes: readonly string[];
    readonly samples: number;
    readonly totals: readonly number[];
    readonly byType: Readonly<Record<string, Record<'self' | 'total', readonly (readonly [string, number])[]>>>;
  }
  const truthFile = new URL('../../../fixtures/profiles/formats/truth.json', import.meta.url);
  const truth: Record<string, Truth> = JSON.parse(readFileSync(truthFile, 'utf8'));
  test.each(Object.entries(truth))(
    '%s has the totals and top functions that go tool pprof prints',
    (name, expected) => {
      const profile = decodePprof(profileFixture(`formats/${name}`));

      expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(expected.sampleTypes);
      expect(profile.stackStart.length - 1).toBe(expected.samples);
      expected.sampleTypes.forEach((type, column) => {
        const values = columnOf(profile, column);
        expect(values.reduce((a, b) => a + b, 0)).toBe(expected.totals[column]);
        const costs = costsByName(stacksOf(profile), values);
        for (const of of ['self', 'total'] as const)
          for (const [label, cost] of expected.byType[type]![of])
            expect([label, costs.get(label.replace(/ \((partial-)?inline\)$/, ''))?.[of]]).toEqual([label, cost]);
      });
    },
  );

  /** Anything but a profile or a MalformedProfile is a bug. */
  function settles(bytes: Uint8Array): boolean {
    try {
      return decodePprof(bytes).stackStart.length > 0;
    } catch (error) {
      if (error instanceof MalformedProfile) return true;
      throw error;
    }
  }

  test('every truncation of a real profile decodes or says what is wrong', () => {
    const bytes = profileFixture('formats/ap-jfrconv-lock-total-ns.pprof');

    for (let length = 0; length < bytes.length; length++) expect(settles(bytes.subarray(0, length))).toBe(true);
  });

  test('flipped bits of real profiles decode or say what is wrong', () => {
    const files = ['shop/v1.2.0-1-block.pprof', 'formats/pprof-rs.pb', 'formats/gperftools-unsymbolised.pb.gz'].map(
      profileFixture,
    );

    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(fc.nat(2 ** 24), { minLength: 1, maxLength: 3 }),
        (file, flips) => {
          const bytes = files[file]!.slice();
          for (const flip of flips) bytes[(flip >> 3) % bytes.length]! ^= 1 << (flip & 7);
          expect(settles(bytes)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('any bytes decode or say what is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(settles(bytes)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
