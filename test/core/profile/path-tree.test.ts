import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addPath, createPathTree, findPath } from '../../../src/core/profile/path-tree.ts';

/** Adds paths one behind the other as a stack index would lay them, with a hash of the caller's choice. */
function grow(paths: readonly (readonly number[])[], hashOf: (prefix: readonly number[]) => number) {
  const tree = createPathTree();
  const functions = Int32Array.from(paths.flat());
  const hashesOf = (path: readonly number[]) => Int32Array.from(path, (_, at) => hashOf(path.slice(0, at + 1)));
  let begin = 0;
  const added = paths.map((path) => {
    const node = addPath(tree, functions, begin, path.length, hashesOf(path));
    begin += path.length;
    return { path, node, begin: begin - path.length, hashes: hashesOf(path) };
  });
  return { tree, functions, added };
}

function wayTo(tree: ReturnType<typeof createPathTree>, node: number): number[] {
  return node === 0 ? [] : [...wayTo(tree, tree.parent[node]!), tree.called[node]!];
}

const paths = fc.array(fc.array(fc.nat(2), { maxLength: 7 }), { maxLength: 60 });

test.each([
  [
    'a hash that tells all paths apart',
    (prefix: readonly number[]) => prefix.reduce((hash, at) => hash * 4 + at + 1, 0),
  ],
  ['a hash that mixes many of them up', (prefix: readonly number[]) => prefix.reduce((sum, at) => sum + at, 0)],
  ['no hash at all', () => 5],
])('every path leads to one node, and every node is on a path, with %s', (_what, hashOf) => {
  fc.assert(
    fc.property(paths, (all) => {
      const { tree, functions, added } = grow(all, hashOf);
      for (const { path, node, begin, hashes } of added) {
        expect(wayTo(tree, node)).toEqual(path);
        expect(tree.depth[node]).toBe(path.length);
        expect(findPath(tree, functions, begin, path.length, hashes)).toBe(node);
      }
      const prefixes = all.flatMap((path) => path.map((_, at) => path.slice(0, at + 1).join()));
      expect(tree.size).toBe(1 + new Set(prefixes).size);
      for (let node = 1; node < tree.size; node++) expect(tree.parent[node]).toBeLessThan(node);
    }),
  );
});

test('says that a path was never added', () => {
  const { tree } = grow([[1, 2]], (prefix) => prefix.length);

  expect(findPath(tree, Int32Array.of(1, 2, 1, 3), 2, 2, Int32Array.of(1, 2))).toBe(-1);
});

test('grows beyond the room it began with', () => {
  const all = Array.from({ length: 3_000 }, (_, at) => [at % 7, at]);
  const { tree, added } = grow(all, (prefix) => Math.imul(prefix.join('').length + prefix.at(-1)!, 0x9e3779b1));

  expect(tree.size).toBe(1 + 7 + 3_000);
  expect(added.every(({ node, path }) => tree.called[node] === path[1])).toBe(true);
});
