import { describe, expect, it } from 'vitest';
import { readRequestId, samplesOf } from '../../../src/core/profile/request-ids.ts';

describe('ids of requests', () => {
  it.each([
    ['span', '1715609F7C746C69', '1715609f7c746c69'],
    ['span', 'a1', '00000000000000a1'],
    ['trace', '1715609f7c746c691715609f7c746c6', '01715609f7c746c691715609f7c746c6'],
    ['span', '1715609f7c746c691715609f7c746c69', undefined],
    ['span', '', undefined],
    ['trace', 'not hex', undefined],
  ] as const)('of a %s: %j is %j', (by, text, id) => {
    expect(readRequestId(by, text)).toBe(id);
  });

  it('choose samples by span or by trace', () => {
    expect(samplesOf({ by: 'span', ids: ['a'] })).toEqual({ spans: ['a'], traces: [], callSite: [] });
    expect(samplesOf({ by: 'trace', ids: ['a'] })).toEqual({ spans: [], traces: ['a'], callSite: [] });
  });
});
