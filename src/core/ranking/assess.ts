import { functionOffset, restOffset } from './handover-offset.ts';
import { keepWeight, podEvidence } from './pod-evidence.ts';
import { leafOffset, packLeaves } from './leaf-offset.ts';
import { supportOf } from './support.ts';
import { aggregate } from './aggregates.ts';
import { SCORE } from './constants.ts';
import type { Aggregates } from './aggregates.ts';
import type { Direction, Model } from './model.ts';
import type { Hypothesis } from './hypotheses.ts';
import type { Leaves } from './leaf-offset.ts';
import type { PodEvidence } from './pod-evidence.ts';
import type { Support } from './support.ts';

/** One round of the pursuit: the comparison counts that earlier rounds left. */
export interface Round {
  readonly direction: Direction;
  readonly counts: Float64Array;
  readonly current: Aggregates;
  readonly leaves: Leaves | undefined;
}

export function beginRound(model: Model, counts: Float64Array, direction: Direction, first: boolean): Round {
  return {
    direction,
    counts,
    current: first ? model.comparison : aggregate(model.index, counts),
    leaves: model.options.conserved ? packLeaves(model, counts) : undefined,
  };
}

/** A hypothesis after a closer look. */
export interface Assessment {
  readonly support: Support;
  /** Share of the growth that is a move, the largest of the three offsets. */
  readonly offset: number;
  readonly pods: PodEvidence;
  /** What offset and keep leave of a score, 0..1. */
  readonly weight: number;
  /** Selection score after the weight; negative when hardly any growth is left. */
  readonly selection: number;
}

export function assess(model: Model, round: Round, hypothesis: Hypothesis): Assessment {
  const support = supportOf(model.index, hypothesis);
  const offset = offsetOf(model, round, hypothesis, support);
  const pods = podEvidence(model.index, support, model.witnesses, model.options, model.dispersion, round.direction);
  const left = (1 - offset) * keepWeight(pods.keep, model.options);
  const weight = left * left;
  const selection = hypothesis.growth * left < SCORE.leastGrowth ? -1 : hypothesis.adjusted * weight;
  return { support, offset, pods, weight, selection };
}

function offsetOf(model: Model, round: Round, hypothesis: Hypothesis, support: Support): number {
  const { leaves, current, direction } = round;
  if (leaves === undefined) return 0;
  return Math.max(
    leafOffset(model, current, leaves, support, direction),
    restOffset(model, current, round.counts, support, direction),
    functionOffset(model, current, hypothesis, direction),
  );
}
