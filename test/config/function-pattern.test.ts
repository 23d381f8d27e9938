import { describe, expect, it } from 'vitest';
import { compileFunctionPattern } from '../../src/config/function-pattern.ts';
import { canonicalName } from '../../src/core/profile/canonical-name.ts';

function matches(pattern: string, name: string, file = ''): boolean {
  return compileFunctionPattern(pattern).matches({ function: name, canonical: canonicalName(name), file });
}

const GENERIC = 'example.com/shop/cache.(*LRU[go.shape.struct { ID int }]).Get';

describe('a pattern of functions', () => {
  it.each([
    ['example.com/shop/pricing.*', 'example.com/shop/pricing.(*Engine).Quote', ''],
    ['pricing.(*Engine).Quote', 'example.com/shop/pricing.(*Engine).Quote', ''],
    ['*.Quote', 'example.com/shop/pricing.(*Engine).Quote', ''],
    [GENERIC, GENERIC, ''],
    ['cache.(*LRU).Get', GENERIC, ''],
    ['core::hash::sip::hash', 'core::hash::sip::hash::h0123456789abcdef', ''],
    ['pricing.py:quote', 'quote', '/app/shop/pricing.py'],
    ['shop/*.js:get*', 'getPrice', 'file:///srv/shop/price.js'],
    ['/.*\\.(Quote|Tax)/', 'example.com/shop/pricing.Quote', ''],
    ['/quote/', 'quote', ''],
  ])('%s takes %s of %s', (pattern, name, file) => {
    expect(matches(pattern, name, file)).toBe(true);
  });

  it.each([
    ['pricing.Quote', 'example.com/shop/pricing.QuoteAll', ''],
    ['ricing.py:quote', 'quote', '/app/shop/pricing.py'],
    ['pricing.py:quote', 'quote', '/app/shop/pricing.pyc'],
    ['pricing.py:quote', 'quoted', '/app/shop/pricing.py'],
    ['/Quote/', 'example.com/shop/pricing.Quote', ''],
  ])('%s leaves %s of %s', (pattern, name, file) => {
    expect(matches(pattern, name, file)).toBe(false);
  });

  it('says what is wrong with a regular expression', () => {
    expect(() => compileFunctionPattern('/pricing.(/')).toThrow(/missing closing \)/);
  });
});
