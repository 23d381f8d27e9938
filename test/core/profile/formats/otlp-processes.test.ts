import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otlpProcesses } from '../../../../src/core/profile/formats/otlp-processes.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { rowsOf, totalOf } from '../../../support/profile-rows.ts';
import { refusalOf } from '../../../support/refusal-of.ts';
import {
  writeOtlp,
  writeOtlpJson,
  type OtlpPlan,
  type OtlpProfilePlan,
  type OtlpVersion,
} from '../../../support/write-otlp.ts';

const VERSIONS: readonly OtlpVersion[] = ['1.5', '1.6', '1.7', '1.9', '1.10'];

function cpu(leaf: string, nanoseconds: bigint, labels: readonly (readonly [string, string])[] = []): OtlpProfilePlan {
  return {
    type: ['cpu', 'nanoseconds'],
    samples: [{ stack: [leaf, 'main'], values: [nanoseconds], labels }],
    period: ['cpu', 'nanoseconds', 10_000_000n],
    timeNanos: 1_700_000_000_000_000_000n,
    durationNanos: 5_000_000_000n,
  };
}

const HOST: OtlpPlan = {
  resources: [
    { service: 'shop', profiles: [cpu('parse', 30n)] },
    { service: 'till', profiles: [cpu('pay', 50n), cpu('print', 7n)] },
    { service: 'idle', profiles: [] },
  ],
};

function told(bytes: Uint8Array): unknown[] {
  return [...otlpProcesses(bytes)].map(({ attributes, profile }) => [
    attributes['service.name'],
    totalOf(profile, 0),
    rowsOf(profile).map(({ stack }) => stack),
  ]);
}

describe('a message of a host', () => {
  it.each(VERSIONS)('is taken apart by what was profiled (schema %s)', (version) => {
    const expected = [
      ['shop', 30, ['main;parse']],
      ['till', 57, ['main;pay', 'main;print']],
    ];

    expect(told(writeOtlp(HOST, version))).toEqual(expected);
    expect(told(new TextEncoder().encode(JSON.stringify(writeOtlpJson(HOST))))).toEqual(expected);
  });

  it('goes by the service that each sample names, where agents have no resources', () => {
    const own = (service: string) => [['service.name', service]] as const;
    const message = { resources: [{ service: 'host', profiles: [cpu('a', 1n, own('x')), cpu('b', 2n, own('y'))] }] };

    expect(told(writeOtlp(message, '1.10'))).toEqual([
      ['x', 1, ['main;a']],
      ['y', 2, ['main;b']],
    ]);
  });

  it('may say nothing', () => {
    expect(told(new Uint8Array())).toEqual([]);
    expect(told(new TextEncoder().encode('{}'))).toEqual([]);
  });

  it.each([
    ['{"resourceProfiles', 'it is no JSON'],
    ['{"resourceSpans":[]}', 'no list called resourceProfiles'],
    ['hello', 'no message of profiles'],
  ])('%s is refused', (text, why) => {
    expect(() => told(new TextEncoder().encode(text))).toThrow(why);
  });

  it('is refused in a sentence when anything of it is broken', () => {
    const whole = writeOtlp(HOST, '1.10');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (place, byte) => {
        const broken = whole.slice();
        broken[place] = byte;
        expect(refusalOf(() => told(broken)) ?? new MalformedProfile('otlp', '')).toBeInstanceOf(MalformedProfile);
      }),
    );
  });
});
