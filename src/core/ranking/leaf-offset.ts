import { MOVED } from './constants.ts';
import type { Aggregates } from './aggregates.ts';
import type { Direction, Model } from './model.ts';
import type { Support } from './support.ts';
import { endOf } from './support.ts';

/** Nodes with self cost, packed in preorder, so that a subtree is one contiguous run. */
export interface Leaves {
  /** How many nodes with cost come before node i. */
  readonly rank: Int32Array;
  readonly functionId: Int32Array;
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
  /** Functions with self cost. */
  readonly functions: Int32Array;
  /** Buffers of one call: sums by function, zero between calls, and the functions that were met. */
  readonly insideBaseline: Float64Array;
  readonly insideComparison: Float64Array;
  readonly met: Int32Array;
}

export function packLeaves(model: Model, counts: Float64Array): Leaves {
  const { index, baselineCounts } = model;
  const rank = new Int32Array(index.size + 1);
  for (let node = 0; node < index.size; node++) {
    rank[node + 1] = rank[node]! + (baselineCounts[node]! > 0 || counts[node]! > 0 ? 1 : 0);
  }
  const length = rank[index.size]!;
  const functionId = new Int32Array(length);
  const baseline = new Float64Array(length);
  const comparison = new Float64Array(length);
  const seen = new Uint8Array(index.functions.length);
  for (let node = 0; node < index.size; node++) {
    const at = rank[node]!;
    if (rank[node + 1] === at) continue;
    functionId[at] = index.functionId[node]!;
    baseline[at] = baselineCounts[node]!;
    comparison[at] = counts[node]!;
    seen[index.functionId[node]!] = 1;
  }
  return {
    rank,
    functionId,
    baseline,
    comparison,
    functions: Int32Array.from(index.functions.keys()).filter((id) => seen[id] === 1),
    insideBaseline: new Float64Array(index.functions.length),
    insideComparison: new Float64Array(index.functions.length),
    met: new Int32Array(index.functions.length),
  };
}

/**
 * Share (0..1) of the growth inside the support that the same leaf functions lost outside it: re-parenting (inlining,
 * truncated stacks, a moved call), not extra cost. Weighted least squares of outside change on inside change over leaf
 * functions, with a small common drift of the outside fitted too; leaves that grew outside themselves are left out.
 */
export function leafOffset(
  model: Model,
  current: Aggregates,
  leaves: Leaves,
  support: Support,
  direction: Direction,
): number {
  if (!support.subtrees) return 0;
  const { expected, relativeVariance } = model;
  const baselineSelf = model.baseline.sums.self;
  const comparisonSelf = current.sums.self;
  const { met, inverted } = sumInside(model, leaves, support);
  const { insideBaseline, insideComparison } = leaves;
  // A function that was not met outside lies inside as a whole.
  const concerned = inverted ? leaves.functions : met;

  let gg = 0;
  let ge = 0;
  // Prior of the common drift: without it a single moved leaf cannot be told from drift.
  let ee = 1 / MOVED.commonDrift ** 2;
  let go = 0;
  let eo = 0;
  let used = 0;
  let all = 0;
  for (let at = 0; at < concerned.length; at++) {
    const id = concerned[at]!;
    const summedBaseline = insideBaseline[id]!;
    const summedComparison = insideComparison[id]!;
    insideBaseline[id] = 0;
    insideComparison[id] = 0;
    const inBaseline = inverted ? baselineSelf[id]! - summedBaseline : summedBaseline;
    const inComparison = inverted ? comparisonSelf[id]! - summedComparison : summedComparison;
    if (inBaseline < 1e-9 && inComparison < 1e-9) continue;
    const outComparison = comparisonSelf[id]! - inComparison;
    const outExpected = expected * (baselineSelf[id]! - inBaseline);
    const grown = direction * (inComparison - expected * inBaseline);
    const outside = direction * (outComparison - outExpected);
    const level = Math.min(outComparison, outExpected);
    const variance = outComparison + expected * outExpected + relativeVariance * level * level + 1;
    all += grown;
    if (grown === 0 || outside > MOVED.significance * Math.sqrt(variance)) continue;
    used += grown;
    gg += (grown * grown) / variance;
    ge += (grown * outExpected) / variance;
    ee += (outExpected * outExpected) / variance;
    go += (grown * outside) / variance;
    eo += (outExpected * outside) / variance;
  }
  if (gg <= 0 || all <= 0) return 0;
  const determinant = gg * ee - ge * ge;
  let slope = go / gg;
  let error = 1 / Math.sqrt(gg);
  if (determinant > 1e-9 && Math.abs((eo * gg - go * ge) / determinant) <= MOVED.commonDrift) {
    slope = (go * ee - eo * ge) / determinant;
    error = Math.sqrt(ee / determinant);
  }
  if (slope / error >= -MOVED.significance) return 0;
  return Math.max(0, Math.min(1, -slope * Math.max(0, Math.min(1, used / all))));
}

/**
 * Sums self cost by function over the support, or over its complement when that is shorter (inverted), so that a
 * hypothesis near the root costs no more than one near the leaves. Answers with the functions it met.
 */
function sumInside(model: Model, leaves: Leaves, support: Support): { met: Int32Array; inverted: boolean } {
  const { rank } = leaves;
  const { starts } = support;
  const length = leaves.functionId.length;
  let inside = 0;
  for (let i = 0; i < starts.length; i++) {
    inside += rank[endOf(model.index, support, starts[i]!)]! - rank[starts[i]!]!;
  }
  const inverted = inside > length / 2;
  let behind = 0;
  let met = 0;
  for (let i = 0; i < starts.length; i++) {
    const from = rank[starts[i]!]!;
    const to = rank[endOf(model.index, support, starts[i]!)]!;
    met = inverted ? addRun(leaves, behind, from, met) : addRun(leaves, from, to, met);
    behind = to;
  }
  if (inverted) met = addRun(leaves, behind, length, met);
  return { met: leaves.met.subarray(0, met), inverted };
}

/** Answers with how many functions were met so far. */
function addRun(leaves: Leaves, from: number, to: number, metBefore: number): number {
  const { functionId, baseline, comparison, insideBaseline, insideComparison } = leaves;
  let met = metBefore;
  for (let at = from; at < to; at++) {
    const id = functionId[at]!;
    if (insideBaseline[id] === 0 && insideComparison[id] === 0) leaves.met[met++] = id;
    insideBaseline[id]! += baseline[at]!;
    insideComparison[id]! += comparison[at]!;
  }
  return met;
}
