import { assert, constantFrom, dictionary, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJson, lookupKey, toJson } from '../../../src/adapters/database/storable.ts';

const nasty = ['', '\u0000', '\uD800', '\uDC00', '\uE000', '\\u0000', '\uE0000000'];
const anyText = tuple(string({ unit: 'binary' }), constantFrom(...nasty), string({ unit: 'binary' })).map((parts) =>
  parts.join(''),
);

describe('storable JSON', () => {
  it('reads back exactly what was written, whatever the strings hold', () => {
    assert(
      property(dictionary(anyText, anyText), (labels) => {
        expect(fromJson(toJson(labels))).toEqual(labels);
      }),
    );
  });

  it('holds nothing that jsonb refuses', () => {
    assert(
      property(anyText, (text) => {
        const written = JSON.parse(toJson(text));
        expect(written).not.toContain('\u0000');
        expect(written.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('lookup keys', () => {
  it('are storable, short, and different for different names', () => {
    assert(
      property(anyText, anyText, (a, b) => {
        const key = lookupKey(a);
        expect(key).not.toContain('\u0000');
        expect(key.isWellFormed()).toBe(true);
        expect(key === lookupKey(b)).toBe(a === b);
      }),
    );
    expect(lookupKey('x'.repeat(1_000_000)).length).toBeLessThan(200);
    expect(lookupKey(`${'x'.repeat(1_000)}a`)).not.toBe(lookupKey(`${'x'.repeat(1_000)}b`));
  });

  it('leave ordinary names as they are', () => {
    expect(lookupKey('checkout/eu-1 ü 🔥')).toBe('checkout/eu-1 ü 🔥');
  });
});
