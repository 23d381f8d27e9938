import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLines, foldTree } from '../../../src/adapters/web/push-text.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { refusalOf } from '../../support/refusal-of.ts';

interface Node {
  readonly name: string;
  readonly count: number;
  readonly children: readonly Node[];
}

function varint(number: number): number[] {
  return number < 128 ? [number] : [(number % 128) | 128, ...varint(Math.floor(number / 128))];
}

function write({ name, count, children }: Node): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...varint(bytes.length), ...bytes, ...varint(count), ...varint(children.length), ...children.flatMap(write)];
}

const leaf = (name: string, count: number): Node => ({ name, count, children: [] });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('what older agents push', () => {
  it('lines: each counts once', () => {
    expect(text(foldLines(new TextEncoder().encode('a;b;c\na;b\r\na;b;c\n\n')))).toBe('a;b;c 2\na;b 1\n');
  });

  it('a tree: every node is a frame', () => {
    const tree = {
      name: '',
      count: 0,
      children: [{ name: 'main', count: 300, children: [leaf('a;b', 2), leaf('c', 0)] }],
    };

    expect(text(foldTree(Uint8Array.from(write(tree)), 'tree'))).toBe('main 300\nmain;a:b 2\n');
  });

  it('a trie: every node is a piece of a stack', () => {
    const children = [leaf('parse', 1), { name: 'p', count: 0, children: [leaf('ay', 70_000), leaf('rint', 3)] }];
    const trie = { name: '', count: 0, children: [{ name: 'main;', count: 0, children }] };

    expect(text(foldTree(Uint8Array.from(write(trie)), 'trie'))).toBe('main;parse 1\nmain;pay 70000\nmain;print 3\n');
  });

  it.each([
    [[0, 0, 2, 1, 97, 1, 0], 'it is cut off at byte 7'],
    [[0, 0, 0, 9], 'something stands behind its end (byte 3)'],
    [[5, 97], 'it is cut off'],
    [[0, ...Array.from({ length: 9 }, () => 255), 1, 0], 'a number is too large'],
  ])('a tree %j: %s', (bytes, why) => {
    expect(() => foldTree(Uint8Array.from(bytes), 'tree')).toThrow(why);
  });

  it('a tree is refused when its paths would fill the memory', () => {
    // Each node is the only child of the one above.
    const node = [...varint(1000), ...new Uint8Array(1000).fill(97), 1, 1];

    expect(() => foldTree(Uint8Array.from(Array.from({ length: 9000 }, () => node).flat()), 'tree')).toThrow(
      'far more',
    );
  });

  it('is read or refused in a sentence, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('tree' as const, 'trie' as const),
        (bytes, format) => {
          expect(refusalOf(() => foldTree(bytes, format)) ?? new MalformedProfile('tree', '')).toBeInstanceOf(
            MalformedProfile,
          );
        },
      ),
    );
  });
});
