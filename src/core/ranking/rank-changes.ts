import { confidenceOf } from './confidence.ts';
import { cpuSufficiency, waitSufficiency } from './sufficient-data.ts';
import { decideVerdict, isGated, orderChanges, waitsForLock, withoutChance, withoutQueues } from './decide-verdict.ts';
import { describeLoad, measureTraffic } from './traffic.ts';
import { exposeTree } from './exposed-blocks.ts';
import { findMix } from './mix.ts';
import { findOddCpuPod, findOddWaitPod } from './odd-pod.ts';
import { findShortage, measureHostPressure } from './throttle.ts';
import { measureRuntime } from './runtime-work.ts';
import { splitLoad } from './load-split.ts';
import { rankCpu } from './cpu-changes.ts';
import { rankingNotices } from './notices.ts';
import { rankWaits } from './wait-changes.ts';
import { relativeChange } from './totals.ts';
import { toMover, toMovers } from './movers.ts';
import { USUAL_SAMPLE_PERIOD, VERDICT, WAIT_ENGINE, WAIT_GATE } from './constants.ts';
import { verdictSentence } from './verdict-sentence.ts';
import { waitUnit } from './wait-unit.ts';
import type { CallTree } from '../profile/call-tree.ts';
import type { Change } from './change.ts';
import type { Confidence, Load, LoadSplit, Mover, Verdict } from '../report/analysis.ts';
import type { Decision } from './decide-verdict.ts';
import type { ExposedTree, RequestTotals } from './exposed-blocks.ts';
import type { RankedChanges } from './cpu-changes.ts';
import type { Model } from './model.ts';
import type { RankedWaits } from './wait-changes.ts';
import type { Sufficiency } from './sufficient-data.ts';

export interface RankingInput {
  /** Own view. */
  readonly cpu?: CallTree;
  /** Who waits: a block or off-CPU profile in own view, idle waits dropped. */
  readonly waits?: CallTree;
  /** Who holds: a mutex profile, the same way. */
  readonly holders?: CallTree;
  /** Requests served on each side in all, where the blocks do not carry them. */
  readonly requests?: RequestTotals;
}

export interface Ranking {
  readonly verdict: Omit<Verdict, 'culprits'>;
  readonly movers: readonly Mover[];
  readonly load: Load;
  readonly notices: readonly string[];
  /** What moved beside the changes, as measured, for whoever paints them; absent where nothing was ranked. */
  readonly noise: { readonly cpu?: MeasuredNoise; readonly waits?: MeasuredNoise };
}

export interface MeasuredNoise {
  /** How much everything moved together beyond exposure. */
  readonly drift: number;
  /** Relative variance of the comparison of two windows, beyond counting. */
  readonly relativeVariance: number;
}

/** What the engine can work with. */
interface Material {
  readonly cpu: ExposedTree | undefined;
  readonly waits: ExposedTree | undefined;
  readonly holders: ExposedTree | undefined;
  readonly cpuData: Sufficiency | undefined;
  readonly waitData: Sufficiency | undefined;
}

/**
 * Which functions' cost grew between baseline and comparison, by how much, how sure, and whether it is the code, the
 * load, or a move of cost. Pure: the same input gives the same answer, and the order of blocks does not matter.
 */
export function rankChanges(input: RankingInput): Ranking {
  const material = gather(input);
  const cpuTree = material.cpuData?.enough === true ? material.cpu : undefined;
  const waitTree = material.waitData?.enough === true ? material.waits : undefined;
  const traffic = measureTrafficOf(material);
  const cpuTotals = cpuTree && material.cpuData?.totals;
  const waitTotals = waitTree && material.waitData?.totals;

  if (cpuTree === undefined && waitTree === undefined) return notEnoughData(material);

  const cpu = cpuTree && rankCpu(cpuTree.sides, cpuTree.requestsKnown);
  const waits = waitTree && rankWaits(waitTree.sides, waitTree.requestsKnown);
  const mix = cpu && findMix(cpu, cpuTree.requestsKnown);
  const pressure = waitTree && waits && measureHostPressure(waitTree.sides, waits);
  const shortage = findShortage(pressure, cpu?.ranking.model, traffic);
  const evidence = {
    cpu: withoutChance(cpu?.changes ?? [], mix, shortage),
    waits: withoutQueues(waits?.changes ?? [], traffic, shortage).map((change) => withHolder(change, material.holders)),
    ...oddPods(cpuTree, cpu, waitTree, waits),
    runtime: cpu && measureRuntime(cpuTree.sides, cpu.ranking.model),
    traffic,
    mix,
    shortage,
  };
  const decision = decideVerdict(evidence);
  const noiseMeasured = [cpuTree, waitTree].some((tree) => tree !== undefined && hasMeasuredNoise(tree));
  const blamed = decision.blamed && toMover(decision.blamed);
  const rankings = [
    ...(cpu ? [{ profile: 'cpu' as const, ranking: cpu.ranking, allPods: cpu.ranking.model.witnesses }] : []),
    ...(waits ? [{ profile: 'off-cpu' as const, ranking: waits.ranking, allPods: waits.allPods }] : []),
  ];
  const drift = cpu?.ranking.model.drift ?? 1;
  const growth = relativeChange((cpuTotals ?? waitTotals)!.perSecond);
  return {
    verdict: {
      kind: decision.kind,
      confidence: verdictConfidence(decision, cpuTree, material.cpuData, noiseMeasured),
      sentence: verdictSentence(decision, {
        cpu: cpuTotals,
        waits: waitTotals,
        traffic,
        mover: blamed,
      }),
    },
    movers: toMovers(orderChanges(evidence, decision), rankings),
    load: {
      ...describeLoad(decision, traffic, growth, drift, waits?.stretch),
      split: [
        ...(cpu ? [splitOf('cpu', cpuTree, cpu, evidence.cpu, evidence.oddCpuPod)] : []),
        ...(waits ? [splitOf('off-cpu', waitTree, waits, evidence.waits, evidence.oddWaitPod, waits.stretch)] : []),
      ],
    },
    notices: rankingNotices({
      ...material,
      cpuTree,
      waitTree,
      waits,
      waitChanges: evidence.waits,
      decision,
      pressure,
      drift,
      traffic,
      noiseMeasured,
    }),
    noise: {
      ...(cpu && { cpu: noiseOf(cpu.ranking.model, 1) }),
      ...(waits && { waits: noiseOf(waits.ranking.model, waits.stretch) }),
    },
  };
}

/** Waits vary more between windows than their counts and pods tell. */
function noiseOf(model: Model, stretch: number): MeasuredNoise {
  const least = model.options === WAIT_ENGINE ? WAIT_GATE.drift ** 2 : 0;
  return { drift: model.drift * stretch, relativeVariance: Math.max(least, model.relativeVariance) };
}

function splitOf(
  profile: Mover['profile'],
  { sides, requestsKnown }: ExposedTree,
  { ranking: { model } }: RankedChanges,
  changes: readonly Change[],
  oddPod: Change | undefined,
  stretch = 1,
): LoadSplit {
  const named = [...changes.filter(isGated), ...(oddPod === undefined ? [] : [oddPod])];
  return splitLoad({ profile, model, sides, named, requestsKnown, stretch });
}

function gather({ cpu, waits, holders, requests }: RankingInput): Material {
  const exposed = {
    cpu: cpu && exposeTree(cpu, cpu.samplePeriod > 0 ? cpu.samplePeriod : USUAL_SAMPLE_PERIOD, requests),
    waits: waits && exposeWaits(waits, requests),
    holders: holders && exposeWaits(holders, requests),
  };
  return {
    ...exposed,
    cpuData: exposed.cpu && cpuSufficiency(exposed.cpu),
    waitData: exposed.waits && waitSufficiency(exposed.waits),
  };
}

function exposeWaits(tree: CallTree, requests: RequestTotals | undefined): ExposedTree {
  const exposed = exposeTree(tree, 1, requests);
  return { ...exposed, sides: { ...exposed.sides, unit: waitUnit(exposed.sides) } };
}

function measureTrafficOf({ cpu, waits }: Material) {
  const known = [cpu, waits].find((tree) => tree?.requestsKnown === true);
  return known && measureTraffic(known);
}

/** Odd pods cost a ranking each: they are looked for only when nothing of the pooled ranking may be named. */
function oddPods(
  cpuTree: ExposedTree | undefined,
  cpu: RankedChanges | undefined,
  waitTree: ExposedTree | undefined,
  waits: RankedWaits | undefined,
): { oddCpuPod: Change | undefined; oddWaitPod: Change | undefined } {
  if (cpu?.changes.some(isGated)) return { oddCpuPod: undefined, oddWaitPod: undefined };
  const oddCpuPod = cpuTree && findOddCpuPod(cpuTree.sides, cpuTree.requestsKnown);
  const settled = oddCpuPod !== undefined || waits?.changes.some(isGated) === true;
  if (settled || waitTree === undefined || waits === undefined) return { oddCpuPod, oddWaitPod: undefined };
  return { oddCpuPod, oddWaitPod: findOddWaitPod(waitTree.sides, waits.pressure, waitTree.requestsKnown) };
}

/** Block names who waits, mutex who released: its first own mover is the holder. */
function withHolder(change: Change, holders: ExposedTree | undefined): Change {
  const comparable = holders !== undefined && waitSufficiency(holders).enough;
  if (!comparable || !isGated(change) || !waitsForLock(change)) return change;
  const holder = rankWaits(holders.sides, holders.requestsKnown).changes[0];
  return holder?.own ? { ...change, heldBy: holder.model.index.functions[holder.functionId]!.name } : change;
}

function hasMeasuredNoise({ sides }: ExposedTree): boolean {
  return Math.min(sides.baseline.length, sides.comparison.length) > 1;
}

function verdictConfidence(
  { kind, blamed }: Decision,
  cpuTree: ExposedTree | undefined,
  cpuData: Sufficiency | undefined,
  noiseMeasured: boolean,
): Confidence {
  if (blamed !== undefined) return confidenceOf(blamed);
  if (kind !== 'nothing-here' || cpuTree === undefined || !noiseMeasured) return 'likely';
  const { baseline, comparison } = cpuData!.totals.counts;
  return Math.min(baseline, comparison) >= VERDICT.plentyOfSamples ? 'sure' : 'likely';
}

function notEnoughData({ cpuData, waitData, ...material }: Material): Ranking {
  const found = [cpuData, waitData].flatMap((data) => (data === undefined ? [] : [data.found])).join(', ');
  const needed = `at least ${VERDICT.leastSamples} CPU samples are needed on each side`;
  return {
    verdict: {
      kind: 'not-enough-data',
      confidence: 'weak',
      sentence: `Not enough data to compare: ${found === '' ? 'no profiles' : found}; ${needed}.`,
    },
    movers: [],
    load: describeLoad(
      { kind: 'not-enough-data' },
      measureTrafficOf({ cpuData, waitData, ...material }),
      0,
      1,
      undefined,
    ),
    notices: [],
    noise: {},
  };
}
