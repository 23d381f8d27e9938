/** How stable the answers on the recorded Go service are: random healthy pods, fewer of them, real effects diluted. */
import { countCase, countPair, newCaseTally, type CaseTally } from './case-tally.ts';
import { judge, type Truth } from './judge.ts';
import { mixProfiles, shuffled } from './mix.ts';
import { rankChanges } from '../../src/core/ranking/rank-changes.ts';
import { shopInput, type Pod, type Scenario, type Shop } from './shop.ts';
import { randomOf, type Random } from './random.ts';
import type { ProfileKind } from '../../src/core/profile/profile.ts';
import type { Watch } from './watch.ts';

export interface StressRow {
  readonly pods: number;
  /** Share of every comparison pod that is of the changed build. */
  readonly effect: number;
}

export const STRESS_ROWS: readonly StressRow[] = [
  { pods: 4, effect: 1 },
  { pods: 3, effect: 1 },
  { pods: 2, effect: 1 },
  { pods: 1, effect: 1 },
  { pods: 4, effect: 0.5 },
  { pods: 4, effect: 0.25 },
];

const HEALTHY: Truth = {
  kind: 'nothing-here',
  profile: 'cpu',
  verdicts: ['nothing-here'],
  functions: undefined,
  library: [],
};

/** `repeats` of every scenario that the row allows, and ten times as many healthy pairs. */
export function stress(shop: Shop, row: StressRow, repeats: number, seed: number, watch: Watch): CaseTally {
  const random = randomOf(seed);
  const tally = newCaseTally();
  for (const scenario of shop.scenarios.filter(({ truth }) => applies(truth, row))) {
    for (let i = 0; i < repeats; i++) {
      const { baseline, comparison } = draw(shop, scenario, row, random);
      const input = shopInput(baseline, comparison);
      const ranking = rankChanges(input);
      countCase(tally, scenario.id, scenario.truth, judge(ranking, scenario.truth), ranking.verdict.kind);
      watch({ set: 'shop', id: scenario.id, ...row, input, ranking, truth: scenario.truth });
    }
  }
  for (let i = 0; i < repeats * 10 && shop.healthy.length >= 2 * row.pods; i++) {
    const order = shuffled(shop.healthy, random);
    const input = shopInput(order.slice(0, row.pods), order.slice(row.pods, 2 * row.pods));
    const ranking = rankChanges(input);
    countPair(tally, judge(ranking, HEALTHY), ranking.verdict.kind);
    watch({ set: 'shop', id: 'healthy', ...row, input, ranking, truth: HEALTHY });
  }
  return tally;
}

/** One pod of many needs many; diluted load is no load; healthy scenarios are the pairs. */
function applies({ kind }: Truth, { pods, effect }: StressRow): boolean {
  if (kind === 'nothing-here') return false;
  if (kind === 'one-instance') return pods >= 4;
  return kind !== 'load' || effect === 1;
}

function draw(
  { healthy }: Shop,
  { comparison }: Scenario,
  { pods, effect }: StressRow,
  random: Random,
): { baseline: Pod[]; comparison: Pod[] } {
  const order = shuffled(healthy, random);
  const changed = shuffled(comparison, random).slice(0, pods);
  return {
    baseline: order.slice(0, pods),
    comparison: effect === 1 ? changed : changed.map((pod, i) => dilute(pod, order[pods + i]!, effect, random)),
  };
}

function dilute(changed: Pod, healthy: Pod, effect: number, random: Random): Pod {
  const mixed = new Map<ProfileKind, ReturnType<typeof mixProfiles>>();
  return {
    id: changed.id,
    seconds: healthy.seconds,
    requests: changed.requests * effect + healthy.requests * (1 - effect),
    profile: (kind) => {
      const known = mixed.get(kind) ?? mixProfiles(changed.profile(kind), healthy.profile(kind), effect, random);
      mixed.set(kind, known);
      return known;
    },
  };
}
