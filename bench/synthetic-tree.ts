import type { Block, CallTree, FunctionInfo } from '../src/core/profile/call-tree.ts';

/** A repeatable stream of numbers in 0..1 (Lehmer). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A tree of `size` nodes over 4 pods × 3 windows a side, with one function 20 % dearer in the comparison. */
export function syntheticTree(size: number): CallTree {
  const next = numbers(7);
  const functions = Array.from({ length: Math.max(10, Math.round(size / 20)) }, (_, id): FunctionInfo => {
    const name = id === 0 ? '' : `example.com/service/package${id % 40}.Function${id}`;
    return {
      name,
      canonicalName: name,
      file: `package${id % 40}/file.go`,
      line: id,
      lastLine: id + 5,
      own: id % 2 === 1,
    };
  });
  const parent = new Int32Array(size).fill(-1);
  const functionId = new Int32Array(size);
  const subtreeEnd = new Int32Array(size);
  const path = [0];
  for (let node = 1; node < size; node++) {
    const depth = Math.min(path.length, 1 + Math.floor(next() * 40));
    path.length = Math.max(1, next() < 0.6 ? path.length : depth);
    if (path.length > 40) path.length = 20;
    parent[node] = path.at(-1)!;
    functionId[node] = 1 + Math.floor(next() ** 2 * (functions.length - 1));
    path.push(node);
  }
  for (let node = size - 1; node >= 0; node--) {
    subtreeEnd[node] = Math.max(subtreeEnd[node]!, node + 1);
    if (node > 0) subtreeEnd[parent[node]!] = Math.max(subtreeEnd[parent[node]!]!, subtreeEnd[node]!);
  }
  const weights = Float64Array.from(parent, () => next() ** 6 * 10);
  const blocks: Block[] = [];
  for (const side of ['baseline', 'comparison'] as const) {
    for (let at = 0; at < 12; at++) {
      const self = new Float32Array(size);
      for (let node = 1; node < size; node++) {
        const changed = side === 'comparison' && functionId[node] === 3;
        self[node] = Math.floor(weights[node]! * (changed ? 1.5 : 1) + next()) * 1e7;
      }
      blocks.push({ side, pod: `pod-${at % 4}`, seconds: 60, self });
    }
  }
  return { size, parent, subtreeEnd, functionId, functions, blocks, samplePeriod: 1e7 };
}
