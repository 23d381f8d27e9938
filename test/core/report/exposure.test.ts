import { describe, expect, it } from 'vitest';
import type { DecodedSource } from '../../../src/core/report/analyse.ts';
import { withExposure } from '../../../src/core/report/exposure.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';

const PROFILE: Profile = {
  format: 'pprof',
  sampleTypes: [],
  values: new Float64Array(),
  stackStart: new Int32Array(1),
  stacks: new Int32Array(),
  frames: [],
  period: 0,
  periodType: { type: '', unit: '' },
  timeMs: 0,
  durationSeconds: 0,
};

function source(
  side: DecodedSource['side'],
  pod: string,
  kind: DecodedSource['kind'],
  seconds?: number,
): DecodedSource {
  return { profile: PROFILE, kind, side, pod, ...(seconds === undefined ? {} : { seconds }) };
}

function lengths(sources: readonly DecodedSource[]): readonly number[] {
  return withExposure(sources, undefined).sources.map((one) => one.seconds);
}

describe('withExposure', () => {
  it('takes the sender’s length, else the profile’s own', () => {
    const own = { ...source('baseline', 'a', 'cpu'), profile: { ...PROFILE, durationSeconds: 15 } };

    expect(lengths([source('baseline', 'a', 'cpu', 12), own])).toEqual([12, 15]);
  });

  it('gives a block profile the length of its own pod’s CPU profile, else the longest of its side', () => {
    const sources = [
      source('baseline', 'a', 'cpu', 10),
      source('baseline', 'b', 'cpu', 20),
      source('baseline', 'a', 'block'),
      source('baseline', 'c', 'block'),
      source('comparison', 'a', 'cpu', 40),
      source('comparison', 'a', 'block'),
    ];

    expect(lengths(sources)).toEqual([10, 20, 10, 20, 40, 40]);
  });

  it('takes all as equally long when nobody says, and says so', () => {
    const { sources, notices } = withExposure(
      [source('baseline', 'a', 'cpu'), source('comparison', 'b', 'cpu')],
      undefined,
    );

    expect(sources.map((one) => one.seconds)).toEqual([1, 1]);
    expect(notices).toEqual([expect.stringContaining('equally long')]);
  });

  const pods = [
    source('baseline', 'a', 'cpu', 10),
    source('baseline', 'b', 'cpu', 30),
    source('comparison', 'c', 'cpu', 10),
    source('baseline', 'a', 'block', 10),
  ];

  it('spreads a rate of the whole service over its pods, each for as long as it was recorded', () => {
    const { sources } = withExposure(pods, { per: 'second', baseline: 100, comparison: 60 });

    expect(sources.map((one) => one.requests)).toEqual([500, 1500, 600, 1000]);
  });

  it('spreads a total of a side by length, for each kind anew', () => {
    const { sources } = withExposure(pods, { per: 'side', baseline: 4000, comparison: 700 });

    expect(sources.map((one) => one.requests)).toEqual([1000, 3000, 700, 4000]);
  });
});
