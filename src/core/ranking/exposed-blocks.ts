import { indexTree } from './tree-index.ts';
import type { Block, CallTree, Side } from '../profile/call-tree.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';

/** Requests served on each side, in all. */
export interface RequestTotals {
  readonly baseline: number;
  readonly comparison: number;
}

export interface ExposedTree {
  readonly sides: Comparison;
  /** Exposure is requests; else it is seconds. */
  readonly requestsKnown: boolean;
}

/**
 * Indexes the tree and says how much every block could have spent cost on: its own requests, else its share by time
 * of the side's requests, else its seconds.
 */
export function exposeTree(tree: CallTree, unit: number, totals: RequestTotals | undefined): ExposedTree {
  const ofSide = (side: Side): Block[] => tree.blocks.filter((block) => block.side === side);
  const baseline = ofSide('baseline');
  const comparison = ofSide('comparison');
  const exposures = perBlock(baseline, comparison) ?? (totals && shared(baseline, comparison, totals)) ?? undefined;
  const expose = (blocks: readonly Block[], requests: readonly number[] | undefined): ExposedBlock[] =>
    blocks.map(({ pod, seconds, self, events }, i) => ({
      pod,
      seconds,
      exposure: requests?.[i] ?? seconds,
      self,
      ...(events !== undefined && { events }),
    }));
  return {
    sides: {
      index: indexTree(tree),
      baseline: expose(baseline, exposures?.baseline),
      comparison: expose(comparison, exposures?.comparison),
      unit,
    },
    requestsKnown: exposures !== undefined,
  };
}

interface SideExposures {
  readonly baseline: readonly number[];
  readonly comparison: readonly number[];
}

function perBlock(baseline: readonly Block[], comparison: readonly Block[]): SideExposures | undefined {
  const requestsOf = (blocks: readonly Block[]): number[] => blocks.map((block) => block.requests ?? 0);
  const sides = { baseline: requestsOf(baseline), comparison: requestsOf(comparison) };
  const known = [...sides.baseline, ...sides.comparison].every((requests) => requests > 0);
  return known ? sides : undefined;
}

function shared(
  baseline: readonly Block[],
  comparison: readonly Block[],
  totals: RequestTotals,
): SideExposures | undefined {
  if (!(totals.baseline > 0 && totals.comparison > 0)) return undefined;
  const share = (blocks: readonly Block[], total: number): number[] => {
    const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
    return blocks.map((block) => (total * block.seconds) / seconds);
  };
  return { baseline: share(baseline, totals.baseline), comparison: share(comparison, totals.comparison) };
}
