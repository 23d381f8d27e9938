import { PURSUIT, SCORE } from './constants.ts';
import { assessed, growthAt, nameExplanation, removeExplained } from './naming.ts';
import { beginRound } from './assess.ts';
import { callerOf, findHypotheses, functionOf } from './hypotheses.ts';
import type { Candidate, Explanation } from './naming.ts';
import type { Direction, Model } from './model.ts';
import type { HypothesisKind } from './tree-index.ts';
import type { Round } from './assess.ts';
import type { Support } from './support.ts';

/** One explained change, in counts. */
export interface Finding {
  readonly kind: HypothesisKind;
  readonly functionId: number;
  /** −1 when it has none. */
  readonly callerId: number;
  readonly baseline: number;
  readonly comparison: number;
  /** Size of the change, positive in either direction. */
  readonly growth: number;
  /** comparison ÷ expected − 1. */
  readonly relative: number;
  /** Signed change ÷ standard error between pods. */
  readonly z: number;
  readonly standardError: number;
  readonly gain: number;
  readonly offset: number;
  readonly keep: number;
  readonly isNew: boolean;
  readonly support: Support;
  /** Change per occurrence, in the direction looked for. */
  readonly growthAt: Float64Array;
  /** Other functions that tell the same growth, likeliest first. */
  readonly rivals: readonly { readonly functionId: number; readonly probability: number }[];
}

/** Takes the best explanation, removes its change, and looks again, until nothing is left that counts. */
export function pursue(model: Model, direction: Direction): Finding[] {
  const findings: Finding[] = [];
  const counts = model.comparisonCounts.slice();
  for (let number = 0; number < PURSUIT.rounds; number++) {
    const round = beginRound(model, counts, direction, number === 0);
    const candidates = findHypotheses(model, round.current, direction).map((hypothesis) => ({ hypothesis }));
    const winner = bestCandidate(model, round, candidates);
    if (winner === undefined) break;
    const explanation = nameExplanation(model, round, winner, candidates);
    findings.push(describe(model, round, explanation));
    removeExplained(model, round, explanation.name);
  }
  return findings;
}

/** A closer look only lowers a score: stop as soon as the best selection beats the next raw score. */
function bestCandidate(model: Model, round: Round, candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  let selection = 0;
  for (let looked = 0; looked < Math.min(candidates.length, PURSUIT.mostAssessed); looked++) {
    const candidate = candidates[looked]!;
    if (best !== undefined && looked >= PURSUIT.leastAssessed && selection >= candidate.hypothesis.adjusted) break;
    const look = assessed(model, round, candidate);
    if (look.selection <= selection) continue;
    best = candidate;
    selection = look.selection;
  }
  return best;
}

function describe(model: Model, round: Round, { name, group }: Explanation): Finding {
  const { hypothesis } = name;
  const { support, offset, pods } = assessed(model, round, name);
  const { kind, baseline, comparison, growth } = hypothesis;
  const expected = model.expected * baseline;
  const level = Math.min(expected, comparison);
  const standardError = Math.sqrt(
    Math.max(pods.comparisonVariance, comparison) +
      model.expected ** 2 * Math.max(pods.baselineVariance, baseline) +
      2 * SCORE.windowDrift ** 2 * level ** 2 +
      1,
  );
  return {
    kind,
    functionId: functionOf(model, hypothesis),
    callerId: callerOf(model, hypothesis),
    baseline,
    comparison,
    growth,
    relative: expected > 0 ? comparison / expected - 1 : Number.POSITIVE_INFINITY,
    z: (comparison - expected) / standardError,
    standardError,
    gain: hypothesis.gain * assessed(model, round, name).weight,
    offset,
    keep: pods.keep,
    isNew: expected < PURSUIT.newFunction * comparison,
    support,
    growthAt: growthAt(model, round, support),
    rivals: rivalsOf(model, name, group),
  };
}

function rivalsOf(model: Model, name: Candidate, group: Explanation['group']): Finding['rivals'] {
  const best = new Map<number, number>();
  for (const { candidate, probability } of group) {
    const id = functionOf(model, candidate.hypothesis);
    if (candidate === name || id === functionOf(model, name.hypothesis)) continue;
    best.set(id, Math.max(best.get(id) ?? 0, probability));
  }
  return [...best]
    .filter(([, probability]) => probability >= PURSUIT.leastAlternative)
    .map(([functionId, probability]) => ({ functionId, probability }));
}
