import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReplacer } from '../../../src/config/regex.ts';
import { parseTemplate } from '../../../src/core/alert/parse-template.ts';
import { queryProblem, renderQuery } from '../../../src/core/alert/query-template.ts';
import { renderTemplate, type Template, type TemplateContext } from '../../../src/core/alert/template.ts';

const CONTEXT: TemplateContext = {
  labels: { app: 'Shop-API', empty: '', 'k8s.pod/name': 'shop-7f', größe: 'L' },
  annotations: { summary: 'burns' },
  match: { queue: 'mail' },
  service: 'checkout',
};

function read(text: string): Template {
  const parsed = parseTemplate(text, compileReplacer);
  if ('kind' in parsed) throw new Error(parsed.message);
  return parsed;
}

function render(text: string, context = CONTEXT) {
  const rendered = renderTemplate(read(text), context);
  return rendered.kind === 'text' ? rendered.text : { missing: rendered.name };
}

describe('a template', () => {
  it.each([
    ['plain', 'plain'],
    ['{{ $labels.app }}', 'Shop-API'],
    ['{{$labels.app}}', 'Shop-API'],
    ['{{ .Labels.app }}', 'Shop-API'],
    ['a{{ $labels.app }}b{{ $service }}c', 'aShop-APIbcheckoutc'],
    ['{{ $labels["k8s.pod/name"] }}', 'shop-7f'],
    ['{{ $labels.größe }}', 'L'],
    ['{{ $annotations.summary }}', 'burns'],
    ['{{ .Annotations.summary }}', 'burns'],
    ['{{ $match.queue }}-worker', 'mail-worker'],
    ['{{ $labels.app | lower }}', 'shop-api'],
    ['{{ $labels.app | upper | trimSuffix "-API" }}', 'SHOP'],
    ['{{ $labels.app | trimPrefix "Shop-" }}', 'API'],
    ['{{ $labels.app | trimPrefix "x" | trimSuffix "" }}', 'Shop-API'],
    ['{{ $labels.app | replace "-" "$&" }}', 'Shop$&API'],
    ['{{ $labels.app | regexReplace "^(\\\\w+)-(.*)$" "$2.$1" }}', 'API.Shop'],
    ['{{ $labels.none | default "pay" }}', 'pay'],
    ['{{ $labels.empty | default "}} \\"pay\\"" | upper }}', '}} "PAY"'],
  ])('%s becomes %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each([
    ['{{ $labels.none }}', 'label none'],
    ['x{{ $labels.empty }}y', 'label empty'],
    ['{{ $labels.none | lower }}', 'label none'],
    ['{{ $labels.app | trimPrefix "Shop-API" }}', 'label app'],
    ['{{ $labels.none | default "" }}', 'label none'],
    ['{{ $labels.toString }}', 'label toString'],
    ['{{ $annotations.x }}', 'annotation x'],
    ['{{ $match.x }}', 'match x'],
  ])('%s is missing %s rather than empty', (text, missing) => {
    expect(render(text)).toEqual({ missing });
  });

  it.each([
    ['{{ .x }}', /only \{\{ \$labels\.x \}\}/],
    ['{{ $value }}', /only/],
    ['{{ if $labels.x }}', /only/],
    ['{{ $labels.app', /\}\} is missing/],
    ['$labels.app }}', /\}\} without \{\{/],
    ['{{ $labels.a.b }}', /names with dots are written \$labels\["a\.b"\]/],
    ['{{ $labels.a | lowr }}', /no pipe "lowr"/],
    ['{{ $labels.a | }}', /a pipe needs a name/],
    ['{{ $labels.a | replace "x" }}', /written replace "old" "new", and has 1 text here/],
    ['{{ $labels.a | lower "x" }}', /written lower, and has 1 text/],
    ['{{ $labels.a | regexReplace "(" "" }}', /missing closing/],
    ['{{ $labels.a | default "x }}', /closing quote is missing/],
    ['{{ $labels["a" }}', /\] is missing/],
    ['{{ {{ $labels.a }} }}', /only/],
  ])('%s is refused', (text, expected) => {
    expect(() => read(text)).toThrow(expected);
  });

  it('never reads what a label holds as a template, a pattern or a replacement', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: fc.constantFrom(...'{}$ labels.app|"\\&1\n'.split('')) }),
        (hostile) => {
          const context = { ...CONTEXT, labels: { app: hostile } };

          expect(render('<{{ $labels.app }}>', context)).toBe(`<${hostile}>`);
          expect(render('{{ $labels.none | default "x" | replace "x" "{{ $labels.app }}" }}', context)).toBe(
            '{{ $labels.app }}',
          );
        },
      ),
    );
  });

  it('answers any text with a template or a problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{{}}$.labelsmatch|"[]\\ x'.split('')) }), (text) => {
        const parsed = parseTemplate(text, compileReplacer);

        expect('kind' in parsed ? parsed.message : parsed.text).toBeTypeOf('string');
      }),
    );
  });
});

describe('a query template', () => {
  function query(text: string, app: string) {
    const rendered = renderQuery(read(text), { ...CONTEXT, labels: { app } });
    return rendered.kind === 'text' ? rendered.text : { missing: rendered.name };
  }

  it('escapes what is filled in, so that it cannot end its quotes', () => {
    expect(query('up{job="{{ $labels.app }}"}', '"} or {x="')).toBe(String.raw`up{job="\x22} or {x=\x22"}`);
    expect(query("up{job='{{ $labels.app }}'}", "a'b\\\n")).toBe(String.raw`up{job='a\x27b\\\n'}`);
  });

  it('lets it match nothing but itself within a regular expression', () => {
    expect(query('up{job=~"{{ $labels.app }}-.*"}', 'a.*|b')).toBe(String.raw`up{job=~"a\\.\\*\\|b-.*"}`);
    expect(query('up{job!~ \'{{ $labels.app }}\', x="{{ $labels.app }}"}', '.+')).toBe(
      String.raw`up{job!~ '\\.\\+', x=".+"}`,
    );
  });

  it.each([
    ['rate(x{job={{ $labels.app }}}[1m])', /belongs within quotes/],
    ['{{ $service }}', /belongs within quotes/],
    ['x{a="b"} {{ $service }}', /belongs within quotes/],
    ['x{job=`{{ $service }}`}', /backticks/],
    [String.raw`x{a="\""} {{ $service }}`, /belongs within quotes/],
  ])('%s is refused: nothing could be escaped there', (text, expected) => {
    expect(queryProblem(read(text))).toMatch(expected);
  });

  it.each([
    'sum(rate(x{job="{{ $service }}"}[1m]))',
    String.raw`x{a="\"{{ $service }}"}`,
    "x # it's {{ $service }}\n+ 1",
  ])('%s is fine', (text) => {
    expect(queryProblem(read(text))).toBeUndefined();
  });

  it('gives back the label whole to whoever reads the quotes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (app) => {
        const text = query('{a="{{ $labels.app }}"}', app);
        const quoted = typeof text === 'string' ? text.slice(3, -1).replaceAll(/\\x(..)/g, '\\u00$1') : '';

        expect(JSON.parse(quoted)).toBe(app);
      }),
    );
  });
});
