import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jfr } from '../../../../../src/core/profile/formats/jfr/jfr.ts';
import { decodePprof } from '../../../../../src/core/profile/formats/pprof.ts';
import { kindsOf, pickValues } from '../../../../../src/core/profile/pick-values.ts';
import type { Profile } from '../../../../../src/core/profile/profile.ts';
import { profileFixture } from '../../../../support/profile-fixture.ts';

type Largest = readonly (readonly [name: string, value: number])[];

/** Per column what other tools found: sums, and the largest selfs and totals by function. */
type Truth = Record<string, Record<string, { readonly sum: number; readonly self?: Largest; readonly total: Largest }>>;

const TRUTH = JSON.parse(
  readFileSync(new URL('../../../../fixtures/profiles/jfr/truth.json', import.meta.url), 'utf8'),
) as Truth;

function recording(name: string): Profile {
  return jfr.decode(profileFixture(`jfr/${name}.jfr.gz`));
}

interface Costs {
  sum: number;
  readonly self: Map<string, number>;
  /** Each function once a stack. */
  readonly total: Map<string, number>;
}

function costsOf(profile: Profile, column: string): Costs {
  const at = profile.sampleTypes.findIndex(({ type, unit }) => `${type}/${unit}` === column);
  const costs: Costs = { sum: 0, self: new Map(), total: new Map() };
  const add = (map: Map<string, number>, name: string, value: number) => map.set(name, (map.get(name) ?? 0) + value);
  for (let sample = 0; sample < profile.stackStart.length - 1; sample++) {
    const value = profile.values[sample * profile.sampleTypes.length + at]!;
    if (value === 0) continue;
    const frames = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    const names = Array.from(frames, (frame) => profile.frames[frame]!.name);
    costs.sum += value;
    add(costs.self, names.at(-1)!, value);
    for (const name of new Set(names)) add(costs.total, name, value);
  }
  return costs;
}

function labelsOf(profile: Profile, key: string): Set<string> {
  const { texts, pairs } = profile.labels!;
  return new Set(
    Array.from(pairs).flatMap((text, at) => (at % 2 === 1 && texts[pairs[at - 1]!] === key ? texts[text]! : [])),
  );
}

describe('recordings', () => {
  test.each(Object.keys(TRUTH))('%s measures what other tools find in it', (name) => {
    const profile = recording(name);

    const found = Object.entries(TRUTH[name]!).map(([column, truth]) => {
      const costs = costsOf(profile, column);
      const among = (names: Largest, map: Costs['self']) =>
        names.map(([method]): Largest[number] => [method, Math.round(map.get(method) ?? 0)]);
      const self = truth.self === undefined ? {} : { self: among(truth.self, costs.self) };
      return [column, { sum: Math.round(costs.sum), ...self, total: among(truth.total, costs.total) }];
    });
    expect(Object.fromEntries(found)).toEqual(TRUTH[name]);
  });

  test.each([
    ['lock/nanoseconds', 'locks/nanoseconds', 'formats/ap-jfrconv-lock-total-ns.pprof'],
    ['wall/count', 'cpu/count', 'formats/ap-jfrconv-wall.pprof'],
  ])('has in %s what async-profiler converts to %s', (column, converted, file) => {
    const expected = costsOf(decodePprof(profileFixture(file)), converted);

    expect(costsOf(recording('ap-cpu-wall-lock'), column)).toEqual(expected);
  });

  test('one file of async-profiler holds CPU, wall time and locks, each with its own interval', () => {
    const profile = recording('ap-cpu-wall-lock');

    expect(kindsOf(profile)).toEqual(['cpu', 'block', 'wall']);
    expect(pickValues(profile, 'cpu')!.samplePeriod).toBe(1e6);
    expect(pickValues(profile, 'wall')!.samplePeriod).toBe(20e6);
    expect(profile).toMatchObject({ period: 1e6, periodType: { type: 'cpu', unit: 'nanoseconds' } });
    expect(new Date(profile.timeMs).toISOString()).toBe('2026-11-24T19:12:05.176Z');
    expect(profile.durationSeconds).toBeCloseTo(8.015, 3);
  });

  test('CPU time samples of JDK 25 count, and the execution samples beside them do not', () => {
    const profile = recording('till-jdk25');

    expect(costsOf(profile, 'cpu/count').sum).toBe(66);
    expect(profile.period).toBeCloseTo(680e6 / 66, 0);
    expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual([
      'cpu/count',
      'cpu/nanoseconds',
      'contentions/count',
      'lock/nanoseconds',
      'idle/nanoseconds',
    ]);
  });

  test('samples carry the name and number of their thread', () => {
    expect(labelsOf(recording('till-jdk17'), 'thread')).toEqual(new Set(['main', 'till-0', 'till-1', 'till-2']));
    expect(labelsOf(recording('till-jdk17'), 'tid').size).toBe(4);
  });

  test('frames have lines, and stacks end in the lock they wait for', () => {
    const { frames } = recording('till-jdk17');

    expect(frames).toContainEqual({ name: 'shop/Till.deep', file: '', line: 18, startLine: 0 });
    expect(frames.map(({ name }) => name)).toContain('java.util.concurrent.locks.ReentrantLock$NonfairSync');
    expect(frames.map(({ name }) => name)).toContain('int[]');
  });

  test('a file of two chunks that lost its end is read up to there', () => {
    const bytes = profileFixture('jfr/till-jdk25.jfr.gz');
    const first = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8));

    expect(costsOf(jfr.decode(bytes.subarray(0, -1)), 'cpu/count').sum).toBe(
      costsOf(jfr.decode(bytes.subarray(0, first)), 'cpu/count').sum,
    );
  });
});
