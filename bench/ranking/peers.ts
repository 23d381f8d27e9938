/**
 * The rules by which other tools sort a comparison, on the same tree as the engine. Sources: pprof -diff_base sorts by
 * flat or cum delta (https://github.com/google/pprof/blob/main/doc/README.md), perf diff by share of self cost
 * (https://man7.org/linux/man-pages/man1/perf-diff.1.html), flame graph tables by share of total or by its relative
 * change, and statistical detectors by a test per function between windows.
 */
import { functionCosts, type FunctionCosts } from './function-costs.ts';
import type { CallTree } from '../../src/core/profile/call-tree.ts';

export interface Peer {
  readonly name: string;
  /** Canonical names of functions, best suspect first, at most MOST_NAMES. */
  rank(tree: CallTree): string[];
}

const MOST_NAMES = 20;
/** Functions under this share of all cost on both sides have relative changes that say nothing. */
const RELATIVE_FLOOR = 0.01;
/** Welch's t from which a function counts as changed: about p = 0.0001 a function with the blocks of these benches. */
const SIGNIFICANT_T = 4;

/** Sort key of one function from both sides; the highest first. */
type Key = (costs: FunctionCosts, id: number) => number;

export const PEERS: readonly Peer[] = [
  peer('relative total, 1 % floor', relativeTotal),
  peer(
    'share-total',
    ({ total, all }, id) => total.comparison[id]! / all.comparison - total.baseline[id]! / all.baseline,
  ),
  peer('Welch', welch),
  peer('self delta', ({ self, exposure }, id) => self.comparison[id]! - exposure * self.baseline[id]!),
  peer('share-self', ({ self, all }, id) => self.comparison[id]! / all.comparison - self.baseline[id]! / all.baseline),
  peer('total delta', ({ total, exposure }, id) => total.comparison[id]! - exposure * total.baseline[id]!),
];

function peer(name: string, key: Key): Peer {
  return {
    name,
    rank: (tree) => {
      const costs = functionCosts(tree);
      const keyed = tree.functions.map(({ canonicalName }, id) => ({
        canonicalName,
        key: id === 0 ? -Infinity : key(costs, id),
      }));
      keyed.sort((x, y) => y.key - x.key);
      return [...new Set(keyed.map(({ canonicalName }) => canonicalName))].slice(0, MOST_NAMES);
    },
  };
}

/** What is new goes first, by its share; then relative growth. */
function relativeTotal({ total, all }: FunctionCosts, id: number): number {
  const before = total.baseline[id]! / all.baseline;
  const after = total.comparison[id]! / all.comparison;
  if (Math.max(before, after) < RELATIVE_FLOOR) return -1;
  return before > 0 ? after / before - 1 : 1e9 * (1 + after);
}

/** Welch's t of self cost per exposure between blocks; significant ones by growth, the rest below them by t. */
function welch({ selfByBlock }: FunctionCosts, id: number): number {
  const before = momentsOf(selfByBlock.baseline.map((self) => self[id]!));
  const after = momentsOf(selfByBlock.comparison.map((self) => self[id]!));
  const growth = after.mean - before.mean;
  const error = Math.sqrt(before.errorSquared + after.errorSquared);
  const t = growth === 0 ? 0 : growth / Math.max(error, Number.EPSILON);
  return t > SIGNIFICANT_T ? growth : t - 1e6;
}

/** Mean and its squared standard error; with one block nothing is known of the noise, and nothing is significant. */
function momentsOf(values: readonly number[]): { mean: number; errorSquared: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, errorSquared: Infinity };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, errorSquared: squares / (values.length - 1) / values.length };
}
