import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectorOf } from '../../../../src/adapters/stores/pyroscope/selector.ts';

describe('a selector', () => {
  it('quotes names with dots, as OpenTelemetry has them', () => {
    expect(selectorOf({ 'k8s.node.name': 'n1', service_name: 'shop' })).toBe(
      '{"k8s.node.name"="n1",service_name="shop"}',
    );
  });

  it('lets no alert out of its quotes', () => {
    expect(selectorOf({ service_name: 'a"} or {x="' })).toBe('{service_name="a\\"} or {x=\\""}');
    expect(selectorOf({ 'x"="y",z': 'b' })).toBe('{"x\\"=\\"y\\",z"="b"}');
  });

  it('is one literal per text, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const literal = /^\{a=("(?:[^"\\\n]|\\(?:["\\bfnrt]|u[\da-f]{4}))*")\}$/.exec(selectorOf({ a: text }))?.[1];
        expect(JSON.parse(literal ?? '')).toBe(text.toWellFormed());
      }),
    );
  });
});
