import { changedShare } from './drift.ts';
import { forEachNode } from './support.ts';
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
  /** By how much every function costs more CPU per request, where CPU shows it. */
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
  const cost = cpu !== undefined && traffic !== undefined && isSlower(cpu) ? cpu.drift : undefined;
  if (waits === undefined && cost === undefined) return undefined;
  return {
    ...(waits !== undefined && { waits }),
    ...(cost !== undefined && { cost }),
    pods: pressure?.pods ?? { pressed: 0, of: 0 },
  };
}

/** Hardly anything moved otherwise than all. */
function isSlower({ drift, baseline, comparison, expected, witnesses }: Model): boolean {
  const { pods } = witnesses;
  const least = Math.min(pods.baseline, pods.comparison) < 2 ? THROTTLE.leastDriftOnePod : THROTTLE.leastDrift;
  if (drift < least) return false;
  return changedShare(baseline.sums.self, comparison.sums.self, expected) <= THROTTLE.mostChanged;
}

/** Of the pod in the middle: at least half of the pods are stretched as much. */
function typicalStretch({ baseline, comparison }: PodStretch): number {
  return Math.exp(lowerMiddle(comparison) - mean(baseline));
}

/** Welch's t over pods, the spread shrunk towards what calm pods show. */
function standsApart({ baseline, comparison }: PodStretch): boolean {
  const error = Math.sqrt(spread(baseline) / baseline.length + spread(comparison) / comparison.length);
  return (mean(comparison) - mean(baseline)) / error >= THROTTLE.leastT;
}

/** Half of the pods are far above the worst of the baseline, whatever the others do. */
function towers(stretch: PodStretch): boolean {
  const { baseline, comparison } = stretch;
  if (Math.min(baseline.length, comparison.length) < THROTTLE.towerPods) return false;
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

function lowerMiddle(logs: readonly number[]): number {
  return logs.toSorted((x, y) => x - y)[(logs.length - 1) >> 1]!;
}
