import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePprof } from '../../../src/core/profile/encode-pprof.ts';
import { createPprofPool } from '../../../src/core/profile/formats/pprof-pool.ts';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import { mergeProfiles } from '../../../src/core/profile/merge-profiles.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { profileFixture } from '../../support/profile-fixture.ts';
import { rowsOf, selfByName, totalOf } from '../../support/profile-rows.ts';
import { writePprof, type PprofPlan } from '../../support/write-pprof.ts';

describe('a merge', () => {
  it('keeps the sum of every stack, label set and column of any profiles, through writing and reading', () => {
    fc.assert(
      fc.property(fc.array(samples(), { minLength: 1, maxLength: 5 }), (plans) => {
        const profiles = plans.map((plan) => decodePprof(writePprof(plan)));

        const merged = decodePprof(encodePprof(mergeAll(profiles)));

        expect(sums([merged])).toEqual(sums(profiles));
        expect(rowsOf(merged)).toHaveLength(Object.keys(sums([merged])).length);
      }),
    );
  });

  it('is the same for profiles that were read with one pool, with two in turn, and each for itself', () => {
    fc.assert(
      fc.property(fc.array(samples(), { minLength: 1, maxLength: 6 }), (plans) => {
        const files = plans.map((plan) => writePprof(plan));
        const pools = [createPprofPool(), createPprofPool()];
        const alone = mergeAll(files.map((file) => decodePprof(file)));

        const pooled = mergeAll(files.map((file) => decodePprof(file, pools[0])));
        const inTurn = mergeAll(files.map((file, at) => decodePprof(file, pools[at % 2])));

        expect(stacksOf(pooled)).toEqual(stacksOf(alone));
        expect(stacksOf(inTurn)).toEqual(stacksOf(alone));
        expect(pooled.frames).toHaveLength(alone.frames.length);
      }),
    );
  });

  it('holds no frame that is on no stack', () => {
    const merged = mergeAll([decodePprof(writePprof({ ...planOf([[2n], [4n, 2n]]) }))]);

    expect(merged.frames).toHaveLength(2);
  });

  it('keeps sets of labels apart by their order and number', () => {
    const labels = [['a', 'b'], ['b', 'a'], ['a'], [], ['a', 'b']].map((keys) =>
      keys.map((key) => ({ key, text: 'x' })),
    );
    const plan = { ...planOf([[1n]]), samples: labels.map((set) => ({ locations: [1n], values: [1n], labels: set })) };

    const merged = mergeAll([decodePprof(writePprof(plan)), decodePprof(writePprof(planOf([[1n]])))]);

    const { start, pairs, texts } = merged.labels!;
    const spelled = Array.from(merged.values, (_, sample) =>
      Array.from(pairs.subarray(start[sample]! * 2, start[sample + 1]! * 2), (text) => texts[text]).join(' '),
    );
    expect(spelled).toEqual(['a x b x', 'b x a x', 'a x', '']);
    expect([...merged.values]).toEqual([2, 1, 1, 2]);
  });

  it('keeps the cost of every function, the period and the type of recorded profiles', () => {
    const profiles = ['shop/v1.2.0-1-cpu.pprof', 'shop/v1.2.0-2-cpu.pprof'].map(fixture);

    const merged = decodePprof(encodePprof(mergeAll(profiles)));

    const expected: Record<string, number> = {};
    for (const [name, cost] of profiles.flatMap((profile) => Object.entries(selfByName(profile, 1)))) {
      expected[name] = (expected[name] ?? 0) + cost;
    }
    expect(selfByName(merged, 1)).toEqual(expected);
    const { sampleTypes, period, periodType } = profiles[0]!;
    expect(merged).toMatchObject({ sampleTypes, period, periodType, durationSeconds: 20 });
    expect(merged.timeMs).toBe(Math.min(...profiles.map(({ timeMs }) => timeMs)));
  });

  it('refuses a profile of other types or another period, and stays as it was', () => {
    const cpu = fixture('shop/v1.2.0-1-cpu.pprof');
    const block = fixture('shop/v1.2.0-1-block.pprof');
    const merge = mergeProfiles();
    merge.add(cpu, 10);

    expect(merge.add(block, 10)).toContain('contentions/count, delay/nanoseconds');
    expect(merge.add({ ...cpu, period: 1 }, 10)).toBe('samples of another period');
    expect(merge.add({ ...cpu, unstated: 'kind' }, 10)).toBe('samples of another period');

    expect(totalOf(merge.finish(), 1)).toBe(totalOf(cpu, 1));
    expect(merge.finish().durationSeconds).toBe(10);
  });
});

describe('written as pprof, a profile', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(samples(), (plan) => {
        const profile = decodePprof(writePprof(plan));

        const back = decodePprof(encodePprof(profile));

        expect(rowsOf(back)).toEqual(rowsOf(profile));
        const { frames: _, stacks: _stacks, labels: _labels, ...rest } = profile;
        expect(back).toMatchObject(rest);
      }),
    );
  });

  it('keeps its time to the millisecond', () => {
    const profile = decodePprof(writePprof(planOf([[1n]])));
    const times = Array.from({ length: 200 }, (_, at) => 1_795_000_000_000 + at);

    const back = times.map((timeMs) => decodePprof(encodePprof({ ...profile, timeMs })).timeMs);

    expect(back).toEqual(times);
  });

  it('keeps labels whose key or text is empty, and numbers as they are spelt', () => {
    const profile = decodePprof(
      writePprof({
        ...planOf([[1n]]),
        samples: [
          { locations: [1n], values: [5n], labels: [{ key: 'bytes', number: 512n, unit: 'kilobytes' }] },
          { locations: [1n], values: [7n], labels: [{ key: 'tenant', text: 'a' }] },
        ],
      }),
    );
    const labels = { ...profile.labels!, texts: profile.labels!.texts.map((text) => (text === 'a' ? '' : text)) };

    const back = decodePprof(encodePprof({ ...profile, labels }));

    expect(rowsOf(back).map((row) => row.labels)).toEqual([{ bytes: '512 kilobytes' }, { tenant: '' }]);
  });

  it.each([
    ['more than a number holds exactly', 2 ** 53],
    ['a fraction', 0.5],
  ])('is refused when a value is %s', (_, bad) => {
    const profile = decodePprof(writePprof(planOf([[1n]])));

    expect(() => encodePprof({ ...profile, values: Float64Array.of(bad) })).toThrow(RangeError);
  });
});

function fixture(name: string): Profile {
  return decodePprof(profileFixture(name));
}

function mergeAll(profiles: readonly Profile[]): Profile {
  const merge = mergeProfiles();
  for (const profile of profiles) expect(merge.add(profile, 10)).toBeUndefined();
  return merge.finish();
}

/** The samples with all that their frames say. */
function stacksOf(profile: Profile): readonly unknown[] {
  return rowsOf(profile).map(({ labels, values }, sample) => {
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    return { frames: Array.from(stack, (frame) => profile.frames[frame]), labels, values };
  });
}

/** Sum of the values of each stack with its labels, lines included. */
function sums(profiles: readonly Profile[]): Readonly<Record<string, readonly number[]>> {
  const found: Record<string, number[]> = {};
  for (const profile of profiles) {
    for (const [sample, { labels, values }] of rowsOf(profile).entries()) {
      const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
      const frames = Array.from(stack, (frame) => Object.values(profile.frames[frame]!));
      const key = JSON.stringify([frames, labels]);
      found[key] = values.map((value, type) => value + (found[key]?.[type] ?? 0));
    }
  }
  return found;
}

const TEXTS = ['', 'a', 'main.run', 'ns::Type<T>', 'ünïcode', '😀'];

function samples(): fc.Arbitrary<PprofPlan> {
  const label = fc.record({ key: fc.constantFrom('span_id', 'thread'), text: fc.constantFrom('x', 'y') });
  const sample = fc.record({
    locations: fc.array(fc.bigInt({ min: 1n, max: 6n }), { minLength: 1, maxLength: 4 }),
    values: fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 50n }), fc.bigInt({ min: 0n, max: 1000n })),
    labels: fc.array(label, { maxLength: 1 }),
  });
  return fc.array(sample, { minLength: 1, maxLength: 8 }).map((list) => ({ ...planOf([]), samples: list }));
}

function planOf(stacks: readonly (readonly bigint[])[]): PprofPlan {
  return {
    types:
      stacks.length === 0
        ? [
            ['cpu', 'nanoseconds'],
            ['samples', 'count'],
          ]
        : [['cpu', 'nanoseconds']],
    period: ['cpu', 'nanoseconds', 10_000_000n],
    timeNanos: 1_795_000_000_123_000_000n,
    durationNanos: 10_000_000_000n,
    samples: stacks.map((locations) => ({ locations, values: [1n] })),
    locations: Array.from({ length: 6 }, (_, at) => ({
      id: BigInt(at + 1),
      lines: [{ function: BigInt((at % 3) + 1), line: BigInt(at) }],
    })),
    functions: Array.from({ length: 3 }, (_, at) => ({
      id: BigInt(at + 1),
      name: TEXTS[at + 2]!,
      file: TEXTS[at]!,
      startLine: BigInt(at),
    })),
  };
}
