import { blocksByPod, totalOf } from './comparison.ts';
import { confidenceOf } from './confidence.ts';
import { CPU_GATE, PODS, PURSUIT, VERDICT, WAIT_GATE } from './constants.ts';
import { forEachNode, sumOver } from './support.ts';
import { neighboursOf } from './neighbours.ts';
import { podSpread } from './pod-spread.ts';
import type { Change } from './change.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';
import type { Mover } from '../report/analysis.ts';
import type { TreeRanking } from './rank-tree.ts';
import type { Witness, Witnesses } from './pod-counts.ts';

/** Nobody reads further; the page shows the tree. */
const MOST_MOVERS = 12;

interface MeasuredRates {
  /** Seconds per second of one instance. */
  readonly baseline: number;
  readonly comparison: number;
  readonly margin: number;
}

/** One profile's ranking, with all pods over its tree. */
export interface RankedProfile {
  readonly profile: Mover['profile'];
  readonly ranking: TreeRanking;
  readonly allPods: Witnesses;
}

/** The list that people see: changes in order, then what fell, one line per function and profile. */
export function toMovers(changes: readonly Change[], rankings: readonly RankedProfile[]): Mover[] {
  const grown = changes.map((change) => toMover(change));
  const fallen = rankings.flatMap(declinedMovers);
  const seen = new Set<string>();
  const distinct = [...grown, ...fallen].filter((mover) => {
    const key = `${mover.profile} ${mover.function} ${mover.file}`;
    return !seen.has(key) && seen.add(key);
  });
  return distinct.slice(0, MOST_MOVERS).map((mover, i) => ({ ...mover, rank: i + 1 }));
}

export function toMover(change: Change): Mover {
  const { model, finding, functionId, throughId } = change;
  const { functions } = model.index;
  const isNew = appeared(model, functionId);
  const nameOf = (id: number): string => functions[id]!.name;
  const alternatives = finding.rivals
    .map(({ functionId: id }) => nameOf(id))
    .filter((name) => name !== nameOf(functionId) && (throughId === undefined || name !== nameOf(throughId)));
  const callerId = throughId === undefined && finding.kind !== 'self' ? finding.callerId : -1;
  return {
    ...common(model, finding, functionId, change.profile),
    rank: 0,
    ...(callerId > 0 && callerId !== functionId && { caller: nameOf(callerId) }),
    ...(throughId !== undefined && { through: nameOf(throughId) }),
    ...(change.heldBy !== undefined && { heldBy: change.heldBy }),
    ...relativeOf(ratesOf(model, finding), isNew),
    share: change.share,
    isNew,
    gated: change.gate !== 'none' || change.only !== undefined,
    confidence: confidenceOf(change),
    alternatives: alternatives.slice(0, PURSUIT.mostAlternatives),
    ...(finding.movedFrom !== undefined && { movedFrom: nameOf(finding.movedFrom) }),
    instances: instancesOf(change),
    pods: podSpread(model, finding.support, change.allPods),
    around: neighboursOf(model, finding, functionId),
  };
}

/** What fell as clearly as growth must rise to be named. */
function declinedMovers({ profile, ranking: { model, declines }, allPods }: RankedProfile): Mover[] {
  const leastShare = profile === 'cpu' ? CPU_GATE.likelyShare : WAIT_GATE.share;
  const before = model.expected * model.baseline.inclusive[0]!;
  return declines
    .filter(({ growth, offset, z, functionId, keep }) => {
      const { own } = model.index.functions[functionId]!;
      const left = growth * (1 - offset) * (profile === 'cpu' ? 1 : keep);
      return own && left >= leastShare * before && z <= -VERDICT.movedZ;
    })
    .map((finding) => {
      const after = model.comparison.inclusive[0]!;
      return {
        ...common(model, finding, finding.functionId, profile),
        rank: 0,
        ...relativeOf(ratesOf(model, finding), false),
        share: after > 0 ? -finding.growth / after : 0,
        isNew: false,
        gated: false,
        confidence: 'likely' as const,
        alternatives: [],
        instances: { affected: 0, of: blocksByPod(model.sides.comparison).size },
        pods: podSpread(model, finding.support, allPods),
      };
    });
}

function common(model: Model, finding: Finding, functionId: number, profile: Mover['profile']) {
  const { name, file, line, lastLine, own } = model.index.functions[functionId]!;
  const { baseline, comparison, margin } = ratesOf(model, finding);
  const delta = comparison - baseline;
  return {
    profile,
    function: name,
    file,
    line,
    lastLine,
    own,
    kind: finding.kind,
    baseline,
    comparison,
    delta,
    interval: [delta - margin, delta + margin] as const,
  };
}

/** Average rates of one instance over the finding's whole support, whatever earlier findings took out of it. */
function ratesOf(model: Model, { support, standardError }: Finding): MeasuredRates {
  const { sides } = model;
  let before = 0;
  let after = 0;
  forEachNode(model.index, support, (node) => {
    before += model.baselineCounts[node]!;
    after += model.comparisonCounts[node]!;
  });
  const nanoseconds = sides.unit / 1e9;
  const comparisonSeconds = totalOf(sides.comparison, 'seconds');
  return {
    baseline: (before * nanoseconds) / totalOf(sides.baseline, 'seconds'),
    comparison: (after * nanoseconds) / comparisonSeconds,
    margin: (PODS.interval * standardError * nanoseconds) / comparisonSeconds,
  };
}

function relativeOf({ baseline, comparison }: MeasuredRates, isNew: boolean): { relative?: number } {
  return isNew || baseline <= 0 ? {} : { relative: comparison / baseline - 1 };
}

/** Not one sample before: stricter than the engine's own "practically new", since people read it as "did not exist". */
function appeared({ baseline }: Model, functionId: number): boolean {
  return baseline.sums.total[functionId]! < PURSUIT.newSamples;
}

/** A pod shows the change when it grew by at least a third of the average growth. */
function instancesOf({ model, allPods, finding, only }: Change): Mover['instances'] {
  if (only !== undefined) return { affected: 1, of: only.of, only: only.pod };
  const rateOf = (witnesses: readonly Witness[]): number => {
    let counts = 0;
    let exposure = 0;
    for (const witness of witnesses) {
      counts += sumOver(model.index, finding.support, witness.before);
      exposure += witness.exposure;
    }
    return counts / exposure;
  };
  const expected = rateOf(model.witnesses.baseline) * model.drift;
  const growth = rateOf(model.witnesses.comparison) - expected;
  const pods = [...Map.groupBy(allPods.comparison, (witness) => witness.pod)];
  const affected = pods.filter(([, witnesses]) => rateOf(witnesses) - expected >= growth / 3);
  const single = affected.length === 1 && pods.length > 1 ? affected[0]![0] : undefined;
  return { affected: affected.length, of: pods.length, ...(single !== undefined && { only: single }) };
}
