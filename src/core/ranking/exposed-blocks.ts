import { indexTree } from './tree-index.ts';
import type { Block, CallTree } from '../profile/call-tree.ts';
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
  const baseline = tree.blocks.filter((block) => block.side === 'baseline');
  const comparison = tree.blocks.filter((block) => block.side === 'comparison');
  const requests = perBlock(baseline, comparison) ?? shared(baseline, comparison, totals);
  return {
    sides: {
      index: indexTree(tree),
      baseline: expose(baseline, requests?.baseline),
      comparison: expose(comparison, requests?.comparison),
      unit,
    },
    requestsKnown: requests !== undefined,
  };
}

function expose(blocks: readonly Block[], requests: readonly number[] | undefined): ExposedBlock[] {
  return blocks.map(({ pod, seconds, self, events }, i) => ({
    pod,
    seconds,
    exposure: requests?.[i] ?? seconds,
    self,
    ...(events !== undefined && { events }),
  }));
}

interface SideExposures {
  readonly baseline: readonly number[];
  readonly comparison: readonly number[];
}

function perBlock(baseline: readonly Block[], comparison: readonly Block[]): SideExposures | undefined {
  if (![...baseline, ...comparison].every(({ requests }) => requests !== undefined && requests > 0)) return undefined;
  return { baseline: requestsOf(baseline), comparison: requestsOf(comparison) };
}

function requestsOf(blocks: readonly Block[]): number[] {
  return blocks.map(({ requests = 0 }) => requests);
}

function shared(
  baseline: readonly Block[],
  comparison: readonly Block[],
  totals: RequestTotals | undefined,
): SideExposures | undefined {
  if (totals === undefined || totals.baseline <= 0 || totals.comparison <= 0) return undefined;
  return { baseline: shareByTime(baseline, totals.baseline), comparison: shareByTime(comparison, totals.comparison) };
}

function shareByTime(blocks: readonly Block[], total: number): number[] {
  const all = blocks.reduce((sum, { seconds }) => sum + seconds, 0);
  return blocks.map(({ seconds }) => (total * seconds) / all);
}
