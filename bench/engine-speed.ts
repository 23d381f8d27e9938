/** The engine's figures, one JSON line each, as ratios to a peer in the same run where there is one. Run: npx node bench/engine-speed.ts */
import { rankChanges } from '../src/core/ranking/rank-changes.ts';
import { syntheticTree } from './synthetic-tree.ts';

const RANKED_SIZES = [1_000, 10_000, 50_000, 200_000, 1_000_000];
const ROUNDS = 5;

function print(figure: string, numbers: Record<string, number | string>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...numbers })}\n`);
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}

/** Best of ROUNDS per size, and how much the time grows per tenfold growth of the tree: 10 would be linear. */
function measureRanking(): void {
  const best = RANKED_SIZES.map((size) => {
    const cpu = syntheticTree(size);
    const times = Array.from({ length: ROUNDS }, () => {
      const begun = performance.now();
      rankChanges({ cpu });
      return performance.now() - begun;
    });
    const milliseconds = Math.min(...times);
    print('ranking, 24 blocks', {
      nodes: size,
      best: rounded(milliseconds),
      first: rounded(times[0]!),
      nanosecondsPerNode: Math.round((milliseconds * 1e6) / size),
      ...(size === 50_000 ? { bar: 150 } : {}),
    });
    return milliseconds;
  });
  const decades = Math.log10(RANKED_SIZES.at(-1)! / RANKED_SIZES[0]!);
  print('ranking, slope of log time over log nodes', { slope: rounded(Math.log10(best.at(-1)! / best[0]!) / decades) });
}

measureRanking();
