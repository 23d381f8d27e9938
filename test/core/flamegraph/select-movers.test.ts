import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measurePanel } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { selectMovers } from '../../../src/core/flamegraph/select-movers.ts';
import { anyTree, foldedTree } from './folded-tree.ts';

function movers(tree: FlameTree): string[] {
  return selectMovers(measurePanel(tree, true)).movers.map((mover) => `${mover.share > 0 ? '▲' : '▼'}${mover.name}`);
}

function owning(tree: FlameTree, ...own: readonly string[]): FlameTree {
  return { ...tree, own: Uint8Array.from(tree.names, (name) => (own.includes(name) ? 1 : 0)) };
}

describe('the movers of a panel', () => {
  test('name the deepest frame that carries the change, not main', () => {
    const tree = foldedTree({
      'main;serve;price;tax': [100, 900],
      'main;serve;stock': [900, 900],
      'main;log': [50, 60],
    });

    expect(movers(tree)).toEqual(['▲tax']);
  });

  test('are two growers, then a shrinker, growth first', () => {
    const tree = foldedTree({
      'main;a': [500, 1_500],
      'main;b': [500, 1_300],
      'main;c': [500, 1_200],
      'main;d': [900, 300],
      'main;e': [900, 500],
    });

    expect(movers(tree)).toEqual(['▲a', '▲b', '▼d']);
  });

  test('fill up with whatever changed', () => {
    expect(movers(foldedTree({ 'm;a': [900, 100], 'm;b': [900, 200], 'm;c': [900, 300], 'm;d': [900, 900] }))).toEqual([
      '▼a',
      '▼b',
      '▼c',
    ]);
  });

  test('name the caller when all its callees grew alike', () => {
    const tree = foldedTree({ 'm;p;x': [400, 800], 'm;p;y': [400, 800], 'm;p;z': [400, 800], 'm;q': [9_000, 9_000] });

    expect(movers(tree)).toEqual(['▲p']);
  });

  test('may nest when their signs differ', () => {
    const tree = foldedTree({ 'm;shrunk;x': [4_000, 100], 'm;shrunk;grown': [0, 800], 'm;calm': [4_000, 4_000] });

    expect(movers(tree)).toEqual(['▲grown', '▼x']);
  });

  test('of one sign never lie over one another', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        for (const sign of [1, -1]) {
          const found = selectMovers(measurePanel(tree, true)).movers.filter((mover) => mover.share * sign > 0);
          const nodes = found.flatMap((mover) => mover.nodes).sort((a, b) => a - b);
          for (const [i, node] of nodes.entries()) {
            expect(node).toBeGreaterThanOrEqual(i === 0 ? 0 : (tree.subtreeEnd[nodes[i - 1] ?? 0] ?? 0));
          }
        }
      }),
    );
  });

  test('count one function once, however many callers it has', () => {
    const tree = foldedTree({ 'm;cart;tax': [100, 600], 'm;checkout;tax': [100, 500], 'm;search': [4_000, 4_000] });

    const [mover] = selectMovers(measurePanel(tree, true)).movers;

    expect(mover).toMatchObject({ name: 'tax', nodes: [3, 5] });
    expect(mover?.share).toBeCloseTo(900 / 4_200, 9);
  });

  test('prefer the own function to the library it calls, and name the own caller of a library', () => {
    const tree = owning(
      foldedTree({
        'm;tax;map.get': [100, 900],
        'm;stock;read': [800, 900],
        'm;stock;sort;cmp': [100, 400],
        'm;stock': [700, 300],
      }),
      'tax',
      'stock',
    );

    const found = selectMovers(measurePanel(tree, true)).movers;

    expect(found.map(({ name, caller }) => ({ name, caller })).slice(0, 2)).toEqual([
      { name: 'tax', caller: undefined },
      { name: 'cmp', caller: 'stock' },
    ]);
  });

  test('leave vanished functions to the line of the gone, by their outermost frame', () => {
    const tree = foldedTree({ 'm;old;inner': [900, 0], 'm;kept': [3_000, 3_000] });

    const found = selectMovers(measurePanel(tree, true));

    expect(found.movers).toEqual([]);
    expect(found.gone).toMatchObject([{ name: 'old', level: -15 }]);
  });

  test('do not call a function gone that is only called from elsewhere now', () => {
    const tree = foldedTree({ 'm;a;tax': [900, 0], 'm;b;tax': [0, 900], 'm;a': [900, 900], 'm;b': [900, 900] });

    expect(selectMovers(measurePanel(tree, true)).gone).toEqual([]);
  });

  test('are none in noise and without a baseline', () => {
    expect(movers(foldedTree({ 'm;a': [100, 110], 'm;b': [100, 90] }))).toEqual([]);
    expect(movers(foldedTree({ 'm;a': [0, 1_000] }, 0))).toEqual([]);
  });
});
