import { HYPOTHESIS_KINDS } from './tree-index.ts';
import { SCORE } from './constants.ts';
import { adjustedScore, deviance, devianceIsBelow, penalty } from './score.ts';
import type { Aggregates } from './aggregates.ts';
import type { Direction, Model } from './model.ts';
import type { HypothesisKind } from './tree-index.ts';

/** "This changed", scored. Counts are those left at this round of the pursuit. */
export interface Hypothesis {
  readonly kind: HypothesisKind;
  readonly id: number;
  readonly baseline: number;
  readonly comparison: number;
  /** Change in the direction looked for, positive. */
  readonly growth: number;
  /** Selection score: deviance ÷ over-dispersion − ½ penalty. */
  readonly adjusted: number;
  /** Naming score: deviance − penalty. */
  readonly gain: number;
}

export function functionOf(model: Model, hypothesis: { kind: HypothesisKind; id: number }): number {
  return model.index.families[hypothesis.kind].functionOf[hypothesis.id]!;
}

export function callerOf(model: Model, hypothesis: { kind: HypothesisKind; id: number }): number {
  return model.index.families[hypothesis.kind].callerOf[hypothesis.id]!;
}

/** Everything that changed in this direction by more than noise, best selection score first. */
export function findHypotheses(model: Model, current: Aggregates, direction: Direction): Hypothesis[] {
  const found: Hypothesis[] = [];
  for (const kind of HYPOTHESIS_KINDS) collect(kind, model, current, direction, found);
  return found.sort((x, y) => y.adjusted - x.adjusted);
}

function collect(
  kind: HypothesisKind,
  model: Model,
  current: Aggregates,
  direction: Direction,
  found: Hypothesis[],
): void {
  const before = model.baseline.sums[kind];
  const after = current.sums[kind];
  const { expected, options } = model;
  const lookElsewhere = penalty(before.length);
  for (let id = 0; id < before.length; id++) {
    const baseline = before[id]!;
    const comparison = after[id]!;
    const growth = (comparison - expected * baseline) * direction;
    if (growth <= SCORE.leastGrowth) continue;
    if (devianceIsBelow(options.leastDeviance, baseline, comparison, expected)) continue;
    const score = Math.abs(deviance(baseline, comparison, expected));
    if (score < options.leastDeviance) continue;
    found.push({
      kind,
      id,
      baseline,
      comparison,
      growth,
      adjusted: adjustedScore(score, baseline, comparison, model, before.length),
      gain: score - lookElsewhere,
    });
  }
}
