import { describe, expect, it } from 'vitest';
import { labelsOfKind, PROFILE_TYPES, readTypeId, typeIdText } from '../../../src/core/profile/profile-type-id.ts';

describe('a type id', () => {
  it.each(Object.keys(PROFILE_TYPES) as (keyof typeof PROFILE_TYPES)[])('of %s is read back', (kind) => {
    const text = typeIdText(PROFILE_TYPES[kind]);

    expect(readTypeId(text)).toEqual({ kind: 'known', profileKind: kind });
    expect(readTypeId(`${text}:delta`)).toEqual({ kind: 'known', profileKind: kind });
  });

  it('of memory is well-formed and of nothing that is kept', () => {
    expect(readTypeId('memory:alloc_space:bytes:space:bytes')).toEqual({ kind: 'unknown' });
  });

  it.each(['', 'cpu', 'a:b:c:d', 'a:b:c:d:e:f', 'a:b:c:d:e:delta:g'])('%j is none', (text) => {
    expect(readTypeId(text)).toMatchObject({ kind: 'problem', message: expect.stringContaining(JSON.stringify(text)) });
  });

  it('without a period is told without labels of one', () => {
    expect(labelsOfKind('off-cpu', 'shop')).toEqual({
      __name__: 'off_cpu',
      __profile_type__: 'off_cpu:off_cpu:nanoseconds::',
      __service_name__: 'shop',
      __type__: 'off_cpu',
      __unit__: 'nanoseconds',
    });
  });
});
