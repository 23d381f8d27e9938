import { alignReplaced } from './align-replaced.ts';
import { buildModel } from './model.ts';
import { cutFunctions, findWrappers } from './reconcile.ts';
import { isSymptom } from './frame-classes.ts';
import { keepWeight } from './pod-evidence.ts';
import { matchMoves } from './moved-cost.ts';
import { MOVED, PODS, RECONCILE } from './constants.ts';
import { pursue } from './pursue.ts';
import type { Comparison } from './comparison.ts';
import type { EngineOptions } from './constants.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';
import type { Move } from './moved-cost.ts';

/** A finding with what is left of it after moves. */
export interface RankedFinding extends Finding {
  /** Share of the growth that is no news: moved, or hanging on one pod. */
  readonly moved: number;
  readonly movedFrom?: number;
  readonly replaced: number;
  /** Growth that is left. */
  readonly net: number;
  /** Order among findings of one tree, in counts. */
  readonly score: number;
}

export interface TreeRanking {
  readonly model: Model;
  readonly findings: readonly RankedFinding[];
  /** What fell, largest first. */
  readonly declines: readonly Finding[];
}

/** Sections 1–5 of the engine on one tree: what grew, most important first. */
export function rankTree(sides: Comparison, options: EngineOptions, requestsKnown: boolean): TreeRanking {
  const model = reconciledModel(sides, options, requestsKnown);
  const grown = pursue(model, 1);
  const declined = pursue(model, -1);
  const moves = matchMoves(model, grown, declined);
  const findings = grown.map((finding, i) => weigh(model, finding, moves[i]!));
  return { model, findings: findings.sort((x, y) => y.score - x.score), declines: declined };
}

function reconciledModel(sides: Comparison, options: EngineOptions, requestsKnown: boolean): Model {
  let compared = sides;
  let model = buildModel(compared, options, requestsKnown);
  const aligned = options.conserved ? alignReplaced(model) : undefined;
  if (aligned !== undefined) {
    compared = aligned;
    model = buildModel(compared, options, requestsKnown);
  }
  for (let round = 0; options.conserved && round < RECONCILE.rounds; round++) {
    const wrappers = findWrappers(model);
    if (wrappers.size === 0) break;
    compared = cutFunctions(compared, wrappers);
    model = buildModel(compared, options, requestsKnown);
  }
  return model;
}

function weigh(model: Model, finding: Finding, move: Move): RankedFinding {
  const kept = Math.min(1 - move.share, 1 - finding.offset) * keepWeight(finding.keep, model.options);
  const net = finding.growth * kept;
  const sureGrowth = net - PODS.orderPenalty * finding.standardError;
  // Under one and a half standard errors the order still follows size, far behind everything above.
  const ordered = sureGrowth > 0 ? sureGrowth : sureGrowth / 1000;
  const symptom = isSymptom(model.index.functions[finding.functionId]!) ? PODS.symptomWeight : 1;
  const remainder = kept < MOVED.mostlyMoved ? MOVED.mostlyMovedWeight : 1;
  return {
    ...finding,
    moved: 1 - kept,
    ...(move.from !== undefined && { movedFrom: move.from }),
    replaced: move.replaced,
    net,
    score: symptom * remainder * ordered,
  };
}
