import { assess } from './assess.ts';
import { endOf, maskOf, shallowest, sumOver, supportOf } from './support.ts';
import { PURSUIT } from './constants.ts';
import type { Assessment, Round } from './assess.ts';
import type { Hypothesis } from './hypotheses.ts';
import type { Model } from './model.ts';

/** A hypothesis with its closer look, where one was taken. */
export interface Candidate {
  readonly hypothesis: Hypothesis;
  assessment?: Assessment;
}

/** One explanation: the name it gets, and every hypothesis that tells the same growth. */
export interface Explanation {
  readonly name: Candidate;
  /** Best naming score first, with the probability inside the group. */
  readonly group: readonly { readonly candidate: Candidate; readonly probability: number }[];
}

export function assessed(model: Model, round: Round, candidate: Candidate): Assessment {
  return (candidate.assessment ??= assess(model, round, candidate.hypothesis));
}

/** Chooses the best name for the winner's growth among the hypotheses that overlap with it. */
export function nameExplanation(
  model: Model,
  round: Round,
  winner: Candidate,
  candidates: readonly Candidate[],
): Explanation {
  const group = [winner, ...overlapping(model, round, winner, candidates)];
  group.sort((x, y) => gainOf(y) - gainOf(x));
  const best = group[0]!;
  const bestGain = gainOf(best);
  const floor = best.hypothesis.gain - PURSUIT.tie;
  const ceiling = best.hypothesis.gain + PURSUIT.tie + PURSUIT.tieShare * bestGain;
  const tied = group.filter(({ hypothesis }) => hypothesis.gain >= floor && hypothesis.gain <= ceiling);
  const weights = group.map((candidate) => Math.exp((gainOf(candidate) - bestGain) / 2));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    name: breakTie(model, round, best, tied),
    group: group.map((candidate, i) => ({ candidate, probability: weights[i]! / all })),
  };
}

/** Naming score; offset and keep lower it once they are known. */
export function gainOf({ hypothesis, assessment }: Candidate): number {
  return hypothesis.gain * (assessment?.weight ?? 1);
}

function overlapping(model: Model, round: Round, winner: Candidate, candidates: readonly Candidate[]): Candidate[] {
  const { index, options } = model;
  const won = winner.hypothesis.growth;
  const winnerGain = gainOf(winner);
  const shared = winnersGrowth(model, round, winner);
  return candidates.filter((candidate) => {
    const { hypothesis } = candidate;
    if (candidate === winner || isMove(candidate)) return false;
    const overlap = sumOver(index, supportOf(index, hypothesis), shared);
    if (overlap < PURSUIT.groupOverlap * won) return false;
    if (hypothesis.gain > winnerGain) assessed(model, round, candidate);
    if (isMove(candidate)) return false;
    if (overlap >= PURSUIT.groupOverlap * Math.max(won, hypothesis.growth)) return true;
    return options.widen && gainOf(candidate) > winnerGain && addsGrowth(model, winner.hypothesis, hypothesis);
  });
}

function isMove({ assessment }: Candidate): boolean {
  return assessment !== undefined && assessment.offset > PURSUIT.mostOffset;
}

/** Prefix sums of the growth at the nodes of the winner: its overlap with any support is then a few subtractions. */
function winnersGrowth(model: Model, round: Round, winner: Candidate): Float64Array {
  const { index, baselineCounts, expected } = model;
  const mask = maskOf(index, assessed(model, round, winner).support);
  const before = new Float64Array(index.size + 1);
  for (let node = 0; node < index.size; node++) {
    const growth = mask[node] === 1 ? round.direction * (round.counts[node]! - expected * baselineCounts[node]!) : 0;
    before[node + 1] = before[node]! + growth;
  }
  return before;
}

function addsGrowth(model: Model, winner: Hypothesis, wider: Hypothesis): boolean {
  const baseline = Math.max(0, wider.baseline - winner.baseline);
  const comparison = Math.max(0, wider.comparison - winner.comparison);
  const { expected, relativeVariance } = model;
  const level = Math.min(comparison, expected * baseline);
  const error = Math.sqrt(comparison + expected * expected * baseline + 2 * relativeVariance * level * level + 1);
  return (wider.growth - winner.growth) / error > PURSUIT.widerAt;
}

/** A new function: the topmost frame that is itself new. Else a self, else the deepest total. */
function breakTie(model: Model, round: Round, best: Candidate, tied: readonly Candidate[]): Candidate {
  if (tied.length <= 1) return best;
  const depth = ({ hypothesis }: Candidate): number => shallowest(model.index, supportOf(model.index, hypothesis));
  const isNew = ({ hypothesis: { baseline, comparison } }: Candidate): boolean =>
    baseline < PURSUIT.newSamples || model.expected * baseline < PURSUIT.newShare * comparison;
  if (model.options.nameTopmostNew && round.direction > 0 && isNew(best)) {
    const fresh = tied.filter((candidate) => isNew(candidate) && /^(total|edge)$/.test(candidate.hypothesis.kind));
    const totals = fresh.filter(({ hypothesis }) => hypothesis.kind === 'total');
    const pool = [totals, fresh, tied].find((some) => some.length > 0)!;
    return pool.reduce((topmost, candidate) => (depth(candidate) < depth(topmost) ? candidate : topmost));
  }
  const selfs = tied.filter(({ hypothesis }) => hypothesis.kind === 'self');
  if (selfs.length > 0) return selfs.reduce((most, self) => (gainOf(self) > gainOf(most) ? self : most));
  const totals = tied.filter(({ hypothesis }) => hypothesis.kind === 'total');
  if (totals.length === 0) return best;
  return totals.reduce((deepest, total) => (depth(total) > depth(deepest) ? total : deepest));
}

/** Growth per occurrence, in the direction looked for. */
export function growthAt(model: Model, round: Round, { starts, subtrees }: Assessment['support']): Float64Array {
  const { baselineCounts, expected, baseline } = model;
  const before = subtrees ? baseline.inclusive : baselineCounts;
  const after = subtrees ? round.current.inclusive : round.counts;
  return Float64Array.from(starts, (start) => round.direction * (after[start]! - expected * before[start]!));
}

/** Takes the explained change out: the support's comparison counts become what was expected. */
export function removeExplained(model: Model, round: Round, { hypothesis, assessment }: Candidate): void {
  const support = assessment!.support;
  const { index, expected, baselineCounts } = model;
  const ratio = Math.min(1, (expected * hypothesis.baseline) / hypothesis.comparison);
  for (const start of support.starts) {
    const end = endOf(index, support, start);
    for (let node = start; node < end; node++) {
      round.counts[node] = round.direction > 0 ? round.counts[node]! * ratio : expected * baselineCounts[node]!;
    }
  }
}
