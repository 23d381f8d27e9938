import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chromeTrace } from '../../../../src/core/profile/formats/chrome-trace.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { rowsOf, selfByName, totalOf } from '../../../support/profile-rows.ts';
import { readOrRefuse } from '../../../support/read-or-refuse.ts';

const MAIN = { pid: 1, tid: 10 };
const WORKER = { pid: 1, tid: 11 };
const begin = (name: string, ts: number, thread = MAIN) => ({ ph: 'B', name, ts, ...thread });
const end = (name: string | undefined, ts: number, thread = MAIN) => ({
  ph: 'E',
  ...(name === undefined ? {} : { name }),
  ts,
  ...thread,
});
const whole = (name: string, ts: number, dur: number, thread = MAIN) => ({ ph: 'X', name, ts, dur, ...thread });
const threadName = (name: string, thread = MAIN) => ({ ph: 'M', name: 'thread_name', args: { name }, ...thread });

describe('a trace of nested calls', () => {
  test('gives each call the time that its callees leave it, in nanoseconds', () => {
    const profile = chromeTrace.decode([begin('main', 0), begin('slow', 2), end('slow', 7), end('main', 8)]);

    expect(rowsOf(profile)).toEqual([
      { stack: 'main', values: [3000], labels: { thread: '10' } },
      { stack: 'main;slow', values: [5000], labels: { thread: '10' } },
    ]);
    expect(profile.durationSeconds).toBe(8e-6);
  });

  test('says the same whether calls come whole or as begin and end', () => {
    const inPairs = chromeTrace.decode([
      begin('a', 0),
      begin('b', 1),
      begin('c', 2),
      end('c', 4),
      end('b', 6),
      end('a', 9),
    ]);
    const inWhole = chromeTrace.decode({ traceEvents: [whole('c', 2, 2), whole('b', 1, 5), whole('a', 0, 9)] });

    expect(rowsOf(inWhole)).toEqual(rowsOf(inPairs));
  });

  test('keeps threads apart and calls them by their names', () => {
    const profile = chromeTrace.decode([threadName('loop'), whole('f', 0, 5), whole('g', 1, 2, WORKER)]);

    expect(rowsOf(profile)).toEqual([
      { stack: 'f', values: [5000], labels: { thread: 'loop' } },
      { stack: 'g', values: [2000], labels: { thread: '11' } },
    ]);
  });

  test('leaves the kind to the reader', () => {
    const profile = chromeTrace.decode([whole('f', 0, 5)]);

    expect(profile.unstated).toBe('kind');
    expect(kindsOf(profile)).toEqual(['cpu']);
  });

  test('reads places from arguments and from behind the name', () => {
    const py = { ...whole('load', 0, 5), args: { filename: '/srv/app.py', line: 7 } };

    expect(chromeTrace.decode([py, whole('parse (/srv/json.py:12)', 6, 1)]).frames).toEqual([
      { name: 'load', file: '/srv/app.py', line: 7, startLine: 0 },
      { name: 'parse', file: '/srv/json.py', line: 12, startLine: 0 },
    ]);
  });

  test('bears a trace that begins and ends in the middle', () => {
    const profile = chromeTrace.decode([
      end('before', 1),
      begin('a', 2),
      begin('b', 3),
      end('b', 5),
      begin('c', 6),
      whole('d', 8, 2),
    ]);

    expect(selfByName(profile, 0)).toEqual({ a: 2000, b: 2000, c: 2000, d: 2000 });
  });

  test('ends what is inside a call that ends, and the innermost where the end has no name', () => {
    const profile = chromeTrace.decode([begin('a', 0), begin('b', 1), end('a', 4), begin('c', 5), end(undefined, 7)]);

    expect(selfByName(profile, 0)).toEqual({ a: 1000, b: 3000, c: 2000 });
  });

  test('cuts a call that outlasts its caller', () => {
    expect(totalOf(chromeTrace.decode([whole('a', 0, 10), whole('b', 5, 10)]), 0)).toBe(10_000);
  });

  test('never counts more time than passed', () => {
    const event = fc.record({
      ph: fc.constantFrom('B', 'E', 'X'),
      name: fc.constantFrom('a', 'b', 'c'),
      ts: fc.nat(100),
      dur: fc.nat(30),
      pid: fc.constant(1),
      tid: fc.constant(1),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1 }), (events) => {
        const profile = readOrRefuse(() => chromeTrace.decode(events));
        const total = profile === undefined ? 0 : totalOf(profile, 0) / 1000;
        const first = Math.min(...events.map(({ ts }) => ts));
        const last = Math.max(...events.map(({ ph, ts, dur }) => (ph === 'X' ? ts + dur : ts)));

        expect(total).toBeLessThanOrEqual(last - first + 1e-6);
      }),
    );
  });

  test.each([
    ['no events', [], /no stacks/],
    ['only instants', [{ ph: 'I', name: 'x', ts: 1, pid: 1, tid: 1 }], /no stacks, neither a CPU profile/],
    ['calls that took no time', [whole('f', 1, 0)], /no stacks/],
    [
      'an event without a time',
      [{ ph: 'B', name: 'f', pid: 1, tid: 1 }],
      /ts of event 0 should be a number and is missing/,
    ],
    ['runaway recursion', Array.from({ length: 20_000 }, (_, at) => begin('f', at)), /deeper than 10000/],
  ])('is refused with %s', (_what, traceEvents, problem) => {
    expect(() => chromeTrace.decode({ traceEvents })).toThrow(MalformedProfile);
    expect(() => chromeTrace.decode({ traceEvents })).toThrow(problem);
  });

  test('is told from other lists by its events', () => {
    expect(chromeTrace.recognises([threadName('x')])).toBe(true);
    expect(chromeTrace.recognises([{ name: 'x' }, 7])).toBe(false);
    expect(chromeTrace.recognises([])).toBe(false);
    expect(chromeTrace.recognises({ events: [] })).toBe(false);
  });
});

describe("a trace with V8's CPU profiles", () => {
  const frame = (functionName: string) => ({
    functionName,
    scriptId: 1,
    url: 'file:///srv/a.js',
    lineNumber: 3,
    columnNumber: 1,
  });
  const chunk = (id: string, data: object) => ({
    ph: 'P',
    name: 'ProfileChunk',
    id,
    pid: 1,
    tid: 99,
    ts: 0,
    args: { data },
  });
  const started = (id: string, startTime: number, thread = MAIN) => ({
    ph: 'P',
    name: 'Profile',
    id,
    ts: 0,
    args: { data: { startTime } },
    ...thread,
  });

  test('gathers the chunks of each thread by the id of its profile', () => {
    const profile = chromeTrace.decode([
      threadName('main'),
      threadName('worker', WORKER),
      started('0x1', 1000),
      chunk('0x1', {
        cpuProfile: {
          nodes: [
            { id: 1, callFrame: { functionName: '(root)' } },
            { id: 2, parent: 1, callFrame: frame('f') },
          ],
          samples: [2, 2],
        },
        timeDeltas: [10, 100],
      }),
      started('0x2', 5000, WORKER),
      chunk('0x2', { cpuProfile: { nodes: [{ id: 1, callFrame: frame('w') }], samples: [1] }, timeDeltas: [0] }),
      chunk('0x1', {
        cpuProfile: { nodes: [{ id: 3, parent: 2, callFrame: frame('g') }], samples: [3] },
        timeDeltas: [200],
      }),
      chunk('0x1', { endTime: 1400 }),
      chunk('0x2', { endTime: 5050 }),
      whole('RunTask', 0, 1e6),
    ]);

    expect(rowsOf(profile)).toEqual([
      { stack: 'f', values: [2, 300_000], labels: { thread: 'main' } },
      { stack: 'f;g', values: [1, 90_000], labels: { thread: 'main' } },
      { stack: 'w', values: [1, 50_000], labels: { thread: 'worker' } },
    ]);
    expect(profile.unstated).toBeUndefined();
    expect(profile.durationSeconds).toBe(400e-6);
  });

  test('reads the single event that Chrome wrote before 67', () => {
    const cpuProfile = {
      nodes: [{ id: 1, callFrame: frame('f') }],
      samples: [1, 1],
      timeDeltas: [0, 70],
      startTime: 100,
      endTime: 200,
    };
    const profile = chromeTrace.decode([
      { ph: 'I', name: 'CpuProfile', ts: 1, args: { data: { cpuProfile } }, ...MAIN },
    ]);

    expect(rowsOf(profile)).toEqual([{ stack: 'f', values: [2, 100_000], labels: { thread: '10' } }]);
  });

  test('names the profile whose chunks do not fit together', () => {
    const lost = [
      started('0x7', 0),
      chunk('0x7', {
        cpuProfile: { nodes: [{ id: 9, parent: 4, callFrame: frame('f') }], samples: [9] },
        timeDeltas: [1],
      }),
    ];

    expect(() => chromeTrace.decode(lost)).toThrow(
      /profile 1:0x7: nodes\[0\]\.parent names node 4, which is not in the file/,
    );
  });
});

describe('recorded traces', () => {
  test('of Node holds the profile of its main thread', () => {
    const profile = readProfile(profileFixture('formats/node-trace.json.gz'));

    expect(profile.format).toBe('chrome-trace');
    expect(totalOf(profile, 0)).toBe(781);
    expect(selfByName(profile, 0)['slow']).toBe(519);
    expect(rowsOf(profile)[0]!.labels).toEqual({ thread: 'JavaScriptMainThread' });
    expect(profile.frames).toContainEqual(
      expect.objectContaining({ name: 'slow', file: '/tmp/app/work-with-worker.cjs', startLine: 2 }),
    );
  });

  test('of py-spy adds up to what a plain walk through its events finds', () => {
    const bytes = profileFixture('formats/py-spy.chrometrace.json.gz');
    const events: { ph: string; name: string; tid: number; ts: number }[] = JSON.parse(new TextDecoder().decode(bytes));
    const walked: Record<string, number> = {};
    for (const tid of new Set(events.map((event) => event.tid))) {
      const open: string[] = [];
      let last = 0;
      for (const { ph, name, ts } of events.filter((event) => event.tid === tid)) {
        const top = open.at(-1);
        if (top !== undefined && ts > last) walked[top] = (walked[top] ?? 0) + (ts - last) * 1000;
        last = ts;
        if (ph === 'B') open.push(name);
        else open.pop();
      }
    }

    expect(selfByName(readProfile(bytes), 0)).toEqual(walked);
  });
});
