import { actionableName } from './change.ts';
import { CPU_ENGINE, CPU_GATE, PODS } from './constants.ts';
import { rankTree } from './rank-tree.ts';
import { totalOf } from './comparison.ts';
import type { Change, Gate } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { Model } from './model.ts';
import type { RankedFinding, TreeRanking } from './rank-tree.ts';

export interface RankedChanges {
  readonly ranking: TreeRanking;
  readonly changes: readonly Change[];
}

/** CPU movers, gated. */
export function rankCpu(sides: Comparison, requestsKnown: boolean): RankedChanges {
  const ranking = rankTree(sides, CPU_ENGINE, requestsKnown);
  return { ranking, changes: ranking.findings.map((finding) => cpuChange(ranking.model, finding)) };
}

function cpuChange(model: Model, finding: RankedFinding): Change {
  const named = actionableName(model, finding);
  const own = model.index.functions[named.functionId]!.own;
  const share = finding.net / model.comparison.inclusive[0]!;
  return {
    profile: 'cpu',
    model,
    allPods: model.witnesses,
    finding,
    ...named,
    own,
    share,
    z: finding.z,
    moved: finding.moved,
    gate: own ? gateOf(finding, share, model) : 'none',
    secondsPerSecond: inSecondsPerSecond(model, finding.score),
  };
}

function gateOf(finding: RankedFinding, share: number, { witnesses, options }: Model): Gate {
  const { moved, keep, z, gain } = finding;
  if (moved >= CPU_GATE.mostMoved || keep < PODS.leastKeep) return 'none';
  if (share >= CPU_GATE.share && z >= CPU_GATE.z && gain >= CPU_GATE.gain) return 'full';
  // Where too few pods tell whether the growth hangs on one of them, it must be as large as a sure one.
  const keepKnown = Math.min(witnesses.pods.baseline, witnesses.pods.comparison) >= options.podsForKeep;
  const leastShare = keepKnown ? CPU_GATE.likelyShare : CPU_GATE.share;
  const clear = share >= CPU_GATE.clearShare && z >= CPU_GATE.clearZ && gain >= CPU_GATE.clearGain;
  if (keepKnown && clear) return 'likely';
  const likely = share >= leastShare && z >= CPU_GATE.likelyZ && gain >= CPU_GATE.likelyGain;
  return likely ? 'likely' : 'none';
}

/** Counts of the comparison as seconds per second of one pod: cores, or seconds waited per second. */
export function inSecondsPerSecond(model: Model, counts: number): number {
  return (counts * model.sides.unit) / 1e9 / totalOf(model.sides.comparison, 'seconds');
}
