import { MOVED, PURSUIT } from './constants.ts';
import { ancestorOf } from './handover-offset.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';

/** How much of a mover's growth a decline elsewhere explains, 0..1, and whose. */
export interface Move {
  readonly share: number;
  readonly from?: number;
  /** Share that new frames took over from vanished ones. */
  readonly replaced: number;
}

/** Matches every mover with the shrinkers near it and with the frames that vanished. */
export function matchMoves(model: Model, findings: readonly Finding[], declines: readonly Finding[]): Move[] {
  const shrinkers = declines.filter(({ relative, z }) => relative <= MOVED.shrinkRelative && z <= MOVED.shrinkZ);
  const replacement = replacedShares(model);
  return findings.map((finding) => {
    let share = 0;
    let from: number | undefined;
    for (const shrinker of shrinkers) {
      const matched = Math.min(1, matchedDecline(model, finding, shrinker) / finding.growth);
      if (matched <= MOVED.leastMatch || matched <= share) continue;
      share = matched;
      from = shrinker.functionId;
    }
    const replaced = replacement(finding);
    if (replaced > MOVED.leastMatch) share = Math.max(share, replaced);
    return { share, replaced, ...(from !== undefined && { from }) };
  });
}

/** Decline of the shrinker under the same ancestor functions, one or two levels up, that the growth hangs on. */
function matchedDecline(model: Model, mover: Finding, shrinker: Finding): number {
  const { parent, functionId } = model.index;
  const byAncestor = ({ support, growthAt }: Finding, level: number): Map<number, number> => {
    const sums = new Map<number, number>();
    support.starts.forEach((start, i) => {
      const id = functionId[ancestorOf(parent, start, level)]!;
      sums.set(id, (sums.get(id) ?? 0) + growthAt[i]!);
    });
    return sums;
  };

  let best = 0;
  for (const up of closeAncestors(mover)) {
    const grown = byAncestor(mover, up);
    for (const down of closeAncestors(shrinker)) {
      if (up === 0 && down === 0) continue;
      const fallen = byAncestor(shrinker, down);
      let matched = 0;
      for (const [id, growth] of grown) matched += Math.max(0, Math.min(growth, fallen.get(id) ?? 0));
      best = Math.max(best, matched);
    }
  }
  return best;
}

/** One or two levels above a subtree; for a self, the function itself counts as one. */
function closeAncestors({ support }: Finding): readonly number[] {
  return support.subtrees ? [1, 2] : [0, 1];
}

/**
 * New frames are set against vanished frames as a set: both hang below the same function that exists on both sides (a
 * split, a move to another package, a rewrite). Answers with the share of a mover's growth that is such a replacement.
 */
function replacedShares(model: Model): (mover: Finding) => number {
  const { index, baseline, comparison, expected } = model;
  const { size, parent, functionId } = index;
  const state = functionStates(model);
  const anchor = new Int32Array(size);
  const insideNew = new Int32Array(size).fill(-1);
  const appeared = new Float64Array(index.functions.length);
  const vanished = new Float64Array(index.functions.length);
  for (let node = 1; node < size; node++) {
    const up = parent[node]!;
    const own = state[functionId[node]!]!;
    const above = state[functionId[up]!]!;
    anchor[node] = above === 0 ? functionId[up]! : anchor[up]!;
    const group = anchor[node]!;
    if (insideNew[up]! >= 0) {
      insideNew[node] = insideNew[up]!;
    } else if (own > 0) {
      insideNew[node] = group;
      appeared[group]! += comparison.inclusive[node]!;
    } else if (own < 0 && above >= 0) {
      vanished[group]! += expected * baseline.inclusive[node]!;
    }
  }
  return ({ support, growthAt }) => {
    let growth = 0;
    let replaced = 0;
    support.starts.forEach((start, i) => {
      if (growthAt[i]! <= 0) return;
      growth += growthAt[i]!;
      const group = insideNew[start]!;
      if (group < 0 || vanished[group]! < MOVED.replacementGroup) return;
      replaced += growthAt[i]! * Math.min(1, vanished[group]! / appeared[group]!);
    });
    return growth > 0 ? replaced / growth : 0;
  };
}

/** +1 new, −1 vanished, 0 on both sides. */
export function functionStates({ index, baseline, comparison, expected }: Model): Int8Array {
  const state = new Int8Array(index.functions.length);
  for (let id = 1; id < state.length; id++) {
    const before = expected * baseline.sums.total[id]!;
    const after = comparison.sums.total[id]!;
    if (after >= MOVED.replacementSamples && before < PURSUIT.newFunction * after) state[id] = 1;
    else if (before >= MOVED.replacementSamples && after < PURSUIT.newFunction * before) state[id] = -1;
  }
  return state;
}
