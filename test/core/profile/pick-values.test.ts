import { describe, expect, test } from 'vitest';
import { assumeCounts } from '../../../src/core/profile/assume-counts.ts';
import { kindsOf, pickValues } from '../../../src/core/profile/pick-values.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { otherContents } from '../../../src/core/profile/value-names.ts';
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
    // Datadog: Python, .NET, Node with CPU, the native profiler.
    [{ 'cpu-time/nanoseconds': 1, 'cpu-samples/count': 1, 'wall-time/nanoseconds': 1 }, '/', ['cpu', 'wall']],
    [{ 'lock-acquire/count': 1, 'lock-acquire-wait/nanoseconds': 1 }, '/', ['block']],
    [{ 'lock-release/count': 1, 'lock-release-hold/nanoseconds': 1 }, '/', []],
    [{ 'cpu/nanoseconds': 1, 'wall/nanoseconds': 1, 'lock-time/nanoseconds': 1 }, '/', ['cpu', 'block', 'wall']],
    [{ 'sample/count': 1, 'wall/nanoseconds': 1, 'cpu/nanoseconds': 1 }, 'wall/nanoseconds', ['cpu', 'wall']],
    [{ 'cpu-samples/count': 1 }, '/', ['cpu']],
    [{ 'timeline/nanoseconds': 1 }, 'timeline/nanoseconds', []],
    // Pyroscope: .NET, Alloy's and OpenTelemetry's eBPF, Java's monitors and parked threads.
    [{ 'lock_count/count': 1, 'lock_time/nanoseconds': 1 }, 'cpu/nanoseconds', ['block']],
    [{ 'offcpu/nanoseconds': 1 }, 'offcpu/nanoseconds', ['off-cpu']],
    [{ 'contentions/count': 1, 'delay/nanoseconds': 1 }, 'mutex/count', ['block']],
    [{ 'contentions/count': 1, 'delay/nanoseconds': 1 }, 'contentions/count', ['block', 'mutex']],
    // Parca's agent: wallclock is time off the CPU.
    [{ 'wallclock/nanoseconds': 1 }, 'samples/count', ['off-cpu']],
    // perf, converted; Google Cloud; a sampler that only counts wall samples.
    [{ 'cycles:ppp_sample/count': 1, 'cycles:ppp_event/count': 1 }, 'cycles:ppp_event/count', ['cpu']],
    [{ 'contentions/count': 1, 'delay/microseconds': 1 }, 'contentions/count', ['block', 'mutex']],
    [{ 'samples/count': 1 }, 'wall/microseconds', ['wall']],
    [{ 'goroutine/count': 1 }, 'goroutine/count', []],
  ])('%j with a period of %s is %j', (columns, periodType, kinds) => {
    expect(kindsOf(profileOf(columns, 10e6, periodType))).toEqual(kinds);
  });
});

describe('a profile that does not say what it measures', () => {
  const bare: Profile = { ...profileOf({ 'cpu/count': 300 }), unstated: 'kind' };

  test('is taken for CPU samples, and read as whatever kind is asked for', () => {
    expect(kindsOf(bare)).toEqual(['cpu']);
    expect(pickValues(bare, 'wall')).toEqual({ cost: 0, nanosecondsPerUnit: 10e6, samplePeriod: 10e6 });
  });

  test('holds measured durations where the unit is one of time', () => {
    const timed: Profile = { ...profileOf({ 'weight/milliseconds': 5 }), unstated: 'kind' };

    expect(pickValues(timed, 'off-cpu')).toEqual({ cost: 0, nanosecondsPerUnit: 1e6, samplePeriod: 0 });
  });

  test('is no CPU profile where the unit is bytes', () => {
    expect(kindsOf({ ...profileOf({ 'weight/bytes': 5 }), unstated: 'kind' })).toEqual([]);
  });

  test('takes the kind and the rate it is given', () => {
    const wall = assumeCounts(bare, 'wall', { unit: 'samples', rateHz: 20 });

    expect(wall.sampleTypes).toEqual([{ type: 'wall', unit: 'count' }]);
    expect(pickValues(wall, 'wall')).toEqual({ cost: 0, nanosecondsPerUnit: 50e6, samplePeriod: 50e6 });
  });
});

describe('otherContents', () => {
  test.each([
    ['alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes', 'memory (alloc_objects/count, '],
    ['alloc-samples/count heap-live-size/bytes', 'memory ('],
    ['goroutine/count', 'goroutines or threads (goroutine/count)'],
    ['locks/count', 'numbers of waits without their time (locks/count)'],
    ['exception-samples/count', 'exception-samples/count'],
  ])('%s is %s…', (types, words) => {
    const sampleTypes = types.split(' ').map((one) => ({ type: one.split('/')[0]!, unit: one.split('/')[1]! }));

    expect(otherContents(sampleTypes)).toContain(words);
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
