import type { FlameTree } from '../src/core/flamegraph/picture.ts';

/** Seeded, so that every run draws the same picture (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A Go-like tree: each frame shares its cost heavy-tailed among one to six callees, a tenth of the subtrees changed. */
export function goLikeTree(nodes: number, seed: number, functions = 3_000): FlameTree {
  const roll = dice(seed);
  const parent: number[] = [];
  const subtreeEnd: number[] = [];
  const baseline: number[] = [];
  const comparison: number[] = [];
  const grow = (above: number, cost: number, budget: number, depth: number, factor: number): void => {
    const node = parent.length;
    const count = budget < 2 || depth > 54 ? 0 : depth < 6 ? 1 : Math.min(budget - 1, 1 + Math.floor(roll() ** 2 * 6));
    const self = count === 0 ? cost : cost * roll() ** 3 * 0.2;
    parent.push(above);
    subtreeEnd.push(node + 1);
    baseline.push(Math.round(self));
    comparison.push(Math.round(self * factor));
    const shares = Array.from({ length: count }, () => roll() ** 3 + 0.01);
    const all = shares.reduce((sum, share) => sum + share, 0);
    for (const share of shares) {
      const changed = roll() < 0.02 ? factor * (0.3 + roll() * 3) : factor;
      grow(node, ((cost - self) * share) / all, Math.round(((budget - 1) * share) / all), depth + 1, changed);
    }
    subtreeEnd[node] = parent.length;
  };
  grow(-1, nodes * 20, nodes, 0, 1);
  const words = ['Encode', 'lookupRow', 'flush', 'parse', 'Marshal', 'mergeQueue', 'ServeHTTP', 'validatePrice'];
  const names = Array.from(
    { length: functions },
    (_, i) => `example.com/shop/p${i % 97}.(*Type${i % 31}).${words[i % 8]}${i}`,
  );
  return {
    parent: Int32Array.from(parent),
    subtreeEnd: Int32Array.from(subtreeEnd),
    functionId: Int32Array.from(parent, (_, node) => (node * 7919) % functions),
    names: ['', ...names.slice(1)],
    baseline: Float64Array.from(baseline),
    comparison: Float64Array.from(comparison),
    scale: 1,
  };
}
