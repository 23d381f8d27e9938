import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FlamePanel } from '../../../src/core/flamegraph/flame-panel.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { readFlameBody } from '../../../src/core/flamegraph/read-flame-body.ts';
import { writeFlameBody } from '../../../src/core/flamegraph/write-flame-body.ts';
import { anyTree, foldedTree } from './folded-tree.ts';

function panelOf(tree: FlameTree): Extract<FlamePanel, { kind: 'graph' }> {
  const functions = tree.names.length;
  return {
    kind: 'graph',
    profile: 'cpu',
    title: 'CPU +12 % vs baseline',
    note: 'CPU time',
    tree: { ...tree, own: new Uint8Array(functions).fill(1) },
    unitNanoseconds: 1e7,
    seconds: { baseline: 600, comparison: 300 },
    places: {
      files: ['a.go', 'b.go'],
      fileOf: Int32Array.from({ length: functions }, (_, id) => (id % 3) - 1),
      line: Int32Array.from({ length: functions }, (_, id) => id * 7),
    },
  };
}

describe('the body of the page’s flame graphs', () => {
  it('brings every column of any tree back', () => {
    fc.assert(
      fc.property(anyTree(), (tree) => {
        const panel = panelOf(tree);
        expect(readFlameBody(writeFlameBody([panel]))).toEqual([panel]);
      }),
    );
  });

  it('keeps names of any script, broken surrogates and markup', () => {
    const tree = foldedTree({ '</script>;ü名前\u202e;\ud800': [1, 2] });
    const [read] = readFlameBody(writeFlameBody([panelOf(tree)]));
    expect(read).toEqual(panelOf(tree));
  });

  it('lets nothing vanish that cost something, and keeps large costs to seven digits', () => {
    const tree = foldedTree({ big: [3.3e13, 1e13 / 3], 'big;small': [0.25, 0], other: [0, 7.5] });
    const [read] = readFlameBody(writeFlameBody([panelOf(tree)]));
    if (read?.kind !== 'graph') throw new Error('no graph');
    for (const side of ['baseline', 'comparison'] as const) {
      for (const [node, cost] of tree[side].entries()) {
        expect(read.tree[side][node]! > 0).toBe(cost > 0);
        expect(Math.abs(read.tree[side][node]! - cost)).toBeLessThanOrEqual(3.3e13 / 2 ** 24);
      }
    }
  });

  it('carries panels without a graph beside those with one', () => {
    const panels: FlamePanel[] = [
      { kind: 'empty', profile: 'off-cpu', title: 'Off-CPU', reason: 'no profiles' },
      panelOf(foldedTree({ 'a;b': [1, 2] })),
    ];
    expect(readFlameBody(writeFlameBody(panels))).toEqual(panels);
  });

  it('reads the body where it lies inside of a larger buffer', () => {
    const body = writeFlameBody([panelOf(foldedTree({ 'a;b': [1, 2] }))]);
    const larger = new Uint8Array(body.length + 3);
    larger.set(body, 3);
    expect(readFlameBody(larger.subarray(3))).toEqual(readFlameBody(body));
  });

  it('says what is wrong with a body that was cut or is another', () => {
    const body = writeFlameBody([panelOf(foldedTree({ 'a;b': [1, 2], 'a;c': [3, 4] }))]);
    for (let length = 0; length < body.length; length++) {
      expect(() => readFlameBody(body.subarray(0, length))).toThrow(/flame graphs/u);
    }
    expect(() => readFlameBody(new TextEncoder().encode('<!doctype html>'))).toThrow(/unknown version/u);
  });

  it('deflates half a million frames to less than 2.5 MB', () => {
    const tree = wideTree(500_000);
    expect(gzipSync(writeFlameBody([panelOf(tree)])).length).toBeLessThan(2.5e6);
  });
});

/** Costs as heavy-tailed as samples are, functions that repeat as in code. */
function wideTree(size: number): FlameTree {
  let state = 7;
  const roll = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const parent = new Int32Array(size);
  const subtreeEnd = Int32Array.from({ length: size }, (_, node) => node + 1);
  const path = [0];
  parent[0] = -1;
  for (let node = 1; node < size; node++) {
    if (path.length > 40 || roll() < 0.4) path.length = Math.max(1, path.length - Math.floor(roll() * 8));
    parent[node] = path.at(-1) ?? 0;
    path.push(node);
  }
  for (let node = size - 1; node > 0; node--) {
    const above = parent[node]!;
    subtreeEnd[above] = Math.max(subtreeEnd[above]!, subtreeEnd[node]!);
  }
  const functionId = Int32Array.from(parent, (above, node) =>
    node === 0 ? 0 : 1 + ((above * 31 + (node % 5)) % 4_000),
  );
  const cost = () => Float64Array.from(parent, () => (roll() < 0.6 ? 0 : Math.floor(1 / (roll() + 1e-4))));
  const names = Array.from({ length: 4_001 }, (_, id) =>
    id === 0 ? '' : `example.com/shop/p${id % 97}.(*T).Run${id}`,
  );
  return { parent, subtreeEnd, functionId, names, baseline: cost(), comparison: cost(), scale: 0.5 };
}
