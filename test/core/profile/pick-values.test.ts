import { describe, expect, test } from 'vitest';
import { kindsOf, pickValues } from '../../../src/core/profile/pick-values.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { foldedProfile } from '../../support/folded-profile.ts';
import { profileFixture } from '../../support/profile-fixture.ts';

/** One sample of the given `type/unit: value` columns. */
function profileOf(columns: Readonly<Record<string, number>>, period = 0, periodType = '/'): Profile {
  const split = (text: string) => ({ type: text.split('/')[0]!, unit: text.split('/')[1]! });
  return {
    format: 'pprof',
    sampleTypes: Object.keys(columns).map(split),
    values: Float64Array.from(Object.values(columns)),
    stackStart: Int32Array.of(0, 0),
    stacks: new Int32Array(),
    frames: [],
    period,
    periodType: split(periodType),
    timeMs: 0,
    durationSeconds: 0,
  };
}

describe('kindsOf', () => {
  test.each([
    ['shop/v1.2.0-1-cpu.pprof', ['cpu']],
    ['shop/v1.2.0-1-block.pprof', ['block', 'mutex']],
    ['shop/v1.2.0-1-mutex.pprof', ['block', 'mutex']],
    ['formats/dd-wall-cpu-labels.pb.gz', ['cpu', 'wall']],
    ['formats/google-pprof-wall.pb.gz', ['wall']],
    ['formats/ap-jfrconv-lock-total-ns.pprof', ['block']],
    ['formats/py-spy-head.folded', ['cpu']],
  ])('%s can be read as %j', (name, kinds) => {
    expect(kindsOf(readProfile(profileFixture(name)))).toEqual(kinds);
  });

  test.each([
    [{ 'samples/count': 1 }, '/', []],
    [{ 'samples/count': 1 }, 'cpu/nanoseconds', ['cpu']],
    [{ 'cpu/count': 1 }, '/', ['cpu']],
    [{ 'alloc_space/bytes': 1 }, 'space/bytes', []],
    [{ 'contentions/count': 1, 'delay/microseconds': 1 }, '/', ['block', 'mutex']],
    [{ 'off_cpu/nanoseconds': 1 }, '/', ['off-cpu']],
    [{ 'offcpu/ms': 1 }, '/', ['off-cpu']],
    [{ 'samples/count': 1, 'time/nanoseconds': 1 }, 'wallclock/nanoseconds', ['wall']],
    [{ 'locks/count': 1 }, '/', []],
  ])('%j with a period of %s is %j', (columns, periodType, kinds) => {
    expect(kindsOf(profileOf(columns, 10e6, periodType))).toEqual(kinds);
  });
});

describe('pickValues', () => {
  test('prefers CPU nanoseconds to sample counts', () => {
    expect(pickValues(readProfile(profileFixture('shop/v1.2.0-1-cpu.pprof')), 'cpu')).toEqual({
      cost: 1,
      nanosecondsPerUnit: 1,
      samplePeriod: 10e6,
    });
  });

  test('multiplies sample counts by the period where there is nothing else', () => {
    const profile = profileOf({ 'samples/count': 7 }, 4, 'cpu/ms');

    expect(pickValues(profile, 'cpu')).toEqual({ cost: 0, nanosecondsPerUnit: 4e6, samplePeriod: 4e6 });
  });

  test('takes waits with their count, and no period', () => {
    expect(pickValues(readProfile(profileFixture('shop/v1.2.0-1-block.pprof')), 'mutex')).toEqual({
      cost: 1,
      nanosecondsPerUnit: 1,
      events: 0,
      samplePeriod: 0,
    });
  });

  test.each([
    ['a merged profile that states 1e9', 1e9],
    ['a profile that states none', 0],
    ['a period that the counts contradict', 1e6],
  ])('measures the period of %s', (_what, period) => {
    const profile = profileOf({ 'samples/count': 10, 'cpu/nanoseconds': 100e6 }, period, 'cpu/nanoseconds');

    expect(pickValues(profile, 'cpu')?.samplePeriod).toBe(10e6);
  });

  test('assumes 100 Hz where neither period nor counts say', () => {
    expect(pickValues(profileOf({ 'cpu/nanoseconds': 100e6 }), 'cpu')?.samplePeriod).toBe(10e6);
    expect(pickValues(profileOf({ 'cpu/count': 100 }), 'cpu')).toEqual({
      cost: 0,
      nanosecondsPerUnit: 10e6,
      samplePeriod: 10e6,
    });
  });

  test.each([
    ['nanoseconds', 1],
    ['microseconds', 1e3],
    ['us', 1e3],
    ['milliseconds', 1e6],
    ['seconds', 1e9],
  ])('turns %s into nanoseconds', (unit, factor) => {
    expect(pickValues(profileOf({ [`wall/${unit}`]: 1 }), 'wall')?.nanosecondsPerUnit).toBe(factor);
  });

  test('reads folded text as samples, or as nanoseconds for waits', () => {
    const profile = foldedProfile('a;b 3');

    expect(pickValues(profile, 'cpu')).toEqual({ cost: 0, nanosecondsPerUnit: 10e6, samplePeriod: 10e6 });
    expect(pickValues(profile, 'mutex')).toEqual({ cost: 0, nanosecondsPerUnit: 1, samplePeriod: 0 });
  });

  test('is undefined for what was not measured', () => {
    const cpu = readProfile(profileFixture('shop/v1.2.0-1-cpu.pprof'));

    for (const kind of ['block', 'mutex', 'off-cpu', 'wall'] as const) expect(pickValues(cpu, kind)).toBeUndefined();
  });
});
