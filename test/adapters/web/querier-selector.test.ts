import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSelector, readSelectors } from '../../../src/adapters/web/querier-selector.ts';
import { QuerierRefusal } from '../../../src/adapters/web/querier-refusal.ts';

const LABELS = { service_name: 'payments', version: 'v2.4.0', 'k8s.pod.name': 'a-1', note: 'two\nlines' };

describe('a selector', () => {
  it.each([
    ['{}', true],
    ['{service_name="payments"}', true],
    [' { service_name = "payments" , version != "v1", } ', true],
    ['{service_name="pay"}', false],
    ['{service_name!="payments"}', false],
    ['{version=~"v2"}', false],
    ['{version=~"v2.*"}', true],
    ['{version=~"v1.*|v2.*"}', true],
    ['{version!~"v1|v2"}', true],
    ['{version!~"v.*"}', false],
    ['{note=~"two.lines"}', true],
    ['{absent=""}', true],
    ['{absent!=""}', false],
    ['{absent=~".*"}', true],
    ['{absent=~".+"}', false],
    ['{"k8s.pod.name"="a-1"}', true],
    ["{service_name='payments'}", true],
    ['{service_name=`payments`}', true],
    ['{service_name="pay\\x6dents"}', true],
    [`{note='two\\nlines'}`, true],
    [`{service_name='it\\'s "so"'}`, false],
    ['process_cpu{service_name="payments"}', false],
  ])('%s fits: %s', (selector, fits) => {
    expect(readSelector(selector).matches(LABELS)).toBe(fits);
  });

  it.each([
    ['', 'unexpected end of input'],
    ['{service_name=', '1:15'],
    ['{service_name=payments}', 'expected a text in quotes'],
    ['{k8s.pod.name="x"}', 'expected =, !=, =~ or !~'],
    ['{a="b" c="d"}', 'expected a comma or }'],
    ['{a="b"} or vector(1)', 'nothing more'],
    ['{a=~"("}', 'missing'],
    ['{a=~"(x{1000}){1000}"}', ''],
    ['{a=~"x{900}x{900}x{900}"}', 'repetitions'],
    [`{a=~"${'x'.repeat(5000)}"}`, 'longer than'],
    [`{a="${'x'.repeat(70_000)}"}`, 'longer than'],
  ])('%s is refused, saying %s', (selector, problem) => {
    expect(() => readSelector(selector)).toThrow(QuerierRefusal);
    expect(() => readSelector(selector)).toThrow(problem);
  });

  it('asks the database only for what labels say exactly', () => {
    expect(readSelector('{service_name="a",pod="",version=~"v1",__name__="process_cpu"}').labels).toEqual({
      service_name: 'a',
    });
  });

  it('of none is one of all', () => {
    expect(readSelectors([]).map((selector) => selector.matches(LABELS))).toEqual([true]);
  });

  it('reads back whatever text is put in quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const quoted = JSON.stringify(text).replaceAll('\\/', '/');
        expect(readSelector(`{a=${quoted}}`).matches({ a: text })).toBe(true);
        expect(readSelector(`{a!=${quoted}}`).matches({ a: text })).toBe(false);
      }),
    );
  });

  it('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}=!~"\'`\\,.a1 x(*')) }), (text) => {
        expect(outcomeOf(text)).toBeOneOf(['fits', 'fits not', 'refused']);
      }),
    );
  });
});

function outcomeOf(selector: string): string {
  try {
    return readSelector(selector).matches(LABELS) ? 'fits' : 'fits not';
  } catch (error) {
    return error instanceof QuerierRefusal ? 'refused' : String(error);
  }
}
