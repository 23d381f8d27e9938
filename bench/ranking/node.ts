/** Real regressions of a real Node service, in full and diluted; healthy pairs; traffic × 1.5. */
import { countCase, countPair, newCaseTally, type CaseTally } from './case-tally.ts';
import { diluteNodePod, nodeTree, type Injection, type NodePod, type NodeRuns } from './node-runs.ts';
import { judge, rankOf, type Truth } from './judge.ts';
import { PEERS } from './peers.ts';
import { rankChanges } from '../../src/core/ranking/rank-changes.ts';
import { randomOf, type Random } from './random.ts';
import { shuffled } from './mix.ts';
import type { Watch } from './watch.ts';

export type View = 'own' | 'full';

/** How often a rule puts the truth first and among the first three. */
export interface RuleTally {
  readonly rule: string;
  first: number;
  amongThree: number;
}

export interface NodeRow {
  readonly share: number;
  readonly tally: CaseTally;
  readonly peers: readonly RuleTally[];
}

const PODS = 4;
/** Shares of all CPU to which the injections are diluted, where they are larger. */
const DILUTED_TO = [0.02, 0.01, 0.005, 0.0025, 0.001];

const QUIET: Truth = {
  kind: 'nothing-here',
  profile: 'cpu',
  verdicts: ['nothing-here'],
  functions: undefined,
  library: [],
};

/** A row per size of the effect: every injection in full, then those that can be diluted to a size. */
export function rankInjections(runs: NodeRuns, view: View, repeats: number, seed: number, watch: Watch): NodeRow[] {
  const random = randomOf(seed);
  const inFull = runs.injections.map((injection) =>
    rowOf(runs, [injection], injection.share, view, repeats, random, watch),
  );
  const diluted = DILUTED_TO.map((share) => {
    const larger = runs.injections.filter((injection) => injection.share > share);
    return rowOf(runs, larger, share, view, repeats, random, watch);
  });
  return [...inFull, ...diluted];
}

function rowOf(
  { healthy }: NodeRuns,
  injections: readonly Injection[],
  share: number,
  view: View,
  repeats: number,
  random: Random,
  watch: Watch,
): NodeRow {
  const tally = newCaseTally();
  const peers = PEERS.map(({ name }): RuleTally => ({ rule: name, first: 0, amongThree: 0 }));
  for (const { name, truth, pods, share: inFull } of injections) {
    for (let i = 0; i < repeats; i++) {
      const order = shuffled(healthy, random);
      const left = order.slice(PODS);
      const effect = share / inFull;
      const baseline = order.slice(0, PODS);
      const comparison = shuffled(pods, random).map((pod, at) =>
        effect === 1 ? pod : diluteNodePod(pod, left[at % left.length]!, effect, random),
      );
      const input = { cpu: nodeTree(baseline, comparison, view) };
      const ranking = rankChanges(input);
      const answer = ranking.verdict.kind;
      countCase(tally, `${name} at ${+(share * 100).toFixed(2)} %`, truth, judge(ranking, truth), answer);
      watch({ set: 'node', id: name, pods: PODS, effect, input, ranking, truth });
      const whole = nodeTree(baseline, comparison, 'full');
      for (const [at, peer] of PEERS.entries()) {
        const rank = rankOf(peer.rank(whole), truth.functions!);
        peers[at]!.first += Number(rank === 1);
        peers[at]!.amongThree += Number(rank <= 3);
      }
    }
  }
  return { share, tally, peers };
}

/** Every way to choose two healthy sets of the same size: 3, 2 or 1 pods a side. */
export function rankHealthyPairs({ healthy }: NodeRuns, view: View, watch: Watch): CaseTally {
  const tally = newCaseTally();
  for (const size of [3, 2, 1]) {
    for (const baseline of subsets(healthy, size)) {
      const rest = healthy.filter((pod) => !baseline.includes(pod));
      for (const comparison of subsets(rest, size)) rankPair(tally, 'healthy', baseline, comparison, view, watch);
    }
  }
  return tally;
}

/** Healthy pods against pods under more traffic, of which only seconds are known. */
export function rankLoadPairs({ healthy, loaded }: NodeRuns, view: View, watch: Watch): CaseTally {
  const tally = newCaseTally();
  for (const size of [4, 3, 2])
    for (const baseline of subsets(healthy, size)) rankPair(tally, 'traffic × 1.5', baseline, loaded, view, watch);
  return tally;
}

function rankPair(
  tally: CaseTally,
  id: string,
  baseline: readonly NodePod[],
  comparison: readonly NodePod[],
  view: View,
  watch: Watch,
): void {
  const input = { cpu: nodeTree(baseline, comparison, view) };
  const ranking = rankChanges(input);
  countPair(tally, judge(ranking, QUIET), `${baseline.length} pods: ${ranking.verdict.kind}`);
  watch({ set: 'node', id, pods: baseline.length, effect: 1, input, ranking, truth: QUIET });
}

function subsets<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}
