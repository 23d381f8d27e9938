import * as fc from 'fast-check';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { foldedTree } from './folded-tree.ts';

/** Stacks `a;b;c` → [baseline, comparison] self cost. */
export type Stacks = Readonly<Record<string, readonly [number, number]>>;

/** A tree as profiles give it: functions numbered by name, siblings by number. Names beginning with a capital are own. */
export function stackTree(stacks: Stacks, scale = 1): FlameTree {
  const tree = foldedTree(stacks, scale);
  const names = tree.names.toSorted();
  const rank = tree.names.map((name) => names.indexOf(name));
  return {
    ...tree,
    names,
    functionId: tree.functionId.map((id) => rank[id] ?? 0),
    own: Uint8Array.from(names, (name) => (/^[A-Z]/u.test(name) ? 1 : 0)),
  };
}

/** Stacks of one to eight frames of six functions, half of them own: full of recursion and of names in many places. */
export function anyStacks(): fc.Arbitrary<Stacks> {
  const frame = fc.constantFrom('A', 'B', 'C', 'x', 'y', 'z');
  const stack = fc.array(frame, { minLength: 1, maxLength: 8 }).map((frames) => frames.join(';'));
  const cost = fc.oneof(fc.constant(0), fc.nat(1_000));
  return fc.dictionary(stack, fc.tuple(cost, cost), { minKeys: 1, maxKeys: 30, noNullPrototype: true });
}

/** The stacks of a tree that cost something. */
export function stacksOf(tree: FlameTree): Record<string, [number, number]> {
  const paths: string[] = [];
  const stacks: Record<string, [number, number]> = {};
  for (let node = 0; node < tree.parent.length; node++) {
    const above = paths[tree.parent[node] ?? -1];
    const name = tree.names[tree.functionId[node] ?? -1] ?? '';
    const path = node === 0 ? '' : above === '' ? name : `${above};${name}`;
    paths.push(path);
    const [baseline, comparison] = [tree.baseline[node] ?? 0, tree.comparison[node] ?? 0];
    if (baseline + comparison > 0) stacks[path] = [baseline, comparison];
  }
  return stacks;
}

/** Adds the costs up that belong to equal stacks; what costs nothing is left out. */
export function sumStacks(
  entries: Iterable<readonly [string, readonly [number, number]]>,
): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {};
  for (const [stack, [baseline, comparison]] of entries) {
    if (baseline + comparison === 0) continue;
    const [b, c] = sums[stack] ?? [0, 0];
    sums[stack] = [b + baseline, c + comparison];
  }
  return sums;
}

/** What is wrong with a tree's columns: not in preorder, siblings not by function id, or the same sibling twice. */
export function faultsOf(tree: FlameTree): string[] {
  const faults: string[] = [];
  const lastChild = new Int32Array(tree.parent.length);
  for (let node = 0; node < tree.parent.length; node++) {
    const above = tree.parent[node] ?? 0;
    const end = tree.subtreeEnd[node] ?? 0;
    if (node === 0) {
      if (above !== -1 || end !== tree.parent.length) faults.push('root');
      continue;
    }
    const before = lastChild[above] ?? 0;
    if (before === 0 ? node !== above + 1 : node !== tree.subtreeEnd[before]) faults.push(`${node}: not in preorder`);
    if (end <= node || end > (tree.subtreeEnd[above] ?? 0)) faults.push(`${node}: ends at ${end}`);
    if (before !== 0 && (tree.functionId[before] ?? 0) >= (tree.functionId[node] ?? 0)) faults.push(`${node}: order`);
    lastChild[above] = node;
  }
  return faults;
}

/** One frame with that many callees of its own, named in order. */
export function siblingTree(count: number): FlameTree {
  const size = count + 2;
  return {
    parent: Int32Array.from({ length: size }, (_, node) => Math.min(node - 1, 1)),
    subtreeEnd: Int32Array.from({ length: size }, (_, node) => (node < 2 ? size : node + 1)),
    functionId: Int32Array.from({ length: size }, (_, node) => node),
    names: Array.from({ length: size }, (_, node) => (node === 0 ? '' : `f${String(node).padStart(7, '0')}`)),
    own: Uint8Array.from({ length: size }, (_, node) => node % 2),
    baseline: new Float64Array(size).fill(2),
    comparison: new Float64Array(size).fill(3),
    scale: 1,
  };
}

/** One stack of that many frames, `ping` and `pong` by turns, every frame with a cost. */
export function towerTree(depth: number): FlameTree {
  const size = depth + 1;
  return {
    parent: Int32Array.from({ length: size }, (_, node) => node - 1),
    subtreeEnd: new Int32Array(size).fill(size),
    functionId: Int32Array.from({ length: size }, (_, node) => (node === 0 ? 0 : 1 + ((node + 1) % 2))),
    names: ['', 'ping', 'pong'],
    own: Uint8Array.of(0, 0, 1),
    baseline: new Float64Array(size).fill(1),
    comparison: new Float64Array(size).fill(2),
    scale: 1,
  };
}
