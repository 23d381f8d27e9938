import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpJson, otlpProtobuf } from '../../../../src/core/profile/formats/otlp.ts';
import { kindsOf, pickValues } from '../../../../src/core/profile/pick-values.ts';
import type { Profile } from '../../../../src/core/profile/profile.ts';
import { rowsOf } from '../../../support/profile-rows.ts';
import {
  writeOtlp,
  writeOtlpJson,
  type OtlpPlan,
  type OtlpProfilePlan,
  type OtlpVersion,
} from '../../../support/write-otlp.ts';
import { bytesField, numberField } from '../../../support/write-pprof.ts';

const VERSIONS: readonly OtlpVersion[] = ['1.5', '1.6', '1.7', '1.9', '1.10'];
const TRACE = '0102030405060708090a0b0c0d0e0f10';
const SPAN = '00000000000000ff';

function oneProfile(profile: OtlpProfilePlan): OtlpPlan {
  return { resources: [{ service: 'shop', profiles: [profile] }] };
}

const CPU: OtlpProfilePlan = {
  type: ['cpu', 'nanoseconds'],
  samples: [
    { stack: ['slow', 'handle', 'main'], values: [10_000_000n], labels: [['thread.name', 'worker-1']] },
    { stack: ['handle', 'main'], values: [20_000_000n], link: [TRACE, SPAN] },
  ],
  period: ['cpu', 'nanoseconds', 10_000_000n],
  timeNanos: 1_700_000_000_123_456_789n,
  durationNanos: 5_000_000_000n,
};

const samplePlan = fc.record({
  stack: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }),
  values: fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 50n })),
  labels: fc.uniqueArray(fc.tuple(fc.constantFrom('thread.name', 'endpoint'), fc.constantFrom('x', 'y')), {
    maxLength: 2,
    selector: ([key]) => key,
  }),
});
const plan = fc
  .array(fc.array(samplePlan, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 })
  .map((profiles): OtlpPlan => ({
    resources: [{ service: 'shop', profiles: profiles.map((samples) => ({ type: ['cpu', 'nanoseconds'], samples })) }],
  }));

/** Cost by stack and labels, however the samples are split. */
function costs(profile: Profile): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { stack, values, labels } of rowsOf(profile)) {
    const key = `${stack} ${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
    sums.set(key, (sums.get(key) ?? 0) + values[0]!);
  }
  return sums;
}

describe('OTLP profiles', () => {
  test.each(VERSIONS)('reads schema %s', (version) => {
    const profile = otlpProtobuf.decode(writeOtlp(oneProfile(CPU), version));

    expect(rowsOf(profile)).toEqual([
      { stack: 'main;handle;slow', values: [10e6], labels: { 'thread.name': 'worker-1' } },
      { stack: 'main;handle', values: [20e6], labels: { trace_id: TRACE, span_id: SPAN } },
    ]);
    expect(profile.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    expect(profile.period).toBe(10e6);
    expect(profile.periodType).toEqual({ type: 'cpu', unit: 'nanoseconds' });
    expect(profile.timeMs).toBe(1_700_000_000_123);
    expect(profile.durationSeconds).toBe(5);
  });

  test('every schema says the same, and JSON too', () => {
    fc.assert(
      fc.property(plan, (any) => {
        const expected = costs(otlpJson.decode(writeOtlpJson(any)));

        for (const version of VERSIONS) {
          const bytes = writeOtlp(any, version);
          expect(otlpProtobuf.recognises(bytes)).toBe(true);
          expect({ version, costs: costs(otlpProtobuf.decode(bytes)) }).toEqual({ version, costs: expected });
        }
      }),
    );
  });

  test('joins profiles that measured the same stacks into one with several sample types', () => {
    const counts: OtlpProfilePlan = {
      ...CPU,
      type: ['samples', 'count'],
      samples: [
        { ...CPU.samples[0]!, values: [1n] },
        { stack: ['idle'], values: [3n] },
      ],
    };
    const profile = otlpProtobuf.decode(
      writeOtlp({ resources: [{ service: 'shop', profiles: [counts, CPU] }] }, '1.10'),
    );

    expect(profile.sampleTypes.map(({ type }) => type)).toEqual(['samples', 'cpu']);
    expect(rowsOf(profile).map(({ stack, values }) => [stack, ...values])).toEqual([
      ['main;handle;slow', 1, 10e6],
      ['idle', 3, 0],
      ['main;handle', 0, 20e6],
    ]);
  });

  test('adds up values and counts times that stand without values', () => {
    const samples = [
      { stack: ['a'], values: [2n, 3n], times: [1n, 2n] },
      { stack: ['b'], values: [], times: [1n, 2n, 3n] },
    ];

    for (const version of ['1.7', '1.9', '1.10'] as const) {
      const profile = otlpProtobuf.decode(writeOtlp(oneProfile({ type: ['samples', 'count'], samples }), version));
      expect({ version, sums: rowsOf(profile).map(({ values }) => values[0]) }).toEqual({ version, sums: [5, 3] });
    }
  });

  test('reads what the eBPF profiler sends: times alone, with a period of CPU time', () => {
    const samples = [{ stack: ['a'], values: [], times: [1n, 2n], labels: [['thread.name', 'x'] as const] }];
    const profile = otlpProtobuf.decode(
      writeOtlp(
        oneProfile({ type: ['samples', 'count'], samples, period: ['cpu', 'nanoseconds', 50_000_000n] }),
        '1.10',
      ),
    );

    expect(kindsOf(profile)).toEqual(['cpu']);
    expect(pickValues(profile, 'cpu')).toMatchObject({ cost: 0, nanosecondsPerUnit: 50_000_000 });
  });

  test('leaves bare counts without a period to the reader', () => {
    const samples = [{ stack: ['a'], values: [2n] }];

    expect(otlpProtobuf.decode(writeOtlp(oneProfile({ type: ['samples', 'count'], samples }), '1.10')).unstated).toBe(
      'kind',
    );
    expect(otlpProtobuf.decode(writeOtlp(oneProfile(CPU), '1.10')).unstated).toBeUndefined();
  });

  test('counts by the name of an engine are samples where the period has the same name', () => {
    const samples = [{ stack: ['a'], values: [2n] }];
    const profile = otlpProtobuf.decode(
      writeOtlp(
        oneProfile({ type: ['perf_events', 'count'], samples, period: ['perf_events', 'ns', 1_000_000n] }),
        '1.10',
      ),
    );

    expect(kindsOf(profile)).toEqual(['cpu']);
    expect(pickValues(profile, 'cpu')).toMatchObject({ nanosecondsPerUnit: 1_000_000 });
  });

  test('counts beside a time of the same name say how long a sample is', () => {
    const profiles = (['count', 'ns'] as const).map((unit): OtlpProfilePlan => {
      const values = [unit === 'count' ? 3n : 6_000_000n];
      return { type: ['perf_events', unit], samples: [{ stack: ['a'], values }] };
    });
    const profile = otlpProtobuf.decode(writeOtlp({ resources: [{ service: 'shop', profiles }] }, '1.9'));

    expect(kindsOf(profile)).toEqual(['cpu']);
    expect(pickValues(profile, 'cpu')).toEqual({ cost: 1, nanosecondsPerUnit: 1, samplePeriod: 2_000_000 });
  });

  test('says of which service samples are where there are several', () => {
    const resources = ['shop', 'cart'].map((service) => ({ service, profiles: [CPU] }));
    const both = otlpProtobuf.decode(writeOtlp({ resources }, '1.10'));

    expect(rowsOf(both).map(({ labels }) => labels['service.name'])).toEqual(['shop', 'shop', 'cart', 'cart']);
    expect(rowsOf(otlpProtobuf.decode(writeOtlp(oneProfile(CPU), '1.10')))[0]!.labels['service.name']).toBeUndefined();
  });

  test('refuses negative values in protobuf, as of a difference', () => {
    expect(() =>
      otlpProtobuf.decode(writeOtlp(oneProfile({ ...CPU, samples: [{ stack: ['a'], values: [-1n] }] }), '1.10')),
    ).toThrow(/negative value/);
  });

  test('names the experimental schema, which it does not read', () => {
    const container = bytesField(2, [
      ...bytesField(1, [1, 2, 3]),
      0x11,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...bytesField(8, numberField(9, 1n)),
    ]);
    const bytes = Uint8Array.from(bytesField(1, bytesField(2, container)));

    expect(otlpProtobuf.recognises(bytes)).toBe(true);
    expect(() => otlpProtobuf.decode(bytes)).toThrow(/v1experimental \(OTLP 1\.3\), which is not read/);
    expect(() => otlpJson.decode({ resourceProfiles: [{ scopeProfiles: [{ profiles: [{ profile: {} }] }] }] })).toThrow(
      /v1experimental/,
    );
  });

  test('misses the dictionary in a clear sentence', () => {
    const bytes = Uint8Array.from(bytesField(1, bytesField(2, bytesField(2, bytesField(2, numberField(1, 1n))))));

    expect(() => otlpProtobuf.decode(bytes)).toThrow(/it has no dictionary/);
    expect(() => otlpJson.decode({ resourceProfiles: [{ scopeProfiles: [{ profiles: [{}] }] }] })).toThrow(
      /it has no dictionary/,
    );
    expect(() => otlpJson.decode({ resourceProfiles: [] })).toThrow(/no samples/);
  });

  test('has a bound on sample types, each of which is a column of all samples', () => {
    const profiles = Array.from({ length: 40 }, (_, at): OtlpProfilePlan => ({
      type: [`type-${at}`, 'count'],
      samples: [],
    }));

    expect(() => otlpProtobuf.decode(writeOtlp({ resources: [{ service: 'x', profiles }] }, '1.10'))).toThrow(
      /40 sample types/,
    );
  });

  test('has a bound on profiles, of which an empty one takes two bytes', () => {
    const many = Array.from({ length: 200_002 }, (_, at) => (at % 2 === 0 ? 0x12 : 0));

    expect(() => otlpProtobuf.decode(Uint8Array.from(bytesField(1, bytesField(2, many))))).toThrow(
      /more than 100000 profiles/,
    );
  });
});
