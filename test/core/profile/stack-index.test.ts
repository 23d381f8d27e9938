import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addStack, createStackIndex } from '../../../src/core/profile/stack-index.ts';

test('numbers stacks in order of arrival, as a Map of strings would', () => {
  const stack = fc.array(fc.nat(2), { maxLength: 4 });

  fc.assert(
    fc.property(fc.array(stack, { maxLength: 120 }), (stacks) => {
      const index = createStackIndex();
      const model = new Map<string, number>();
      // Frame n is function 10 - n, to see that functions are what is compared.
      const ofFrame = Int32Array.from([10, 9, 8]);
      for (const frames of stacks) {
        const expected = model.get(frames.join()) ?? model.size;
        model.set(frames.join(), expected);
        expect(addStack(index, Int32Array.from([0, ...frames, 0]), 1, frames.length + 1, ofFrame)).toBe(expected);
      }
      const kept = Array.from({ length: index.size }, (_, at) =>
        index.functions.items.slice(index.start.items[at], index.start.items[at + 1]),
      );
      expect(kept.map((functions) => functions.map((id) => 10 - id).join())).toEqual([...model.keys()]);
    }),
  );
});

test('tells apart more stacks than it began with room for', () => {
  const index = createStackIndex();
  const ofFrame = Int32Array.from({ length: 5_000 }, (_, at) => at);
  const numbers = () => Array.from(ofFrame, (frame) => addStack(index, Int32Array.of(frame, frame), 0, 2, ofFrame));

  expect(numbers()).toEqual([...ofFrame]);
  expect(numbers()).toEqual([...ofFrame]);
});
