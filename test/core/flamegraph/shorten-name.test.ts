import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCharacters, cutRight, fitName } from '../../../src/core/flamegraph/shorten-name.ts';

const GO = 'example.com/shop/pricing.(*Engine).Quote';
const GENERIC = 'example.com/shop/cache.(*LRU[go.shape.struct { ID int "json:\\"a/b\\"" }]).Get';
const CPP = 'std::vector<std::pair<int, foo::bar>>::push_back(std::pair<int, foo::bar>&&)';

describe('a name that must fit', () => {
  test.each([
    [GO, 40, GO],
    [GO, 39, 'pricing.(*Engine).Quote'],
    [GO, 22, '(*Engine).Quote'],
    [GO, 12, undefined],
    ['a.b/pkg.(*Recv).Method.func1', 14, 'Method.func1'],
    ['a.b/pkg.(*Recv).Method.func1', 10, 'Method.fu…'],
    [GENERIC, 50, 'example.com/shop/cache.(*LRU[…]).Get'],
    [GENERIC, 20, 'cache.(*LRU[…]).Get'],
    [CPP, 30, 'std::vector<…>::push_back(…)'],
    [CPP, 14, 'push_back(…)'],
    ['com/acme/shop/Pricing.lookupTax', 24, 'Pricing.lookupTax'],
    ['bool operator<(const Key&, const Key&)', 12, 'bool operat…'],
    ['main', 4, 'main'],
    ['main', 3, undefined],
    ['runtime.mallocgc', 5, undefined],
    ['', 10, ''],
  ])('%s in %d characters is %s', (name, room, expected) => {
    expect(fitName(name, room)).toBe(expected);
  });

  test('never exceeds its room, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 0, max: 80 }), (name, room) => {
        expect(countCharacters(fitName(name, room) ?? '')).toBeLessThanOrEqual(room);
        expect(countCharacters(cutRight(name, room))).toBeLessThanOrEqual(room);
      }),
    );
  });

  test('is quick for 100,000 characters', () => {
    const name = `a${'<'.repeat(50_000)}${'>'.repeat(50_000)}`;

    expect(countCharacters(fitName(name, 30) ?? '')).toBeLessThanOrEqual(30);
  });

  test('is cut between characters, not inside a pair', () => {
    expect(cutRight('🔥🔥🔥🔥', 3)).toBe('🔥🔥…');
  });
});
