import { prefixSums } from './aggregates.ts';
import { SCORE } from './constants.ts';
import { blocksByPod, sumCounts, totalOf } from './comparison.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';
import type { Family, TreeIndex } from './tree-index.ts';

/** One independent witness: a pod, or a block where a side has a single pod. */
export interface Witness {
  readonly pod: string;
  readonly exposure: number;
  readonly seconds: number;
  /** Prefix sums of counts over preorder. */
  readonly before: Float64Array;
  readonly total: number;
}

export interface Witnesses {
  readonly baseline: readonly Witness[];
  readonly comparison: readonly Witness[];
  /** Pods a side, whatever the witnesses are. */
  readonly pods: { readonly baseline: number; readonly comparison: number };
}

export function callWitnesses(sides: Comparison): Witnesses {
  const baseline = blocksByPod(sides.baseline);
  const comparison = blocksByPod(sides.comparison);
  return {
    baseline: witnessesOf(baseline, sides),
    comparison: witnessesOf(comparison, sides),
    pods: { baseline: baseline.size, comparison: comparison.size },
  };
}

function witnessesOf(byPod: Map<string, ExposedBlock[]>, { index, unit }: Comparison): Witness[] {
  const groups = [...byPod.values()];
  const independent = groups.length === 1 ? groups[0]!.map((block) => [block]) : groups;
  return independent.map((blocks) => {
    const before = prefixSums(sumCounts(blocks, index.size, unit));
    return {
      pod: blocks[0]!.pod,
      exposure: totalOf(blocks, 'exposure'),
      seconds: totalOf(blocks, 'seconds'),
      before,
      total: before[index.size]!,
    };
  });
}

/**
 * Relative variance between blocks beyond Poisson: median over functions and both sides of
 * (variance of the block-normalised total − Poisson variance) ÷ mean².
 */
export function measureDispersion(sides: Comparison): number {
  const found = [...dispersions(sides, sides.baseline), ...dispersions(sides, sides.comparison)];
  if (found.length < SCORE.dispersionFunctions) return SCORE.priorDispersion;
  found.sort((x, y) => x - y);
  return Math.max(SCORE.leastDispersion, found[found.length >> 1]!);
}

function dispersions({ index, unit }: Comparison, blocks: readonly ExposedBlock[]): number[] {
  if (blocks.length < SCORE.dispersionBlocks) return [];
  const perBlock = blocks
    .map((block) => totalsOf(index, index.families.total, prefixSums(sumCounts([block], index.size, unit))))
    .filter((block) => block.all > 0);
  if (perBlock.length < SCORE.dispersionBlocks) return [];
  const meanAll = perBlock.reduce((sum, block) => sum + block.all, 0) / perBlock.length;

  const found: number[] = [];
  for (let id = 0; id < index.functions.length; id++) {
    const scaled = perBlock.map((block) => (block.totals[id]! / block.all) * meanAll);
    const mean = scaled.reduce((sum, count) => sum + count, 0) / scaled.length;
    if (mean < SCORE.dispersionLeastMean || mean > SCORE.dispersionMostShare * meanAll) continue;
    const variance = scaled.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (scaled.length - 1);
    const poisson = perBlock.reduce((sum, block) => sum + (mean * meanAll) / block.all, 0) / perBlock.length;
    found.push((variance - poisson) / (mean * mean));
  }
  return found;
}

function totalsOf(index: TreeIndex, family: Family, before: Float64Array): { totals: Float64Array; all: number } {
  const totals = new Float64Array(family.size);
  for (let id = 0, at = 0; id < family.size; id++) {
    for (const end = family.start[id + 1]!; at < end; at++) {
      const node = family.nodes[at]!;
      totals[id]! += before[index.subtreeEnd[node]!]! - before[node]!;
    }
  }
  return { totals, all: before[index.size]! };
}
