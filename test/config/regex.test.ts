import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileRegex, compileReplacer } from '../../src/config/regex.ts';

/** Small alphabets, so that texts and expressions often have to do with each other. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), maxLength: 3 });
const anything = fc.constantFrom('', '.*', '.+');
const alternative = fc.tuple(anything, word, anything).map((parts) => parts.join(''));
const expression = fc.oneof(
  fc.array(alternative, { minLength: 1, maxLength: 3 }).map((all) => all.join('|')),
  fc.array(alternative, { minLength: 1, maxLength: 3 }).map((all) => `(?:${all.join('|')})`),
  fc
    .array(
      fc.oneof(
        word,
        fc.constantFrom(
          '[ab]*',
          'b?',
          'a{2}',
          '{1}',
          '(a|b)+',
          '*',
          '.?a',
          '\\-',
          '[]a]',
          '(?i)A',
          '(?:b-)?',
          '|',
          '\\d',
          '\\pL',
          '\\x61',
          '\\141',
          'ab{b|',
          '[[:alpha:]]',
          'b+',
          '^',
          '$',
          '(?P<n>a)',
        ),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
);
const content = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', '\n'), maxLength: 8 });

function orRefused(ask: () => boolean): boolean | 'refused' {
  try {
    return ask();
  } catch {
    return 'refused';
  }
}

describe('compileRegex', () => {
  it('decides as RE2 does, however it is done', () => {
    fc.assert(
      fc.property(expression, content, (source, text) => {
        expect(orRefused(() => compileRegex(source).test(text))).toBe(
          orRefused(() => RE2JS.compile(source).matches(text)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('lists what can match where that can be listed, for the index', () => {
    expect(compileRegex('a|b|c').literals).toEqual(['a', 'b', 'c']);
    expect(compileRegex('(a|b)').literals).toEqual(['a', 'b']);
    expect(compileRegex('a.*|b').literals).toBeUndefined();
    expect(compileRegex('(a|b)c').literals).toBeUndefined();
  });

  it('knows what a text begins with that matches, and is never wrong about it', () => {
    expect(compileRegex('pay-[0-9]+').beginnings).toEqual(['pay-']);
    expect(compileRegex('a.*|b|ccc.+').beginnings).toEqual(['a', 'b', 'ccc']);
    expect(compileRegex('.*a').beginnings).toBeUndefined();
    fc.assert(
      fc.property(expression, content, (source, text) => {
        const known = orRefused(() => {
          if (!RE2JS.compile(source).matches(text)) return true;
          const { beginnings = [''], within = '' } = compileRegex(source);
          return beginnings.some((beginning) => text.startsWith(beginning)) && text.includes(within);
        });

        expect(known === 'refused' || known).toBe(true);
      }),
    );
  });

  it('tells what named groups hold', () => {
    expect(compileRegex('(?P<app>[a-z]+)-(?P<id>\\d+)').groups?.('shop-12')).toEqual({ app: 'shop', id: '12' });
  });

  it.each([
    ['(a{1000}){1000}', /invalid repeat count/],
    ['((a{100}){100}){100}', /invalid repeat count/],
    [`(?:${'x{500}'.repeat(500)})`, /counted repetitions add up to more than 2000/],
    [`[${'a'.repeat(5000)}]`, /longer than 4096/],
    ['('.repeat(3000) + ')'.repeat(1000), /./],
    ['(?=x)', /Perl syntax/],
  ])('refuses the bomb %.30s', (source, expected) => {
    const began = performance.now();

    expect(() => compileRegex(source)).toThrow(expected);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each(['(a+)+$', '(x+x+)+y', '(a|a)*b', '(.*)*(.*)*(.*)*c'])(
    'decides %s on 64 kB that fit badly, in bounded time',
    (source) => {
      const began = performance.now();

      expect(compileRegex(source).test(`${'ax'.repeat(32_768)}!`)).toBe(false);
      expect(performance.now() - began).toBeLessThan(2_000);
    },
  );
});

describe('compileReplacer', () => {
  it.each([
    ['-(prod|dev)$', '', 'shop-prod', 'shop'],
    ['(\\w+)-(\\w+)', '$2.${1}', 'shop-prod', 'prod.shop'],
    ['(?P<app>\\w+)-.*', '${app}', 'shop-prod', 'shop'],
    ['a', '$$&', 'cat', 'c$&t'],
    ['a', '$&', 'cat', 'c$&t'],
    ['a', '\\', 'cat', 'c\\t'],
  ])('%s → %s', (source, replacement, text, expected) => {
    expect(compileReplacer(source)(text, replacement)).toBe(expected);
  });
});
