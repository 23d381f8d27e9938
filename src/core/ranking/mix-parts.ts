import { fitDrift } from './drift.ts';
import { forEachNode } from './support.ts';
import type { Model } from './model.ts';
import type { Support } from './support.ts';

/** Self cost per function in one part of the tree, in counts. */
export interface Part {
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
  readonly before: number;
  readonly after: number;
}

/** What the service does at its own request: every stack from its topmost own frame down. Runtime work beside it follows nobody. */
export function ownPart(model: Model): Part {
  const { index } = model;
  const isOwn = new Uint8Array(index.size);
  return sumPart(model, (visit) => {
    for (let node = 1; node < index.size; node++) {
      if (isOwn[index.parent[node]!] !== 1 && !index.functions[index.functionId[node]!]!.own) continue;
      isOwn[node] = 1;
      visit(node);
    }
  });
}

export function supportPart(model: Model, support: Support): Part {
  return sumPart(model, (visit) => forEachNode(model.index, support, visit));
}

function sumPart(
  { index, baselineCounts, comparisonCounts }: Model,
  each: (visit: (node: number) => void) => void,
): Part {
  const baseline = new Float64Array(index.functions.length);
  const comparison = new Float64Array(index.functions.length);
  let before = 0;
  let after = 0;
  each((node) => {
    const id = index.functionId[node]!;
    baseline[id]! += baselineCounts[node]!;
    comparison[id]! += comparisonCounts[node]!;
    before += baselineCounts[node]!;
    after += comparisonCounts[node]!;
  });
  return { baseline, comparison, before, after };
}

export function withoutPart(all: Part, inner: Part): Part {
  return {
    baseline: all.baseline.map((count, id) => Math.max(0, count - inner.baseline[id]!)),
    comparison: all.comparison.map((count, id) => Math.max(0, count - inner.comparison[id]!)),
    before: all.before - inner.before,
    after: all.after - inner.after,
  };
}

/** Factor of the part's middle functions; those that came or went altogether belong to what came or went. */
export function middleFactor({ baseline, comparison }: Part, ratio: number): number {
  const lasting = comparison.map((count, id) => (count === 0 ? 0 : baseline[id]!));
  return fitDrift(lasting, comparison, ratio);
}

/** Functions of the part with enough samples to tell, and the largest share of one. */
export function breadthOf(part: Part, ratio: number, leastSamples: number): { functions: number; largest: number } {
  let functions = 0;
  let largest = 0;
  for (let id = 0; id < part.baseline.length; id++) {
    const samples = part.baseline[id]! * ratio + part.comparison[id]!;
    if (samples >= leastSamples) functions++;
    largest = Math.max(largest, samples);
  }
  return { functions, largest: largest / Math.max(1, part.before * ratio + part.after) };
}
