import { isAllocator, isCollector, isLock, isScheduler } from './frame-classes.ts';
import { RUNTIME, SCORE } from './constants.ts';
import { sumCounts } from './comparison.ts';
import { inclusiveCounts } from './aggregates.ts';
import type { Comparison } from './comparison.ts';
import type { FunctionInfo } from '../profile/call-tree.ts';
import type { Model } from './model.ts';

/** How much work of the runtime grew that no function asked for by name: collecting garbage, or finding a thread to run. */
export interface RuntimeGrowth {
  readonly work: 'collector' | 'scheduler';
  /** Counts, beyond what exposure and drift explain. */
  readonly growth: number;
  /** Of all comparison cost. */
  readonly share: number;
  readonly z: number;
  /** The service's function that allocates, or contends for locks, so much more than before, where one stands out. */
  readonly caller?: FunctionInfo;
}

/** Counts of one class of frames on both sides. */
interface Counted {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Measured on the tree as it came, before any reconciliation. */
export function measureRuntime(sides: Comparison, model: Model): Record<RuntimeGrowth['work'], RuntimeGrowth> {
  const counted = {
    before: inclusiveCounts(sides.index, sumCounts(sides.baseline, sides.index.size, sides.unit)),
    after: inclusiveCounts(sides.index, sumCounts(sides.comparison, sides.index.size, sides.unit)),
  };
  return {
    collector: measure('collector', sides, model, counted, isCollector, isAllocator),
    scheduler: measure('scheduler', sides, model, counted, isScheduler, isLock),
  };
}

function measure(
  work: RuntimeGrowth['work'],
  { index }: Comparison,
  { expected, dispersion }: Model,
  { before, after }: Counted,
  isWork: (frame: FunctionInfo) => boolean,
  isRequest: (frame: FunctionInfo) => boolean,
): RuntimeGrowth {
  const works = index.functions.map((frame) => !frame.own && isWork(frame));
  const requests = index.functions.map((frame) => !frame.own && isRequest(frame));
  let baseline = 0;
  let comparison = 0;
  const callers = new Map<number, { baseline: number; comparison: number }>();
  for (let node = 1; node < index.size; node++) {
    const id = index.functionId[node]!;
    if (requests[id] === true) creditCaller(callers, index, node, before[node]!, after[node]!);
    if (works[id] !== true || isInside(index, node, works)) continue;
    baseline += before[node]!;
    comparison += after[node]!;
  }
  const growth = comparison - expected * baseline;
  const all = after[0]!;
  const caller = callerOf(callers, expected);
  return {
    work,
    growth,
    share: all > 0 ? growth / all : 0,
    z: growth / errorOf(baseline, comparison, expected, Math.max(SCORE.priorDispersion, dispersion)),
    ...(caller >= 0 && { caller: index.functions[caller]! }),
  };
}

/** The topmost of nested collector frames counts for all below it. */
function isInside(index: Comparison['index'], node: number, works: readonly boolean[]): boolean {
  for (let at = index.parent[node]!; at > 0; at = index.parent[at]!)
    if (works[index.functionId[at]!] === true) return true;
  return false;
}

/** Allocating and locking happen in libraries; the nearest function of the service above asked for it. */
function creditCaller(
  callers: Map<number, { baseline: number; comparison: number }>,
  index: Comparison['index'],
  node: number,
  before: number,
  after: number,
): void {
  let at = index.parent[node]!;
  while (at > 0 && !index.functions[index.functionId[at]!]!.own) at = index.parent[at]!;
  if (at <= 0) return;
  const id = index.functionId[at]!;
  const counts = callers.get(id) ?? { baseline: 0, comparison: 0 };
  callers.set(id, { baseline: counts.baseline + before, comparison: counts.comparison + after });
}

/** The one that carries most of the callers' growth, if it is beyond noise; −1 when none stands out. */
function callerOf(callers: ReadonlyMap<number, { baseline: number; comparison: number }>, expected: number): number {
  let best = -1;
  let most = 0;
  let all = 0;
  for (const [id, { baseline, comparison }] of callers) {
    const growth = comparison - expected * baseline;
    if (growth <= 0) continue;
    all += growth;
    const z = growth / errorOf(baseline, comparison, expected, SCORE.priorDispersion);
    if (growth <= most || z < RUNTIME.callerZ) continue;
    best = id;
    most = growth;
  }
  return most >= RUNTIME.callerShare * all ? best : -1;
}

function errorOf(baseline: number, comparison: number, expected: number, relative: number): number {
  const level = Math.min(expected * baseline, comparison);
  return Math.sqrt(comparison + expected * expected * baseline + relative * level * level + 1);
}
