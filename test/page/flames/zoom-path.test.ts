import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { findPath, zoomPath } from '../../../src/page/flames/zoom-path.ts';
import { foldedTree, nodeNamed } from '../../core/flamegraph/folded-tree.ts';
import { anyStacks, siblingTree, stackTree, towerTree } from '../../core/flamegraph/stack-tree.ts';

/** Names from the top down to a node. */
function namesTo(tree: FlameTree, node: number): string[] {
  const names: string[] = [];
  for (let at = node; at > 0; at = tree.parent[at] ?? 0) names.unshift(nameOf(tree, at));
  return names;
}

describe('the path to a frame', () => {
  it('leads back to it, from any frame of any tree', () => {
    fc.assert(
      fc.property(anyStacks(), (stacks) => {
        const tree = stackTree(stacks);
        for (let node = 0; node < tree.parent.length; node++) expect(findPath(tree, zoomPath(tree, node))).toBe(node);
      }),
    );
  });

  it('leads in another tree to the same names, as deep as they go', () => {
    fc.assert(
      fc.property(anyStacks(), anyStacks(), (stacks, others) => {
        const [tree, other] = [stackTree(stacks), stackTree(others)];
        for (let node = 1; node < tree.parent.length; node++) {
          const wanted = namesTo(tree, node);
          const found = findPath(other, zoomPath(tree, node));
          const names = namesTo(other, found);
          expect(names).toEqual(wanted.slice(0, names.length));
          const next = wanted[names.length];
          const callees = [...other.parent.keys()].filter((child) => other.parent[child] === found);
          expect(callees.map((child) => nameOf(other, child))).not.toContain(next ?? 'nothing');
        }
      }),
    );
  });

  it('of the whole is empty, and what no path can be leads there', () => {
    const tree = foldedTree({ 'a;b': [1, 2] });
    expect(zoomPath(tree, 0)).toEqual([]);
    for (const path of [
      [],
      [''],
      ['abc'],
      ['<b>', '!'],
      ['AAAAA-1'],
      ['AAAAA1e9'],
      ['AAAAANaN'],
      ['AAAAA99999999999'],
    ]) {
      expect(findPath(tree, path)).toBe(0);
    }
  });

  it('tells siblings of one name apart', () => {
    const tree = foldedTree({ 'm;x;a': [1, 1], 'm;y;a': [1, 1], 'm;z;a': [1, 1] });
    const anonymous = { ...tree, names: tree.names.map((name) => (/[xyz]/u.test(name) ? '(anonymous)' : name)) };
    const leaves = [...tree.functionId.keys()].filter((node) => nameOf(tree, node) === 'a');

    expect(leaves.map((node) => findPath(anonymous, zoomPath(anonymous, node)))).toEqual(leaves);
  });

  it('takes six characters a frame in a link, and is no longer in a stack of 2,000', () => {
    const tree = towerTree(2_000);
    expect(zoomPath(tree, 20).join('.').length).toBe(20 * 6 - 1);
    const path = zoomPath(tree, 2_000);
    expect(path.join('.').length).toBeLessThan(600);
    expect(findPath(tree, path)).toBe(2_000);
  });

  it('through steps that are left out leads almost as deep as it still exists', () => {
    const path = zoomPath(towerTree(2_000), 2_000);
    const found = findPath(towerTree(1_500), path);
    expect(found).toBeGreaterThan(1_500 - 2_000 / 64 - 1);
    expect(found).toBeLessThanOrEqual(1_500);
  });

  it('finds the frame where the calls in between are many', () => {
    const stacks: Record<string, [number, number]> = {};
    const deep = Array.from({ length: 100 }, (_, i) => `f${i}`);
    for (let i = 0; i < 100; i++) stacks[[...deep.slice(0, i), 'side', 'f99'].join(';')] = [1, 1];
    stacks[deep.join(';')] = [1, 1];
    const tree = foldedTree(stacks);
    const ends = [...tree.functionId.keys()].filter((node) => nameOf(tree, node) === 'f99');
    expect(ends.map((node) => findPath(tree, zoomPath(tree, node)))).toEqual(ends);
  });

  it('finds one of 300,000 siblings and the bottom of a stack of 100,000', () => {
    const wide = siblingTree(300_000);
    expect(findPath(wide, zoomPath(wide, 299_999))).toBe(299_999);
    const tall = towerTree(100_000);
    expect(findPath(tall, zoomPath(tall, 100_000))).toBe(100_000);
  });

  it('knows frames of any name', () => {
    const tree = foldedTree({ '<b>;\ud800;שלום;e\u0301;unnamed': [1, 2], [`${'x'.repeat(6_000)};y`]: [1, 2] });
    const node = nodeNamed(tree, 'y');
    expect(zoomPath(tree, node).join('.').length).toBe(11);
    expect(findPath(tree, zoomPath(tree, node))).toBe(node);
    for (const step of zoomPath(tree, nodeNamed(tree, 'unnamed'))) expect(step).toMatch(/^[\w-]{5}$/u);
  });
});
