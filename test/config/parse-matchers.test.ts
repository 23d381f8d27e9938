import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMatchers } from '../../src/config/matcher.ts';
import { parseMatchers } from '../../src/config/parse-matchers.ts';

function parsed(text: string): readonly string[] {
  return parseMatchers(text).map(({ label, operator, content }) => label + operator + JSON.stringify(content));
}

function orError<T>(ask: () => T): T | Error {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function test(text: string, content: string): boolean {
  return compileMatchers(text).every((matcher) => matcher.test(content));
}

describe('parseMatchers, as Alertmanager’s UTF-8 mode', () => {
  it.each([
    ['{}', []],
    ['{foo=bar}', ['foo="bar"']],
    ['{foo=bar,}', ['foo="bar"']],
    ['foo=bar,', ['foo="bar"']],
    ['foo!=bar', ['foo!="bar"']],
    ['foo=~[a-z]+', ['foo=~"[a-z]+"']],
    ['{foo!~[a-z]+}', ['foo!~"[a-z]+"']],
    ['{foo=🙂bar}', ['foo="🙂bar"']],
    ['"foo"="bar"', ['foo="bar"']],
    ['{"foo bar" = "a=b, {c}"}', ['foo bar="a=b, {c}"']],
    [String.raw`{"foo"="\xf0\x9f\x99\x82"}`, ['foo="🙂"']],
    [String.raw`{"foo"="\U0001f642"}`, ['foo="🙂"']],
    [String.raw`foo="bar\n\t\"\\\a\101"`, [String.raw`foo="bar\n\t\"\\\u0007A"`]],
    ['foo=bar,bar!=baz', ['foo="bar"', 'bar!="baz"']],
    ['{ foo = "bar" , bar !~ "baz|x" }', ['foo="bar"', 'bar!~"baz|x"']],
    ['k8s.pod/name=x', ['k8s.pod/name="x"']],
    ['a.b-c:d="x"', ['a.b-c:d="x"']],
    ['team=""', ['team=""']],
  ])('reads %j', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it.each([
    ['', /empty matcher: write \{\}/],
    [',', /expected a label name, found "," at character 1/],
    ['{,}', /expected a label name/],
    ['{', /expected a label name, found the end/],
    ['}', /expected a label name/],
    ['foo=bar}', /expected a comma, found "}" at character 8/],
    ['{foo=bar', /expected a comma or \}, found the end/],
    ['{foo=:"bar"}', /expected a comma or \}/],
    [String.raw`{foo="bar\w"}`, /unknown escape \\w/],
    [String.raw`{foo=bar\n}`, /expected a comma or \}/],
    [String.raw`{"foo"="\xf0\x9f"}`, /no UTF-8/],
    ['foo="a\nb"', /a line ends within quotes/],
    ['foo=', /expected a value \(""/],
    ['foo', /expected =, !=, =~ or !~/],
    ['foo==bar', /expected a value/],
    ['="x"', /expected a label name/],
    ['""="x"', /cannot be empty/],
    ['a="b', /closing quote is missing/],
    ['a="b" c', /expected a comma/],
    ['{a="b"} c', /expected nothing more/],
    ["a='b'", /expected a value/],
    ['a="b",,c="d"', /expected a label name/],
  ])('refuses %j', (text, expected) => {
    expect(() => parseMatchers(text)).toThrow(expected);
  });

  it('reads back whatever it is given in quotes', () => {
    const quoted = (text: string) => JSON.stringify(text).replaceAll('\\/', '/');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('=', '!='),
        (label, content, operator) => {
          const [read, ...more] = parseMatchers(`{${quoted(label)} ${operator} ${quoted(content)}}`);

          expect(more).toEqual([]);
          expect(read).toMatchObject({ label, operator, content });
        },
      ),
    );
  });

  it('answers any text with matchers or an error, soon', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a{}=!~,"\\ \n|x1'.split('')) }), (text) => {
        expect(orError(() => parseMatchers(text))).toBeTruthy();
      }),
    );
  });
});

describe('compileMatchers', () => {
  it.each([
    ['severity="page"', 'page', true],
    ['team=""', '', true],
    ['a!="b"', 'b', false],
    ['a=~"x|y"', 'xy', false],
    ['a=~"x|y"', 'y', true],
    ['a=~"High"', 'HighCPU', false],
    ['a=~"(?i)high.*"', 'HIGHcpu', true],
    ['a!~"x"', 'xx', true],
    ['a=~""', '', true],
    ['a=~".+"', '', false],
    ['a=~".*"', '', true],
    ['{a=~"x.*",a!="xy"}', 'xy', false],
    ['a=~"x|"', '', true],
    ['a=~"a.c"', 'abc', true],
  ])('%s on %j', (text, content, matches) => {
    expect(test(text, content)).toBe(matches);
  });

  it('lets . stop at line breaks, as Alertmanager does', () => {
    expect(test('a=~"x.*"', 'x\ny')).toBe(false);
    expect(test('a=~"(?s)x.*"', 'x\ny')).toBe(true);
  });

  it('anchors alternatives as a whole, and cannot be broken out of', () => {
    expect(test('a=~"x|y.*"', 'zx')).toBe(false);
    expect(() => compileMatchers('a=~"x)|(y"')).toThrow(/bad regular expression in a=~"x\)\|\(y"/);
  });

  it.each(['a=~"("', 'a=~"(?=x)"', String.raw`a=~"(a)\\1"`])('refuses %j', (text) => {
    expect(() => compileMatchers(text)).toThrow(/bad regular expression/);
  });
});
