import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { speedscope } from '../../../../src/core/profile/formats/speedscope.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { rowsOf, selfByName, totalOf } from '../../../support/profile-rows.ts';

function file(...profiles: readonly object[]) {
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: [{ name: 'main' }, { name: 'handle', file: 'app.py', line: 7 }, { name: 'slow', line: null }] },
    profiles,
  };
}

const sampled = {
  type: 'sampled',
  name: 'worker-0',
  unit: 'milliseconds',
  startValue: 0,
  endValue: 40,
  samples: [
    [0, 1],
    [0, 1, 2],
    [0, 1],
  ],
  weights: [10, 20, 10],
};

const open = (frame: number, at: number) => ({ type: 'O', frame, at });
const close = (frame: number, at: number) => ({ type: 'C', frame, at });
const evented = (...events: readonly object[]) => ({
  type: 'evented',
  name: 'main',
  unit: 'seconds',
  startValue: 0,
  endValue: 9,
  events,
});

describe('a speedscope file', () => {
  test('gives samples their weights in nanoseconds', () => {
    const profile = speedscope.decode(file(sampled));

    expect(rowsOf(profile)).toEqual([
      { stack: 'main;handle', values: [20e6], labels: { thread: 'worker-0' } },
      { stack: 'main;handle;slow', values: [20e6], labels: { thread: 'worker-0' } },
    ]);
    expect(profile.frames[1]).toEqual({ name: 'handle', file: 'app.py', line: 7, startLine: 0 });
    expect(profile.durationSeconds).toBe(0.04);
  });

  test('leaves the kind to the reader, and is taken for CPU until told otherwise', () => {
    const profile = speedscope.decode(file(sampled));

    expect(profile.unstated).toBe('kind');
    expect(kindsOf(profile)).toEqual(['cpu']);
    expect(profile.period, 'the usual weight is the sampling interval').toBe(10e6);
  });

  test('without a unit counts samples of nobody knows what', () => {
    const profile = speedscope.decode(file({ ...sampled, unit: 'none' }));

    expect(profile.unstated).toBe('kind-and-unit');
    expect(profile.sampleTypes).toEqual([{ type: 'samples', unit: 'count' }]);
    expect(totalOf(profile, 0)).toBe(40);
  });

  test('in bytes is a memory profile', () => {
    const profile = speedscope.decode(file({ ...sampled, unit: 'bytes' }));

    expect(profile.unstated).toBeUndefined();
    expect(kindsOf(profile)).toEqual([]);
  });

  test('joins threads whose units of time differ', () => {
    const other = { ...sampled, name: 'worker-1', unit: 'microseconds' };

    expect(
      rowsOf(speedscope.decode(file(sampled, other))).map(({ values, labels }) => [labels['thread'], values[0]]),
    ).toEqual([
      ['worker-0', 20e6],
      ['worker-0', 20e6],
      ['worker-1', 20e3],
      ['worker-1', 20e3],
    ]);
  });

  test('gives the time between events to what is open', () => {
    const profile = speedscope.decode(
      file(evented(open(0, 1), open(1, 2), close(1, 4), open(2, 4), close(2, 5), close(0, 5), open(0, 7), close(0, 8))),
    );

    expect(selfByName(profile, 0)).toEqual({ main: 2e9, handle: 2e9, slow: 1e9 });
  });

  test.each([
    [
      'a close of another frame',
      evented(open(0, 1), close(1, 2)),
      /profiles\[0\]\.events\[1\] closes "handle", but "main" is open/,
    ],
    ['a close of nothing', evented(close(1, 2)), /events\[0\] closes "handle", but nothing is open/],
    [
      'an open without a close',
      evented(open(0, 1), open(1, 2), close(1, 3)),
      /events\[0\] opens "main", which is never closed/,
    ],
    ['time that goes back', evented(open(0, 2), close(0, 1)), /events\[1\] is at 1, before the event in front of it/],
    ['an unknown event', evented({ type: 'X', frame: 0, at: 1 }), /events\[0\]\.type is neither "O" nor "C"/],
    ['an event without a time', evented({ type: 'O', frame: 0 }), /events\[0\]\.at should be a number and is missing/],
    [
      'a frame that is not there',
      { ...sampled, samples: [[0, 3], [0], [0]] },
      /profiles\[0\]\.samples\[0\] names frame 3, but the file has 3/,
    ],
    ['a sample that is no stack', { ...sampled, samples: [0, [0], [0]] }, /samples\[0\] should be a list and is 0/],
    ['too few weights', { ...sampled, weights: [1] }, /profiles\[0\] has 1 weights for 3 samples/],
    ['a negative weight', { ...sampled, weights: [1, -1, 1] }, /weights\[1\] is negative/],
    ['a weight that is none', { ...sampled, weights: [1, '1', 1] }, /weights\[1\] should be a number and is "1"/],
    ['an unknown unit', { ...sampled, unit: 'parsecs' }, /profiles\[0\]\.unit is "parsecs"/],
    [
      'an unknown type',
      { ...sampled, type: 'flat' },
      /profiles\[0\]\.type should be "sampled" or "evented" and is "flat"/,
    ],
    ['no samples', { ...sampled, samples: [], weights: [] }, /no samples/],
  ])('is refused with %s, and the place named', (_what, profile, problem) => {
    expect(() => speedscope.decode(file(profile))).toThrow(MalformedProfile);
    expect(() => speedscope.decode(file(profile))).toThrow(problem);
  });

  test('is refused where units cannot be added, without frames and without profiles', () => {
    expect(() => speedscope.decode(file(sampled, { ...sampled, unit: 'bytes' }))).toThrow(
      /cannot be added: milliseconds, bytes/,
    );
    expect(() => speedscope.decode({ ...file(sampled), shared: {} })).toThrow(
      /shared\.frames should be a list and is missing/,
    );
    expect(() => speedscope.decode(file())).toThrow(/no profiles/);
  });

  test('evented and sampled say the same of the same stacks', () => {
    const stack = fc.array(fc.nat(2), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(stack, fc.integer({ min: 1, max: 1000 })), { minLength: 1 }), (samples) => {
        let at = 0;
        const events = samples.flatMap(([frames, weight]) => {
          const begin = at;
          at += weight;
          return [
            ...frames.map((frame) => open(frame, begin)),
            ...frames.toReversed().map((frame) => close(frame, at)),
          ];
        });
        const asSamples = {
          ...sampled,
          unit: 'seconds',
          samples: samples.map(([frames]) => frames),
          weights: samples.map(([, weight]) => weight),
        };

        expect(selfByName(speedscope.decode(file(evented(...events))), 0)).toEqual(
          selfByName(speedscope.decode(file(asSamples)), 0),
        );
      }),
    );
  });
});

describe('a speedscope file of py-spy', () => {
  const profile = readProfile(profileFixture('formats/py-spy.speedscope.json.gz'));

  test('holds the time of all its threads', () => {
    expect(profile.format).toBe('speedscope');
    expect(totalOf(profile, 0) / 1e9).toBeCloseTo(3.97 + 3.32 + 3.2, 6);
    expect(new Set(rowsOf(profile).map(({ labels }) => labels['thread']))).toEqual(
      new Set(['Thread 22429 "MainThread"', 'Thread 22442 "worker-0"', 'Thread 22443 "worker-1"']),
    );
  });

  test('names the same hot functions as the samples themselves', () => {
    const selfs = selfByName(profile, 0);

    expect(selfs['derive_key']! / 1e9).toBeCloseTo(1.62, 6);
    expect(selfs['drive']! / 1e9).toBeCloseTo(1.61, 6);
    expect(selfs['find.<locals>.<listcomp>']! / 1e9).toBeCloseTo(0.77, 6);
    expect(profile.period).toBe(10e6);
  });
});
