import { blocksByPod } from './comparison.ts';
import { asSibling } from './pod-spread.ts';
import { CPU_GATE, ODD_POD, WAIT_GATE } from './constants.ts';
import { deviance } from './score.ts';
import { rankCpu } from './cpu-changes.ts';
import { rankWaits } from './wait-changes.ts';
import { sumOver, supportOf } from './support.ts';
import { prefixSums } from './aggregates.ts';
import { sumCounts, totalOf } from './comparison.ts';
import type { Change } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { PodPressure } from './pod-pressure.ts';

/** What one pod spends in every function: totals per function, in counts. */
interface PodTotals {
  readonly pod: string;
  readonly side: 'baseline' | 'comparison';
  readonly totals: Float64Array;
  readonly all: number;
  readonly exposure: number;
}

/** One comparison pod against the baseline and its siblings: its first mover, when the siblings do not show it. */
export function findOddCpuPod(sides: Comparison, requestsKnown: boolean): Change | undefined {
  const pods = enoughPods(sides);
  let best: Change | undefined;
  for (const suspect of pods.filter(({ side }) => side === 'comparison')) {
    if (!standsOut(sides, pods, suspect)) continue;
    const first = rankCpu(onePodAside(sides, suspect.pod), requestsKnown).changes[0];
    if (first === undefined || !first.own || first.moved >= CPU_GATE.mostMoved) continue;
    const { z, finding, share } = first;
    if (share < ODD_POD.share || z < ODD_POD.z || finding.gain < ODD_POD.gain) continue;
    if (!spendsMost(pods, suspect, first)) continue;
    if (best === undefined || finding.gain > best.finding.gain) best = { ...first, only: only(pods, suspect) };
  }
  return best;
}

/** The same for waiting: a pod that its host does not press, and whose wait is several times that of every other pod. */
export function findOddWaitPod(sides: Comparison, pressure: PodPressure, requestsKnown: boolean): Change | undefined {
  const pods = enoughPods(sides);
  let best: Change | undefined;
  for (const suspect of pods.filter(({ side }) => side === 'comparison')) {
    if ((pressure.comparison.get(suspect.pod) ?? 0) > pressure.median + ODD_POD.mostPressure) continue;
    const others = pods.filter((pod) => pod !== suspect);
    const alone = (id: number): boolean => waitsAlone(suspect, others, id);
    if (!sides.index.functions.some(({ own }, id) => own && alone(id))) continue;
    const first = rankWaits(onePodAside(sides, suspect.pod), requestsKnown).changes[0];
    if (first === undefined || !first.own || !alone(first.functionId)) continue;
    const { wait, share, z } = first;
    if (wait === undefined || wait.events < WAIT_GATE.events || wait.stretch > ODD_POD.mostStretch) continue;
    if (share < ODD_POD.waitShare || z < ODD_POD.z) continue;
    if (best === undefined || share > best.share) best = { ...first, only: only(pods, suspect) };
  }
  return best;
}

function only(pods: readonly PodTotals[], { pod }: PodTotals): { pod: string; of: number } {
  return { pod, of: pods.filter(({ side }) => side === 'comparison').length };
}

function enoughPods(sides: Comparison): PodTotals[] {
  const baseline = totalsByPod(sides, 'baseline');
  const comparison = totalsByPod(sides, 'comparison');
  return Math.min(baseline.length, comparison.length) < ODD_POD.leastPods ? [] : [...baseline, ...comparison];
}

function totalsByPod(sides: Comparison, side: 'baseline' | 'comparison'): PodTotals[] {
  const { index, unit } = sides;
  return [...blocksByPod(sides[side])].map(([pod, blocks]) => {
    const before = prefixSums(sumCounts(blocks, index.size, unit));
    const totals = Float64Array.from(index.functions, (_, id) =>
      sumOver(index, supportOf(index, { kind: 'total', id }), before),
    );
    return { pod, side, totals, all: before[index.size]!, exposure: totalOf(blocks, 'exposure') };
  });
}

/** Ranking a pod costs a whole ranking; most pods show at a glance that none of their functions could pass the gate. */
function standsOut({ index }: Comparison, pods: readonly PodTotals[], suspect: PodTotals): boolean {
  const others = pods.filter((pod) => pod !== suspect);
  const rest = others.reduce((sum, pod) => sum + pod.all, 0);
  if (rest <= 0) return true;
  const expected = suspect.all / rest;
  return index.functions.some(({ own }, id) => {
    const after = suspect.totals[id]!;
    if (!own || after < (ODD_POD.share / 2) * suspect.all) return false;
    const before = others.reduce((sum, pod) => sum + pod.totals[id]!, 0);
    const grown = after - expected * before;
    return grown >= (ODD_POD.share / 2) * suspect.all && deviance(before, after, expected) >= ODD_POD.gain;
  });
}

/** Above every other pod of both sides, not only above their mean: one of many is always the highest. */
function spendsMost(pods: readonly PodTotals[], suspect: PodTotals, { finding }: Change): boolean {
  const shareOf = ({ totals, all }: PodTotals): number => (all > 0 ? totals[finding.functionId]! / all : 0);
  const most = Math.max(...pods.filter((pod) => pod !== suspect).map(shareOf));
  return shareOf(suspect) >= ODD_POD.cpuTimes * most;
}

function waitsAlone(suspect: PodTotals, others: readonly PodTotals[], id: number): boolean {
  const rate = suspect.totals[id]! / suspect.exposure;
  return rate > 0 && others.every((pod) => (pod.totals[id]! / pod.exposure) * ODD_POD.waitTimes <= rate);
}

/** Its siblings join the baseline, under names that cannot meet a baseline pod's. */
function onePodAside(sides: Comparison, pod: string): Comparison {
  const siblings = sides.comparison
    .filter((block) => block.pod !== pod)
    .map((block) => ({ ...block, pod: asSibling(block.pod) }));
  return {
    ...sides,
    baseline: [...sides.baseline, ...siblings],
    comparison: sides.comparison.filter((block) => block.pod === pod),
  };
}
