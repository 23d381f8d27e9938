import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanOf } from '../../../../src/adapters/stores/files/name-time.ts';
import {
  labelsOf,
  matchName,
  parsePattern,
  patternProblem,
  type Captures,
} from '../../../../src/adapters/stores/files/pattern.ts';

/** What a whole path says. */
function read(pattern: string, path: string): Captures | undefined {
  const names = path.split('/');
  const segments = parsePattern(pattern);
  if (names.length !== segments.length) return undefined;
  let captures: Captures | undefined = {};
  for (const [index, segment] of segments.entries())
    captures = captures === undefined ? undefined : matchName(segment, names[index]!, captures);
  return captures;
}

describe('patterns of names', () => {
  it('read back what a name was made of', () => {
    const free = fc.stringMatching(/^[a-z.$^(+\\]{1,8}$/);
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
    const values = {
      service: free,
      type: free,
      instance: free,
      region: free,
      yyyy: digits(4),
      mm: digits(2),
      unix: digits(10),
    };
    const parts = fc.shuffledSubarray(Object.keys(values), { minLength: 1 });
    const texts = fc.record(values) as fc.Arbitrary<Record<string, string>>;
    // Separators that none of the values holds, one of them a folder.
    const separators = fc.array(fc.constantFrom('-', '_', '/', ' = ', '#', '|'), { minLength: 7, maxLength: 7 });
    const write = (tokens: readonly string[], between: readonly string[], put: (token: string) => string) =>
      tokens.map((token, index) => (index === 0 ? '' : between[index]!) + put(token)).join('');

    fc.assert(
      fc.property(parts, texts, separators, (tokens, said, between) => {
        const pattern = write(tokens, between, (token) => `{${token}}`);
        const path = write(tokens, between, (token) => said[token]!);

        expect(read(pattern, path)).toEqual(Object.fromEntries(tokens.map((token) => [token, said[token]])));
      }),
    );
  });

  it('answer to every name with captures that its text holds, or with nothing', () => {
    const [segment] = parsePattern('{service}-{type}_{iso}{*}.{labels}');
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z-]*_[0-9T:-]{8,20}Z?[.a-z=,]*$/));

    fc.assert(
      fc.property(name, (text) => {
        const captures = matchName(segment!, text, {});

        for (const said of Object.values(captures ?? {})) expect(text).toContain(said);
        const span = spanOf(captures ?? {});
        expect(span === undefined || span.from < span.to).toBe(true);
      }),
    );
  });

  it.each([
    ['/abs/{service}', 'begins with /'],
    ['../{service}', 'has a folder ".."'],
    ['a//{service}', 'has a folder ""'],
    ['{service', 'has a brace that belongs to none'],
    ['service}', 'has a brace that belongs to none'],
    ['{}', 'has a token that is no name: {}'],
    ['{a b}', 'has a token that is no name: {a b}'],
    ['{service}{type}', 'has nothing between {service} and {type}'],
    ['{*}{service}', 'has nothing between {*} and {service}'],
  ])('are refused where nobody can read them: %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toContain(problem);
  });

  it('take a token that comes twice for the same text', () => {
    expect(read('{service}/{service}-{type}', 'cart/cart-cpu')).toEqual({ service: 'cart', type: 'cpu' });
    expect(read('{service}/{service}-{type}', 'cart/shop-cpu')).toBeUndefined();
  });

  it('take every other token and k=v pairs for labels', () => {
    const captures = read(
      'P0.{service}/{type}/{xid},{labels}',
      'P0.shop/1/b50vl5e54p1000fo3gh0,dc=fra,version=v1,odd',
    )!;

    expect(labelsOf({ ...captures, region: 'eu' })).toEqual({ dc: 'fra', version: 'v1', region: 'eu' });
  });
});

describe('the time in a name', () => {
  it.each([
    ['{iso}', '2026-11-22T14:09:03Z', '2026-11-22T14:09:03Z', 1000],
    ['{iso}', '20261122T140903Z', '2026-11-22T14:09:03Z', 1000],
    ['{iso}', '2026-11-22_14-09-03', '2026-11-22T14:09:03Z', 1000],
    ['{iso}', '2026-11-22T14:09:03.250Z', '2026-11-22T14:09:03.250Z', 1],
    ['{iso}', '2026-11-22T15:09:03+0100', '2026-11-22T14:09:03Z', 1000],
    ['{unix}', '1795356543', '2026-11-22T14:09:03Z', 1000],
    ['{unix_ms}', '1795356543250', '2026-11-22T14:09:03.250Z', 1],
    ['{yyyy}/{mm}{dd}-{HH}{MM}{SS}', '2026/1122-140903', '2026-11-22T14:09:03Z', 1000],
    ['{yyyy}/{mm}/{dd}/{HH}', '2026/12/31/23', '2026-12-31T23:00:00Z', 3_600_000],
    ['{yyyy}-{mm}', '2026-12', '2026-12-01T00:00:00Z', 31 * 86_400_000],
    // The example of its documentation.
    ['{xid}', '9m4e2mr0ui3e8a215n4g', '2011-03-22T17:50:19Z', 1000],
  ])('%s of %s', (pattern, path, from, length) => {
    const span = spanOf(read(pattern, path)!)!;

    expect([span.from, span.to - span.from]).toEqual([Date.parse(from), length]);
  });

  it.each([
    ['{yyyy}-{mm}-{dd}', '2026-02-30'],
    ['{yyyy}-{mm}', '2026-13'],
    ['{iso}', '2026-02-30T00:00:00Z'],
    ['{iso}', '2026-02-03T25:00:00Z'],
    ['{mm}-{dd}', '11-22'],
  ])('is none where it is no time: %s of %s', (pattern, path) => {
    expect(spanOf(read(pattern, path)!)).toBeUndefined();
  });
});
