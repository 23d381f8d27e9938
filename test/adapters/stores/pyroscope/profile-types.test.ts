import { describe, expect, it } from 'vitest';
import { parseTypeId, pickType } from '../../../../src/adapters/stores/pyroscope/profile-types.ts';
import type { ProfileKind } from '../../../../src/core/profile/profile.ts';

const GO_CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const GO = [
  GO_CPU,
  'process_cpu:samples:count:cpu:nanoseconds',
  'block:contentions:count:contentions:count',
  'block:delay:nanoseconds:contentions:count',
  'mutex:contentions:count:contentions:count',
  'mutex:delay:nanoseconds:contentions:count',
  'goroutines:goroutine:count:goroutine:count',
  'memory:alloc_space:bytes:space:bytes',
];
const NODE = [
  'wall:cpu:nanoseconds:wall:nanoseconds',
  'wall:wall:nanoseconds:wall:nanoseconds',
  'wall:samples:count:wall:nanoseconds',
  'memory:inuse_space:bytes:inuse_space:bytes',
];
const JAVA = [
  GO_CPU,
  'wall:wall:nanoseconds:wall:nanoseconds',
  'mutex:contentions:count:mutex:count',
  'mutex:delay:nanoseconds:mutex:count',
];
const JAVA_PARKING = [...JAVA, 'block:contentions:count:block:count', 'block:delay:nanoseconds:block:count'];
const DOTNET = [
  'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
  'process_cpu:cpu_samples:count:cpu:nanoseconds',
  'wall:wall:nanoseconds:cpu:nanoseconds',
  'lock:lock_count:count:cpu:nanoseconds',
  'lock:lock_time:nanoseconds:cpu:nanoseconds',
  'exception:exception:count:cpu:nanoseconds',
];

/** What is read for each kind, `as` where it stands in for another. */
function picks(ids: readonly string[]): Partial<Record<ProfileKind, string>> {
  const found: Partial<Record<ProfileKind, string>> = {};
  for (const kind of ['cpu', 'block', 'mutex', 'off-cpu', 'wall'] as const) {
    const type = pickType(kind, ids, undefined);
    if (type !== undefined) found[kind] = type.kind === kind ? type.id : `${type.id} as ${type.kind}`;
  }
  return found;
}

describe('the choice among the types that a service sends', () => {
  it.each([
    ['Go', GO, { cpu: GO_CPU, block: GO[3], mutex: GO[5] }],
    [
      'Node, whose CPU time is among its wall samples',
      NODE,
      { cpu: NODE[0], wall: NODE[1], 'off-cpu': `${NODE[1]} as wall` },
    ],
    [
      'Java without parking, whose monitors tell who waits',
      JAVA,
      { cpu: GO_CPU, block: JAVA[3], wall: JAVA[1], 'off-cpu': `${JAVA[1]} as wall` },
    ],
    [
      'Java with parking',
      JAVA_PARKING,
      { cpu: GO_CPU, block: JAVA_PARKING[5], mutex: JAVA[3], wall: JAVA[1], 'off-cpu': `${JAVA[1]} as wall` },
    ],
    ['.NET', DOTNET, { cpu: GO_CPU, block: DOTNET[4], wall: DOTNET[2], 'off-cpu': `${DOTNET[2]} as wall` }],
    ['Python, Ruby and Rust', [GO_CPU], { cpu: GO_CPU }],
    ['an old py-spy', ['process_cpu:samples:count::milliseconds'], { cpu: 'process_cpu:samples:count::milliseconds' }],
    [
      'fgprof',
      ['fgprof:time:nanoseconds:wallclock:nanoseconds'],
      {
        wall: 'fgprof:time:nanoseconds:wallclock:nanoseconds',
        'off-cpu': 'fgprof:time:nanoseconds:wallclock:nanoseconds as wall',
      },
    ],
    ['memory alone', ['memory:alloc_space:bytes:space:bytes'], {}],
  ])('fits %s', (_agent, ids, expected) => {
    expect(picks(ids)).toEqual(expected);
  });

  it.each([
    'off_cpu:off_cpu:nanoseconds::',
    'offcpu:offcpu:nanoseconds::',
    'offcpu:off_cpu:nanoseconds::',
    'offcpu:offcpu:nanoseconds:offcpu:nanoseconds',
    'process_offcpu:offcpu:nanoseconds:offcpu:nanoseconds',
  ])('knows off-CPU time as %s', (id) => {
    expect(pickType('off-cpu', [GO_CPU, ...NODE, id], undefined)).toMatchObject({ id, kind: 'off-cpu' });
  });

  it('takes the same type however the server sorts them', () => {
    const ids = ['zone:cpu:nanoseconds:cpu:nanoseconds', 'auto:cpu:nanoseconds:cpu:nanoseconds'];

    expect(pickType('cpu', ids, undefined)?.id).toBe(ids[1]);
    expect(pickType('cpu', ids.toReversed(), undefined)?.id).toBe(ids[1]);
  });

  it('gives way to the configuration', () => {
    expect(pickType('cpu', GO, 'mine:cpu:nanoseconds:cpu:nanoseconds')?.id).toBe(
      'mine:cpu:nanoseconds:cpu:nanoseconds',
    );
  });
});

describe('a profile type', () => {
  it('has five parts, which may be empty, or a sixth that says delta', () => {
    expect(parseTypeId('off_cpu:off_cpu:nanoseconds::')).toMatchObject({ name: 'off_cpu', sampleUnit: 'nanoseconds' });
    expect(parseTypeId('memory:alloc_space:bytes:space:bytes:delta')).toBeDefined();
    expect(parseTypeId('process_cpu')).toBeUndefined();
    expect(parseTypeId('a:b:c:d:e:f')).toBeUndefined();
    expect(parseTypeId(':::: ')).toBeUndefined();
  });
});
