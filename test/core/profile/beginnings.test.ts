import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginsWithOneOf } from '../../../src/core/profile/beginnings.ts';

test('says what asking one beginning after the other would', () => {
  const text = fc.stringMatching(/^[ab.😀]{0,4}$/u);

  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, (beginnings, asked) => {
      expect(beginsWithOneOf(beginnings)(asked)).toBe(beginnings.some((beginning) => asked.startsWith(beginning)));
    }),
  );
});
