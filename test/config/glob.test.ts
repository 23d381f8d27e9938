import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../src/config/glob.ts';

describe('a pattern with stars', () => {
  it.each([
    ['cart', 'cart', true],
    ['cart', 'carts', false],
    ['cart-*', 'cart-', true],
    ['*-api', 'cart-api', true],
    ['a*a', 'a', false],
    ['a*b*a', 'aba', true],
    ['a*b*b', 'ab', false],
    ['*', '', true],
    ['', '', true],
    ['pricing.(*Engine).Quote', 'pricing.(*Engine).Quote', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  it('is what the regular expression with .* would be', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });

    fc.assert(
      fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 12 }), (pattern, text) => {
        const source = pattern
          .split('*')
          .map((part) => part.replaceAll('.', String.raw`\.`))
          .join('.*');
        expect(compileGlob(pattern)(text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
    );
  });

  it('answers quickly however many stars there are', () => {
    const matches = compileGlob('*a'.repeat(2000) + 'b');

    expect(matches('a'.repeat(100_000))).toBe(false);
  });
});
