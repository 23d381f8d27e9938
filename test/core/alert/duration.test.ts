import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/core/alert/duration.ts';

describe('durations', () => {
  it.each([
    ['5m', 300],
    ['1h4m', 3840],
    ['2d3h25m42s', 185_142],
    ['1w', 604_800],
    ['1y', 31_536_000],
    ['500ms', 0.5],
    ['0', 0],
  ])('reads %s as Prometheus does', (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['', '5', 'm5', '5m ', '-5m', '1.5h', '5m4h'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads back what it writes, for whole seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });
});
