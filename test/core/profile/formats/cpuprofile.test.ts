import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuprofile } from '../../../../src/core/profile/formats/cpuprofile.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { rowsOf, selfByName, totalOf } from '../../../support/profile-rows.ts';
import { readOrRefuse } from '../../../support/read-or-refuse.ts';

interface NodePlan {
  readonly id: number;
  readonly functionName: string;
  readonly line?: number;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  readonly ticks?: readonly (readonly [line: number, ticks: number])[];
}

function node({ id, functionName, line = -1, hitCount = 0, children, ticks }: NodePlan) {
  const url = line < 0 ? '' : 'file:///srv/my%20app/svc.js';
  return {
    id,
    callFrame: { functionName, scriptId: '1', url, lineNumber: line, columnNumber: line < 0 ? -1 : 4 },
    hitCount,
    ...(children === undefined ? {} : { children }),
    ...(ticks === undefined ? {} : { positionTicks: ticks.map(([at, count]) => ({ line: at, ticks: count })) }),
  };
}

/** (root) calls handle, which calls slow; and the runtime's own entries. */
const NODES = [
  node({ id: 1, functionName: '(root)', children: [2, 4, 5] }),
  node({ id: 2, functionName: 'handle', line: 9, children: [3] }),
  node({ id: 3, functionName: 'slow', line: 19 }),
  node({ id: 4, functionName: '(idle)' }),
  node({ id: 5, functionName: '(program)' }),
];

const document = {
  nodes: NODES,
  startTime: 1000,
  endTime: 5000,
  samples: [3, 2, 4, 3],
  timeDeltas: [100, 1000, 500, 2000],
};

describe('a .cpuprofile', () => {
  test('gives each sample the time until the next one, and the last one the time until the end', () => {
    expect(rowsOf(cpuprofile.decode(document))).toEqual([
      { stack: 'handle', values: [1, 500_000], labels: {} },
      { stack: 'handle;slow', values: [2, 1_000_000 + 400_000], labels: {} },
      { stack: '(idle)', values: [1, 2_000_000], labels: {} },
    ]);
  });

  test('counts samples and nanoseconds of CPU', () => {
    const profile = cpuprofile.decode(document);

    expect(profile.sampleTypes).toEqual([
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ]);
    expect(kindsOf(profile)).toEqual(['cpu']);
    expect(profile.durationSeconds).toBe(0.004);
    expect(profile.timeMs).toBe(0);
  });

  test('turns file addresses into paths and counts lines from 1', () => {
    const slow = cpuprofile.decode(document).frames.find(({ name }) => name === 'slow');

    expect(slow).toEqual({ name: 'slow', file: '/srv/my app/svc.js', line: 0, startLine: 20 });
  });

  test('puts samples in the order of time where deltas are negative', () => {
    const late = { ...document, samples: [3, 2, 4], timeDeltas: [100, 2000, -500], endTime: 3200 };

    expect(rowsOf(cpuprofile.decode(late)).map(({ stack, values }) => [stack, values[1]])).toEqual([
      ['handle', 100_000],
      ['handle;slow', 1_500_000],
      ['(idle)', 500_000],
    ]);
  });

  test('lets the last sample stand for an average one where the end is not known', () => {
    const { endTime: _, ...endless } = document;

    expect(totalOf(cpuprofile.decode(endless), 1)).toBeCloseTo(3_500_000 + 3_500_000 / 3, 3);
  });

  test('spreads the time over hits where samples were left out', () => {
    const nodes = [
      node({ id: 1, functionName: '(root)', children: [2] }),
      node({ id: 2, functionName: 'handle', line: 9, hitCount: 1, children: [3] }),
      node({ id: 3, functionName: 'slow', line: 19, hitCount: 3 }),
    ];

    expect(selfByName(cpuprofile.decode({ nodes, startTime: 0, endTime: 4000 }), 1)).toEqual({
      handle: 1_000_000,
      slow: 3_000_000,
    });
    expect(selfByName(cpuprofile.decode({ nodes }), 1), 'V8 samples every millisecond when nobody asks').toEqual({
      handle: 1_000_000,
      slow: 3_000_000,
    });
  });

  test('says which line was hottest where V8 ticked lines', () => {
    const nodes = [
      node({
        id: 1,
        functionName: 'slow',
        line: 19,
        ticks: [
          [21, 2],
          [24, 7],
          [22, 1],
        ],
      }),
    ];

    expect(cpuprofile.decode({ nodes, samples: [1], timeDeltas: [0] }).frames).toContainEqual({
      name: 'slow',
      file: '/srv/my app/svc.js',
      line: 24,
      startLine: 20,
    });
  });

  test('tells anonymous functions apart by their place', () => {
    const nodes = [
      node({ id: 1, functionName: '', line: 9, children: [2] }),
      node({ id: 2, functionName: '(anonymous)', line: 12 }),
    ];

    expect(rowsOf(cpuprofile.decode({ nodes, samples: [2], timeDeltas: [0] }))[0]!.stack).toBe(
      '(anonymous:L#10:C#5);(anonymous:L#13:C#5)',
    );
  });

  test('reads callers from `parent` too, whatever the order of nodes', () => {
    const nodes = [
      { ...node({ id: 3, functionName: 'slow', line: 19 }), parent: 2 },
      { ...node({ id: 2, functionName: 'handle', line: 9 }), parent: 1 },
      node({ id: 1, functionName: '(root)' }),
    ];

    expect(rowsOf(cpuprofile.decode({ nodes, samples: [3], timeDeltas: [0] }))[0]!.stack).toBe('handle;slow');
  });

  test('reads the nested form of old DevTools, with seconds at both ends', () => {
    const old = {
      head: {
        functionName: '(root)',
        url: '',
        lineNumber: 0,
        hitCount: 0,
        id: 1,
        children: [
          { functionName: 'handle', url: 'http://x/app.js', lineNumber: 10, hitCount: 0, id: 2, children: [] },
          { functionName: '(idle)', url: '', lineNumber: 0, hitCount: 1, id: 3 },
        ],
      },
      startTime: 1_500_000_000,
      endTime: 1_500_000_000.004,
      samples: [2, 3],
      timestamps: [1_500_000_000_000_000, 1_500_000_000_001_000],
    };
    const profile = cpuprofile.decode(old);

    expect(selfByName(profile, 1)['handle']).toBe(1_000_000);
    expect(selfByName(profile, 1)['(idle)']).toBeCloseTo(3_000_000, -3);
    expect(profile.frames).toContainEqual({ name: 'handle', file: 'http://x/app.js', line: 0, startLine: 10 });
    expect(profile.timeMs).toBe(1_500_000_000_000);
  });

  test('is found inside the answer of the inspector', () => {
    for (const answer of [{ profile: document }, { id: 7, result: { profile: document } }])
      expect(totalOf(cpuprofile.decode(answer), 0)).toBe(4);
  });

  test('holds no function at the root, where JavaScriptCore samples when nothing runs', () => {
    expect(rowsOf(cpuprofile.decode({ ...document, samples: [1, 3, 3, 3] }))[0]).toMatchObject({ stack: '(program)' });
  });

  test.each([
    ['a node that is none', { nodes: [NODES[0], 7] }, /nodes\[1\] should be an object and is 7/],
    [
      'a node without a frame',
      { nodes: [NODES[3], { id: 2 }], samples: [2], timeDeltas: [1] },
      /nodes\[1\]\.callFrame should be an object and is missing/,
    ],
    ['a node without an id', { nodes: [{ ...NODES[0], id: 'x' }] }, /nodes\[0\]\.id should be a number and is "x"/],
    ['two nodes of one id', { nodes: [NODES[3], NODES[3]] }, /nodes\[1\] has the id 4 of another node/],
    [
      'a child that is not there',
      { nodes: [node({ id: 1, functionName: 'f', children: [9] })] },
      /nodes\[0\]\.children\[0\] names node 9/,
    ],
    [
      'a child of two',
      {
        nodes: [
          node({ id: 1, functionName: 'f', children: [3] }),
          node({ id: 2, functionName: 'g', children: [3] }),
          NODES[2],
        ],
      },
      /nodes\[2\] is a child of nodes\[0\] and of nodes\[1\]/,
    ],
    [
      'a circle of callers',
      {
        nodes: [node({ id: 1, functionName: 'f', children: [2] }), node({ id: 2, functionName: 'g', children: [1] })],
        samples: [1],
        timeDeltas: [1],
      },
      /is its own caller/,
    ],
    ['a sample of no node', { ...document, samples: [3, 99, 3, 3] }, /samples\[1\] names node 99/],
    [
      'a delta that is none',
      { ...document, timeDeltas: [1, 2, null, 4] },
      /timeDeltas\[2\] should be a number and is null/,
    ],
    ['deltas that are too few', { ...document, timeDeltas: [1] }, /timeDeltas\[1\] should be a number and is missing/],
    ['no samples', { ...document, samples: [] }, /no samples/],
    [
      'a negative hit count',
      { nodes: [{ ...NODES[3], hitCount: -1 }] },
      /nodes\[0\]\.hitCount should be a count and is -1/,
    ],
  ])('is refused with %s, and the place named', (_what, broken, problem) => {
    expect(() => cpuprofile.decode(broken)).toThrow(MalformedProfile);
    expect(() => cpuprofile.decode(broken)).toThrow(problem);
  });

  test('may be deep and long: neither overflows the stack', () => {
    const deep = Array.from({ length: 9000 }, (_, at) =>
      node({ id: at + 1, functionName: 'recurse', line: 1, ...(at < 8999 ? { children: [at + 2] } : {}) }),
    );
    const nested = JSON.parse(`${'{"functionName":"f","children":['.repeat(20_000)}${']}'.repeat(20_000)}`);

    expect(
      totalOf(
        cpuprofile.decode({ nodes: deep, samples: Array(300_000).fill(9000), timeDeltas: Array(300_000).fill(10) }),
        0,
      ),
    ).toBe(300_000);
    expect(() => cpuprofile.decode({ head: nested })).toThrow(/deeper than 10000|no samples/);
  });

  test('never throws anything but MalformedProfile', () => {
    const shape = fc.record(
      {
        nodes: fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record({ id: fc.nat(4), callFrame: fc.constant({ functionName: 'f' }), children: fc.array(fc.nat(4)) }),
          ),
        ),
        samples: fc.oneof(fc.jsonValue(), fc.array(fc.nat(4))),
        timeDeltas: fc.oneof(fc.jsonValue(), fc.array(fc.integer())),
        startTime: fc.jsonValue(),
        endTime: fc.jsonValue(),
      },
      { requiredKeys: ['nodes'] },
    );
    fc.assert(
      fc.property(shape, (any) => {
        expect(() => readOrRefuse(() => cpuprofile.decode(any))).not.toThrow();
      }),
    );
  });
});
