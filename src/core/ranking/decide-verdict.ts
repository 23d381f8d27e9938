import { isSymptom } from './frame-classes.ts';
import { CPU_GATE, ORDER, PODS, RUNTIME, THROTTLE, VERDICT, WAIT_GATE } from './constants.ts';
import { trafficFell, trafficRose } from './traffic.ts';
import type { Change } from './change.ts';
import type { Mix } from './mix.ts';
import type { RuntimeGrowth } from './runtime-work.ts';
import type { Shortage } from './throttle.ts';
import type { Traffic } from './traffic.ts';
import type { VerdictKind } from '../report/analysis.ts';

/** Everything that a verdict rests on. Changes are in order; an odd pod is looked for only where its turn may come. */
export interface Evidence {
  readonly cpu: readonly Change[];
  readonly waits: readonly Change[];
  readonly oddCpuPod: Change | undefined;
  readonly oddWaitPod: Change | undefined;
  readonly runtime: Readonly<Record<RuntimeGrowth['work'], RuntimeGrowth>> | undefined;
  readonly traffic: Traffic | undefined;
  readonly mix: Mix | undefined;
  readonly shortage: Shortage | undefined;
}

export interface Decision {
  readonly kind: VerdictKind;
  /** The change that the verdict blames, if any. */
  readonly blamed?: Change;
  /** The runtime's work that grew, for that verdict. */
  readonly runtime?: RuntimeGrowth;
  readonly mix?: Mix;
  readonly shortage?: Shortage;
  /** A library function that clearly grew under many callers, which nobody can be blamed for. */
  readonly library?: Change;
}

/**
 * CPU explains waiting, never the reverse; a cause goes before traffic, and traffic before "nothing". A mix explains CPU, and a
 * host that is short of CPU explains queues, so the changes given here are those that neither explains.
 */
export function decideVerdict(evidence: Evidence): Decision {
  const { cpu, waits, oddCpuPod, oddWaitPod, runtime, traffic, mix, shortage } = evidence;
  const spender = cpu.find(isGated);
  if (spender !== undefined) {
    return makesGarbage(spender, runtime?.collector)
      ? { kind: 'runtime', blamed: spender, runtime: runtime!.collector }
      : { kind: 'code', blamed: spender };
  }
  if (mix?.kind === 'more' || mix?.kind === 'appeared') return { kind: 'mix', mix };
  // Where wall time passes for CPU, one stall is many samples of whatever ran: no pod may be called odd for that.
  if (shortage?.cost !== undefined) return { kind: 'throttled-or-noisy-host', shortage };
  if (oddCpuPod !== undefined) return { kind: 'one-instance', blamed: oddCpuPod };
  const waiter = waits.find(isGated);
  if (waiter !== undefined) return { kind: waitsOutside(waiter) ? 'waiting-on-dependency' : 'code', blamed: waiter };
  if (oddWaitPod !== undefined) return { kind: 'one-instance', blamed: oddWaitPod };
  if (hasGrown(runtime?.collector, RUNTIME.collectorAloneZ)) return { kind: 'runtime', runtime: runtime!.collector };
  if (shortage !== undefined) return { kind: 'throttled-or-noisy-host', shortage };
  if (mix !== undefined) return { kind: 'mix', mix };
  if (trafficRose(traffic) || trafficFell(traffic)) return { kind: 'load' };
  if (hasGrown(runtime?.scheduler, RUNTIME.schedulerAloneZ)) return { kind: 'runtime', runtime: runtime!.scheduler };
  if (cpu.some(wasReplaced)) return { kind: 'moved' };
  const library = cpu.find(isGrownLibrary);
  return { kind: 'nothing-here', ...(library !== undefined && { library }) };
}

/** What would pass every gate if it were the service's own. */
function isGrownLibrary({ own, finding, share, z, moved, model, functionId }: Change): boolean {
  if (own || isSymptom(model.index.functions[functionId]!) || finding.keep < PODS.leastKeep) return false;
  return share >= CPU_GATE.share && z >= CPU_GATE.z && finding.gain >= CPU_GATE.gain && moved < CPU_GATE.mostMoved;
}

export function isGated({ gate }: Change): boolean {
  return gate !== 'none';
}

/** What a mix of requests explains is nobody's fault, nor is what stalls of a slowed process may have hit by chance. */
export function withoutChance(
  cpu: readonly Change[],
  mix: Mix | undefined,
  shortage: Shortage | undefined,
): readonly Change[] {
  const isExcused = (change: Change): boolean =>
    mix?.explained.has(change) === true || (shortage?.cost !== undefined && change.gate === 'likely');
  return cpu.map((change) => (isExcused(change) ? demoted(change) : change));
}

/** More traffic makes queues longer, and so do pods that are short of CPU: where they form is not the cause. */
export function withoutQueues(
  waits: readonly Change[],
  traffic: Traffic | undefined,
  shortage: Shortage | undefined,
): readonly Change[] {
  const stretch = shortage?.waits ?? 1;
  const { pressed, of } = shortage?.pods ?? { pressed: 0, of: 0 };
  const queues = trafficRose(traffic) || (stretch >= THROTTLE.queueStretch && pressed * 2 > of);
  return waits.map((change) => {
    if (!isGated(change)) return change;
    if (!waitsOutside(change)) return queues ? { ...demoted(change), queuesUnderLoad: true } : change;
    return stretch > 1 && isStretched(change) ? demoted(change) : change;
  });
}

/** A dependency looks slow to a pod that is short of CPU: its answer waits until somebody reads it. */
function isStretched({ finding, model, wait }: Change): boolean {
  return finding.comparison < THROTTLE.outgrown * wait!.stretch * model.expected * finding.baseline;
}

function demoted(change: Change): Change {
  return { ...change, gate: 'none' };
}

export function waitsOutside({ wait }: Change): boolean {
  return wait !== undefined && wait.ioShare >= WAIT_GATE.ioShare;
}

export function waitsForLock({ wait }: Change): boolean {
  return wait !== undefined && wait.lockShare >= WAIT_GATE.lockShare;
}

/** One list for people: the odd pod's mover, gated CPU, gated waits, then the rest by (own, seconds). */
export function orderChanges(evidence: Evidence, { blamed }: Decision): Change[] {
  const { cpu, waits } = evidence;
  const odd = blamed?.only === undefined ? [] : [blamed];
  const rest = [...cpu, ...waits].filter((change) => !isGated(change));
  rest.sort((x, y) => Number(y.own) - Number(x.own) || byEvidence(x, y));
  return [...odd, ...cpu.filter(isGated), ...waits.filter(isGated), ...rest];
}

/**
 * What no gate lets through is small: there the clearer change is likelier the real one than the larger. Waits follow, by size:
 * CPU use makes waits, waits make hardly any CPU.
 */
function byEvidence(x: Change, y: Change): number {
  return clearness(y) - clearness(x) || y.secondsPerSecond - x.secondsPerSecond;
}

function clearness({ profile, z }: Change): number {
  return profile === 'cpu' && z >= ORDER.clearZ ? z : 0;
}

/** The collector grew more than the function that makes it work: the name stays the allocating function. */
function makesGarbage({ finding }: Change, collector: RuntimeGrowth | undefined): boolean {
  return hasGrown(collector, RUNTIME.collectorZ) && collector!.growth > finding.net;
}

function hasGrown(runtime: RuntimeGrowth | undefined, z: number): boolean {
  return runtime !== undefined && runtime.share >= RUNTIME.share && runtime.z >= z;
}

function wasReplaced({ own, finding, z, model }: Change): boolean {
  const gross = finding.growth / model.comparison.inclusive[0]!;
  return own && finding.replaced >= CPU_GATE.mostMoved && gross >= VERDICT.movedShare && z >= VERDICT.movedZ;
}
