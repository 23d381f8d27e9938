import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTexts, createTextPool, WANTED, type TextPool } from '../../../src/core/profile/text-pool.ts';

test('numbers the texts of several files in order of appearance, as a Map would', () => {
  const file = fc.array(fc.string({ maxLength: 9, unit: fc.constantFrom('a', 'b', 'é', '\uFEFF') }), { maxLength: 60 });

  fc.assert(
    fc.property(fc.array(file, { maxLength: 6 }), (files) => {
      const pool = createTextPool();
      const model = new Map<string, number>();
      for (const texts of files) {
        const expected = texts.map((text) => model.get(text) ?? model.set(text, model.size).size - 1);
        expect(add(pool, texts)).toEqual(expected);
      }
      expect(pool.texts).toEqual([...model.keys()]);
    }),
  );
});

test('tells apart more texts than it began with room for, and knows them again', () => {
  const pool = createTextPool();
  const texts = Array.from({ length: 20_000 }, (_, at) => `example.com/internal.(*Type${at % 40}).Method${at}`);

  const numbers = add(pool, texts);

  expect(numbers).toEqual([...texts.keys()]);
  expect(add(pool, texts)).toEqual(numbers);
  expect(pool.texts).toEqual(texts);
});

test('leaves alone what nobody wants to know', () => {
  const pool = createTextPool();

  expect(add(pool, ['a', 'b', 'c'], [WANTED, 0, WANTED])).toEqual([0, 0, 1]);
  expect(pool.texts).toEqual(['a', 'c']);
});

function add(pool: TextPool, texts: readonly string[], wanted = texts.map(() => WANTED)): readonly number[] {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const bytes = Uint8Array.from([7, ...encoded.flatMap((text) => [...text])]);
  let at = 1;
  const places = Int32Array.from(encoded.flatMap(({ length }) => [at, (at += length)]));
  const numbers = Int32Array.from(wanted);
  addTexts(pool, { bytes, words: new DataView(bytes.buffer), places }, numbers);
  return [...numbers];
}
