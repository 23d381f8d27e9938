import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addPair, createPairIndex, findPair } from '../../../src/core/profile/pair-index.ts';

test('numbers pairs in order of arrival, as a Map of strings would', () => {
  const half = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 31), fc.nat(3));

  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 300 }), fc.tuple(half, half), (pairs, [a, b]) => {
      const index = createPairIndex();
      const model = new Map<string, number>();
      const key = (first: number, second: number) => `${first >>> 0},${second >>> 0}`;
      for (const [first, second] of pairs) {
        const expected = model.get(key(first, second)) ?? model.size;
        model.set(key(first, second), expected);
        expect(addPair(index, first, second)).toBe(expected);
      }
      expect(index.size).toBe(model.size);
      expect(findPair(index, a, b)).toBe(model.get(key(a, b)) ?? -1);
    }),
  );
});
