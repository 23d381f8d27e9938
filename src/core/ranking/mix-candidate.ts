import { breadthOf, middleFactor, supportPart, withoutPart } from './mix-parts.ts';
import { MIX, PURSUIT, SCORE } from './constants.ts';
import { supportOf } from './support.ts';
import type { Mix } from './mix.ts';
import type { Model } from './model.ts';
import type { Part } from './mix-parts.ts';
import type { Support } from './support.ts';

/** A function that may be the handler. */
export interface Candidate {
  readonly id: number;
  readonly support: Support;
  readonly part: Part;
  readonly kind: Mix['kind'];
  readonly factor: number;
  readonly rest: number;
  /** Beyond what the rest did; negative for a decline. */
  readonly growth: number;
}

/** Undefined where the function is none: nothing moved, not all below it alike, or not the rest the other way. */
export function asCandidate(model: Model, own: Part, id: number, requestsKnown: boolean): Candidate | undefined {
  const { exposureRatio: ratio, baseline, comparison } = model;
  const all = comparison.inclusive[0]!;
  const expected = ratio * baseline.sums.total[id]!;
  if (Math.max(expected, comparison.sums.total[id]!) < MIX.leastShare * all) return undefined;
  const support = supportOf(model.index, { kind: 'total', id });
  // Most functions are out before anything is summed up.
  const moved = Math.abs(Math.log((comparison.sums.total[id]! + 1) / (expected + 1)));
  if (requestsKnown ? moved < Math.log(MIX.leastOwnFactor) : !isEntered(model, support)) return undefined;
  const part = supportPart(model, support);
  const others = withoutPart(own, part);
  if (others.before < MIX.leastRest * own.before || others.after < MIX.leastRest * own.after) return undefined;
  if (breadthOf(others, ratio, MIX.functionSamples).functions < MIX.leastFunctions) return undefined;
  const rest = middleFactor(others, ratio);
  const candidate = {
    id,
    support,
    part,
    kind: kindOf(part, ratio, rest),
    factor: part.after / Math.max(1, ratio * part.before),
    rest,
    growth: part.after - rest * ratio * part.before,
  };
  const trusted = requestsKnown ? restMovedAway(model, candidate) : candidate.growth > 0;
  const telling = isBroad(part, ratio) || isSeenInRest(model, candidate);
  return trusted && telling && isAlike(candidate, ratio) && isSure(model, candidate) ? candidate : undefined;
}

function kindOf({ before, after }: Part, ratio: number, rest: number): Mix['kind'] {
  const expected = rest * ratio * before;
  if (expected < PURSUIT.newFunction * after) return 'appeared';
  if (after < PURSUIT.newFunction * expected) return 'vanished';
  return after > expected ? 'more' : 'fewer';
}

/** As many requests in all: the others' share moved the other way. */
function restMovedAway(model: Model, { kind, factor, rest, support, growth }: Candidate): boolean {
  const newStep = kind === 'appeared' && !isEntered(model, support);
  const least = newStep || hasFewPods(model) ? MIX.restFellSurely : MIX.restFell;
  return growth > 0
    ? rest <= least && factor >= MIX.leastOwnFactor
    : rest >= 1 / least && factor <= 1 / MIX.leastOwnFactor;
}

/** Of what came or went altogether, compilers may leave a single function to see; then the rest must tell without doubt. */
function isSeenInRest(model: Model, { kind, rest }: Candidate): boolean {
  if (hasFewPods(model)) return false;
  return kind === 'appeared' ? rest <= MIX.restFellSurely : kind === 'vanished' && rest >= 1 / MIX.restFellSurely;
}

export function hasFewPods({ witnesses: { pods } }: Model): boolean {
  return Math.min(pods.baseline, pods.comparison) < MIX.surePods;
}

/** Called by a library: by the router, the framework, the server. */
export function isEntered({ index }: Model, { starts }: Support): boolean {
  let entered = 0;
  for (const start of starts) {
    const caller = index.parent[start]!;
    if (caller > 0 && !index.functions[index.functionId[caller]!]!.own) entered++;
  }
  return entered * 2 > starts.length;
}

function isBroad(part: Part, ratio: number): boolean {
  const { functions, largest } = breadthOf(part, ratio, MIX.functionSamples);
  return functions >= MIX.leastFunctions && largest <= MIX.mostOfOneFunction;
}

function isAlike({ kind, part, factor, rest }: Candidate, ratio: number): boolean {
  if (kind === 'appeared' || kind === 'vanished') return true;
  const whole = Math.log(factor / rest);
  if (Math.abs(whole) < Math.log(MIX.leastFactor)) return false;
  const alike = Math.log(middleFactor(part, ratio) / rest) / whole;
  return alike >= MIX.alike[0] && alike <= MIX.alike[1];
}

function isSure({ exposureRatio: ratio }: Model, { part, growth, rest }: Candidate): boolean {
  const expected = rest * ratio * part.before;
  const drift = SCORE.windowDrift * Math.min(part.after, expected);
  const error = Math.sqrt(part.after + rest * ratio * expected + 2 * drift ** 2 + 1);
  return Math.abs(growth) / error >= MIX.leastZ;
}
