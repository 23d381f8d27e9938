import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBurnPairs, readExpression } from '../../../src/adapters/metrics/burn-expression.ts';

/** The same comparison over an hour and over five minutes. */
const twice = (over: (window: string) => string, joined = 'and') => `${over('1h')} ${joined} ${over('5m')}`;

describe('what cannot be read', () => {
  it.each([
    ['sum(rate(x[5m]) >', 'it is no PromQL at character 18'],
    ['((((', 'it is no PromQL at character 5'],
    ['rate(x[5m]) default 0 > 1', 'it is no PromQL at character 13'],
    ['<html>', 'it is no PromQL at character 1'],
    ['('.repeat(65), 'it nests deeper than 64 brackets'],
    ['1+'.repeat(300) + '1 > 0', 'it chains more than 200 operators'],
    ['x'.repeat(40_000), 'it is longer than 32768 characters'],
  ])('is said of %.40s', (expression, problem) => {
    expect(readExpression(expression)).toEqual({ pairs: [], problem });
  });

  it.each([
    '(',
    ')',
    '{',
    '[',
    '-',
    '1+',
    '1^',
    'a and ',
    'a or ',
    '"',
    'sum(',
    'x ',
    'a>',
    '@',
    'x[5m]',
    '# ',
    '\u0000',
    '🔥',
  ])('costs no time when it is %j over and over', (piece) => {
    const began = performance.now();

    expect(readBurnPairs(piece.repeat(Math.floor(32_000 / piece.length)))).toEqual([]);

    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('is bounded where it can be read: a rule of a thousand pairs gives 32', () => {
    const pairs = Array.from({ length: 100 }, (_one, i) => twice((w) => `s${i}:burnrate${w} > 0.01`)).join(' or ');
    const crossed = Array.from({ length: 6 }, (_one, i) => `(a${i}:burnrate5m > 0.01 or b${i}:burnrate1h > 0.01)`);

    expect(readBurnPairs(pairs)).toHaveLength(32);
    expect(readBurnPairs(crossed.join(' and ')).length).toBeLessThanOrEqual(32);
  });

  it('never throws, whatever stands there', () => {
    const piece = fc.constantFrom(
      'x:burnrate5m',
      'y[1h]',
      ' > ',
      ' < ',
      ' and ',
      ' or ',
      ' unless ',
      '(',
      ')',
      '14.4',
      ' * ',
      ' / ',
      '1 - ',
      '0.001',
      'sum',
      'max without (w) ',
      '{a="b"}',
      '100',
      ' on (x) ',
      'rate(r[5m])',
      ' > bool ',
      '"',
      'offset 5m',
      ':30s]',
    );
    const noise = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(noise, (text) => {
        for (const expression of [text, `x:burnrate5m > ${text} and y:burnrate1h > ${text}`]) {
          for (const pair of readBurnPairs(expression)) {
            expect(pair.longSeconds).toBeGreaterThanOrEqual(pair.shortSeconds);
            expect(pair.factor ?? 1).toBeGreaterThan(0);
            expect(pair.budget ?? 0.5).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
