import { MOVED, PURSUIT } from './constants.ts';
import { fitDrift } from './drift.ts';
import { functionOf } from './hypotheses.ts';
import { forEachRangeOutside } from './support.ts';
import type { Aggregates } from './aggregates.ts';
import type { Direction, Model } from './model.ts';
import type { Hypothesis } from './hypotheses.ts';
import type { Support } from './support.ts';

/** Sums of the parts below one ancestor function: what the hypothesis holds, and the rest. */
interface Household {
  baseline: number;
  comparison: number;
  restBaseline: number;
  restComparison: number;
}

/**
 * Share (0..1) of the growth that was handed over inside one of the closest ancestors: everything else below it fell
 * significantly while the support grew.
 */
export function restOffset(
  model: Model,
  current: Aggregates,
  counts: Float64Array,
  support: Support,
  direction: Direction,
): number {
  const { expected } = model;
  const before = support.subtrees ? model.baseline.inclusive : model.baselineCounts;
  const after = support.subtrees ? current.inclusive : counts;
  let growth = 0;
  for (const start of support.starts) growth += direction * (after[start]! - expected * before[start]!);
  if (growth <= 0) return 0;

  let best = 0;
  const nearest = support.subtrees ? 1 : 0;
  for (let level = nearest; level < nearest + MOVED.ancestorLevels; level++) {
    const held = new Map<number, { baseline: number; comparison: number }>();
    for (const start of support.starts) {
      const ancestor = settledAncestor(model, current, start, level, direction);
      if (ancestor <= 0) continue;
      const part = held.get(ancestor) ?? { baseline: 0, comparison: 0 };
      part.baseline += before[start]!;
      part.comparison += after[start]!;
      held.set(ancestor, part);
    }
    let offset = 0;
    for (const [id, household] of householdsOf(model, current, held)) {
      const ancestors = [...held.keys()].filter((node) => model.index.functionId[node] === id);
      offset += handedOver(model, household, direction, () => localDrift(model, counts, support, ancestors));
    }
    best = Math.max(best, offset / growth);
  }
  return Math.min(1, best);
}

/**
 * The ancestor so many levels up, not counting those that only one side has: a compiler that inlines less puts a whole chain of
 * frames between a function and the one that held its cost before.
 */
function settledAncestor(
  model: Model,
  current: Aggregates,
  node: number,
  levels: number,
  direction: Direction,
): number {
  const { index, expected, baseline } = model;
  let at = node;
  for (let level = 0; level < levels && at > 0;) {
    at = index.parent[at]!;
    const before = expected * baseline.inclusive[at]!;
    const after = current.inclusive[at]!;
    const [had, has] = direction > 0 ? [before, after] : [after, before];
    if (had >= PURSUIT.newFunction * has) level++;
  }
  return at;
}

export function ancestorOf(parent: Int32Array, node: number, levels: number): number {
  let at = node;
  for (let level = 0; level < levels && at > 0; level++) at = parent[at]!;
  return at;
}

function householdsOf(
  model: Model,
  current: Aggregates,
  held: Map<number, { baseline: number; comparison: number }>,
): Map<number, Household> {
  const households = new Map<number, Household>();
  for (const [ancestor, part] of held) {
    const id = model.index.functionId[ancestor]!;
    const household = households.get(id) ?? { baseline: 0, comparison: 0, restBaseline: 0, restComparison: 0 };
    household.baseline += part.baseline;
    household.comparison += part.comparison;
    household.restBaseline += Math.max(0, model.baseline.inclusive[ancestor]! - part.baseline);
    household.restComparison += Math.max(0, current.inclusive[ancestor]! - part.comparison);
    households.set(id, household);
  }
  return households;
}

/**
 * How much the functions under these ancestors moved together, outside the support: where every part fell alike (fewer requests took
 * that way) nothing was handed over.
 */
function localDrift(model: Model, counts: Float64Array, support: Support, ancestors: readonly number[]): number {
  const { before, after } = selfsOutside(model, counts, support, ancestors);
  let known = 0;
  for (const spent of before) if (spent >= MOVED.localSamples) known++;
  if (known < MOVED.localFunctions) return 1;
  const [least, most] = MOVED.localDrift;
  return Math.max(least, Math.min(most, fitDrift(before, after, model.expected)));
}

/** Self cost of the functions that ran there, in order of appearance. In columns: under a root these are all nodes there are. */
function selfsOutside(
  { index, baselineCounts }: Model,
  counts: Float64Array,
  support: Support,
  ancestors: readonly number[],
): { readonly before: Float64Array; readonly after: Float64Array } {
  const { functionId, functions } = index;
  /** Place of each function + 1, or 0. */
  const placeOf = new Int32Array(functions.length);
  const before = new Float64Array(functions.length);
  const after = new Float64Array(functions.length);
  let met = 0;
  const add = (begin: number, end: number) => {
    for (let node = begin; node < end; node++) {
      const had = baselineCounts[node]!;
      const has = counts[node]!;
      if (had === 0 && has === 0) continue;
      const id = functionId[node]!;
      if (placeOf[id] === 0) placeOf[id] = ++met;
      before[placeOf[id]! - 1]! += had;
      after[placeOf[id]! - 1]! += has;
    }
  };
  for (const ancestor of ancestors) forEachRangeOutside(index, support, ancestor, add);
  return { before: before.subarray(0, met), after: after.subarray(0, met) };
}

function handedOver(model: Model, household: Household, direction: Direction, drift: () => number): number {
  const { expected } = model;
  const growth = direction * (household.comparison - expected * household.baseline);
  const rest = direction * (household.restComparison - expected * household.restBaseline);
  if (growth <= 0 || rest >= 0) return 0;
  const error = restError(model, household.restBaseline, household.restComparison);
  if (rest / error >= -MOVED.significance) return 0;
  const handed = (local: number) => {
    const left = direction * (household.restComparison - expected * local * household.restBaseline);
    return left / error < -MOVED.significance ? Math.min(growth, -left) : 0;
  };
  // Where the drift that excuses most changes nothing it need not be asked: it goes through all that ran there.
  const [least, most] = MOVED.localDrift;
  if (handed(direction > 0 ? least : most) === growth) return growth;
  // Only a drift that excuses the fall counts: the other way round it would invent a handover.
  return handed(direction > 0 ? Math.min(1, drift()) : Math.max(1, drift()));
}

/** Growth of a function in one context must show in its own total over all contexts; else it moved between them. */
export function functionOffset(
  model: Model,
  current: Aggregates,
  hypothesis: Hypothesis,
  direction: Direction,
): number {
  if (hypothesis.kind !== 'context' && hypothesis.kind !== 'edge') return 0;
  const id = functionOf(model, hypothesis);
  const restBaseline = Math.max(0, model.baseline.sums.total[id]! - hypothesis.baseline);
  const restComparison = Math.max(0, current.sums.total[id]! - hypothesis.comparison);
  const rest = direction * (restComparison - model.expected * restBaseline);
  if (rest >= 0) return 0;
  const error = restError(model, restBaseline, restComparison);
  return rest / error < -MOVED.significance ? Math.min(1, -rest / hypothesis.growth) : 0;
}

function restError(model: Model, baseline: number, comparison: number): number {
  const { expected, relativeVariance } = model;
  const level = expected * baseline;
  return Math.sqrt(comparison + expected * level + 2 * relativeVariance * level * level + 1);
}
