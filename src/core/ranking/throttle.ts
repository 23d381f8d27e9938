import { changedShare } from './drift.ts';
import { forEachNode } from './support.ts';
import { middleFactor, ownPart } from './mix-parts.ts';
import { measureWaitStretch } from './throttle-waits.ts';
import { THROTTLE, WAIT_GATE } from './constants.ts';
import { trafficRose } from './traffic.ts';
import type { Comparison } from './comparison.ts';
import type { Model } from './model.ts';
import type { PodStretch } from './throttle-waits.ts';
import type { RankedChanges } from './cpu-changes.ts';
import type { Traffic } from './traffic.ts';

/** The comparison's pods were short of CPU, or what they got of it was slower. */
export interface Shortage {
  /** By how much a typical wait of a typical pod got longer, where waits show it. */
  readonly waits?: number;
  /** By how much every function of the service costs more CPU per request, where CPU shows it. */
  readonly cost?: number;
  /** Pods of the comparison whose waits stretched beyond every pod of the baseline. */
  readonly pods: { readonly pressed: number; readonly of: number };
}

/** What waits say of the pods' hosts, whether or not it is enough for a verdict. */
export interface HostPressure {
  /** Typical ratio, comparison ÷ baseline. */
  readonly stretch: number;
  readonly pods: Shortage['pods'];
  /** All waits, inside and outside, stretched beyond what pods of one build differ. */
  readonly sure: boolean;
}

/** Over all pods and all waits but those for a dependency that may be the cause itself. Undefined where waits cannot tell. */
export function measureHostPressure(sides: Comparison, { changes }: RankedChanges): HostPressure | undefined {
  const skipped = new Uint8Array(sides.index.size);
  for (const { gate, finding, wait } of changes) {
    if (gate === 'none' || wait!.ioShare < WAIT_GATE.ioShare) continue;
    forEachNode(sides.index, finding.support, (node) => (skipped[node] = 1));
  }
  const waits = measureWaitStretch(sides, skipped);
  if (waits === undefined) return undefined;
  const { all, inside, outside } = waits;
  const stretch = typicalStretch(all);
  const both = [inside, outside].every((part) => typicalStretch(part) >= THROTTLE.leastEach);
  return {
    stretch,
    pods: { pressed: pressedPods(all, THROTTLE.leastStretch), of: all.comparison.length },
    sure: both && stretch >= THROTTLE.leastStretch && (standsApart(all) || towers(all)),
  };
}

/**
 * A shortage of CPU takes all waits with it, while CPU per request stays; slower CPU (or sampling by wall time of a throttled
 * process) takes all functions with it. More traffic does both, so it goes first.
 */
export function findShortage(
  pressure: HostPressure | undefined,
  cpu: Model | undefined,
  traffic: Traffic | undefined,
): Shortage | undefined {
  if (trafficRose(traffic)) return undefined;
  const waits = pressure?.sure === true ? pressure.stretch : undefined;
  const cost = cpu !== undefined && traffic !== undefined ? slowedBy(cpu) : undefined;
  if (waits === undefined && cost === undefined) return undefined;
  return {
    ...(waits !== undefined && { waits }),
    ...(cost !== undefined && { cost }),
    pods: pressure?.pods ?? { pressed: 0, of: 0 },
  };
}

/**
 * Factor of all of the service's functions per request, where hardly anything moved otherwise than all. Both the whole and its
 * middle must show it: a dearer function lifts the whole only, fewer cheap requests the middle only. Frames of the runtime and
 * native code are left out, since they answer to the host in ways of their own.
 */
function slowedBy(model: Model): number | undefined {
  const { exposureRatio: ratio, witnesses } = model;
  const own = ownPart(model);
  if (own.before <= 0) return undefined;
  const whole = own.after / (ratio * own.before);
  const fewPods = Math.min(witnesses.pods.baseline, witnesses.pods.comparison) < THROTTLE.surePods;
  const least = fewPods ? THROTTLE.leastCostFewPods : THROTTLE.leastCost;
  if (Math.min(whole, middleFactor(own, ratio)) < least) return undefined;
  return changedShare(own.baseline, own.comparison, ratio * whole) <= THROTTLE.mostChanged ? whole : undefined;
}

/** At least half of the pods are stretched as much. */
function typicalStretch({ baseline, comparison }: PodStretch): number {
  return Math.exp(reachedByHalf(comparison) - mean(baseline));
}

/** Welch's t over pods, the spread shrunk towards what calm pods show. */
function standsApart({ baseline, comparison }: PodStretch): boolean {
  const error = Math.sqrt(spread(baseline) / baseline.length + spread(comparison) / comparison.length);
  return (mean(comparison) - mean(baseline)) / error >= THROTTLE.leastT;
}

/** Half of the pods are far above the worst of the baseline, whatever the others do. */
function towers(stretch: PodStretch): boolean {
  const { baseline, comparison } = stretch;
  if (Math.min(baseline.length, comparison.length) < THROTTLE.surePods) return false;
  return pressedPods(stretch, THROTTLE.towerStretch) * 2 >= comparison.length;
}

function pressedPods({ baseline, comparison }: PodStretch, ratio: number): number {
  const worst = Math.max(...baseline);
  return comparison.filter((pod) => pod - worst >= Math.log(ratio)).length;
}

function spread(logs: readonly number[]): number {
  const middle = mean(logs);
  const squares = logs.reduce((sum, log) => sum + (log - middle) ** 2, 0);
  const { priorDegrees, priorSpread } = THROTTLE;
  return (squares + priorDegrees * priorSpread ** 2) / (logs.length - 1 + priorDegrees);
}

function mean(logs: readonly number[]): number {
  return logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

function reachedByHalf(logs: readonly number[]): number {
  return logs.toSorted((x, y) => x - y)[logs.length >> 1]!;
}
