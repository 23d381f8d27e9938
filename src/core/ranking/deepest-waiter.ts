import { endOf } from './support.ts';
import { PURSUIT } from './constants.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';

/**
 * The deepest own function below a waiting finding that carries most of its growth: the pool's acquire, the method that
 * takes the lock, the client's call, and not the handler above. −1 when the growth is spread over several.
 */
export function deepestWaiter(model: Model, { support }: Finding): number {
  const { index, baseline, comparison, expected } = model;
  const grown = (node: number): number => comparison.inclusive[node]! - expected * baseline.inclusive[node]!;
  const growth = new Map<number, number>();
  const depth = new Map<number, number>();
  let all = 0;
  for (const start of support.starts) {
    const end = endOf(index, support, start);
    all += grown(start);
    const openUntil = new Map<number, number>();
    for (let node = start; node < end; node++) {
      const id = index.functionId[node]!;
      // Recursion counts once per stack.
      if (!index.functions[id]!.own || node < (openUntil.get(id) ?? 0)) continue;
      openUntil.set(id, index.subtreeEnd[node]!);
      growth.set(id, (growth.get(id) ?? 0) + grown(node));
      depth.set(id, Math.max(depth.get(id) ?? 0, index.depth[node]!));
    }
  }
  let deepest = -1;
  for (const [id, grew] of growth) {
    if (grew < PURSUIT.throughShare * all) continue;
    if (deepest < 0 || depth.get(id)! > depth.get(deepest)!) deepest = id;
  }
  return deepest;
}
