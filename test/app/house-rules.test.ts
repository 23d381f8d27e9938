import { describe, expect, it } from 'vitest';
import { houseRules } from '../../src/app/house-rules.ts';
import { parseConfig } from '../../src/config/load-config.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const rulesOf = (settings: object) => houseRules(parseConfig(JSON.stringify(settings), 'test.yaml'));

describe('houseRules', () => {
  it('has a default for everything', () => {
    expect(rulesOf({})).toEqual({
      profilesMs: 14 * DAY,
      profilesBytes: 20e9,
      evidenceMs: 90 * DAY,
      deliveriesMs: 30 * DAY,
      deploysMs: 30 * DAY,
      compactAfterMs: 6 * HOUR,
      hourlyAfterMs: 8 * DAY,
    });
  });

  it('makes no hours of what the baseline of any service may look at', () => {
    expect(rulesOf({ services: { checkout: { baseline: { fallback: ['30d'] } } } }).hourlyAfterMs).toBe(31 * DAY);
    expect(rulesOf({ defaults: { baseline: { fallback: ['1d'] } } }).hourlyAfterMs).toBe(2 * DAY);
    expect(rulesOf({ storage: { profiles: { compact_after: '20d' } } }).hourlyAfterMs).toBe(20 * DAY);
  });

  it.each([
    ['512MiB', 512 * 2 ** 20],
    ['1.5TB', 1.5e12],
  ])('reads a size of %s', (size, bytes) => {
    expect(rulesOf({ storage: { profiles: { max_bytes: size } } }).profilesBytes).toBe(bytes);
  });

  it.each(['20', '20 gigs', '1KB'])('refuses a size of %s', (size) => {
    expect(() => rulesOf({ storage: { profiles: { max_bytes: size } } })).toThrow('max_bytes');
  });
});
