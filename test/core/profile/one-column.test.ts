import { describe, expect, it } from 'vitest';
import { oneColumn } from '../../../src/core/profile/one-column.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { foldedProfile } from '../../support/folded-profile.ts';
import { rowsOf } from '../../support/profile-rows.ts';

const ALL = { spans: [], traces: [], callSite: [] };
const frames = ['main', 'work', 'rest'].map((name) => ({ name, file: '', line: 0, startLine: 0 }));
/** main;work in a span of a trace, main;rest outside, main;rest again without cost; samples beside their time. */
const SPANS: Profile = {
  format: 'pprof',
  sampleTypes: [
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'microseconds' },
  ],
  values: Float64Array.of(2, 20_000, 1, 10_000, 0, 0),
  stackStart: Int32Array.of(0, 2, 4, 6),
  stacks: Int32Array.of(0, 1, 0, 2, 0, 2),
  frames,
  labels: {
    start: Int32Array.of(0, 2, 2, 2),
    pairs: Int32Array.of(0, 1, 2, 3),
    texts: ['profile_id', '00000000000000a1', 'trace_id', '0'.repeat(31) + 'b'],
  },
  period: 10_000_000,
  periodType: { type: 'cpu', unit: 'nanoseconds' },
  timeMs: 1,
  durationSeconds: 10,
};

describe('one column of a profile', () => {
  it('is its cost in nanoseconds, without labels and without samples that cost nothing', () => {
    const column = oneColumn(SPANS, 'cpu', ALL)!;

    expect(column.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    expect(rowsOf(column)).toEqual([
      { stack: 'main;work', values: [20e6], labels: {} },
      { stack: 'main;rest', values: [10e6], labels: {} },
    ]);
  });

  it.each([
    ['a span', { spans: ['00000000000000a1'] }, ['main;work']],
    ['another span', { spans: ['00000000000000a2'] }, []],
    ['one of several traces', { traces: ['0'.repeat(32), `${'0'.repeat(31)}b`] }, ['main;work']],
    ['stacks that begin so', { callSite: ['main', 'rest'] }, ['main;rest']],
    ['stacks that are shorter', { callSite: ['main', 'rest', 'more'] }, []],
  ])('holds only samples of %s where asked for', (_what, filter, stacks) => {
    const column = oneColumn(SPANS, 'cpu', { ...ALL, ...filter })!;

    expect(rowsOf(column).map(({ stack }) => stack)).toEqual(stacks);
  });

  it('is not there of what the profile does not measure', () => {
    expect(oneColumn(SPANS, 'off-cpu', ALL)).toBeUndefined();
  });

  it('of folded text counts what its sender said', () => {
    const column = oneColumn(foldedProfile('main 3'), 'wall', ALL, { unit: 'samples', rateHz: 100 })!;

    expect([...column.values]).toEqual([30e6]);
    expect(column.sampleTypes).toEqual([{ type: 'wall', unit: 'nanoseconds' }]);
  });
});
