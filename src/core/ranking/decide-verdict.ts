import { CPU_GATE, RUNTIME, VERDICT, WAIT_GATE } from './constants.ts';
import { trafficFell, trafficRose } from './traffic.ts';
import type { Change } from './change.ts';
import type { RuntimeGrowth } from './runtime-work.ts';
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
}

export interface Decision {
  readonly kind: VerdictKind;
  /** The change that the verdict blames, if any. */
  readonly blamed?: Change;
  /** The runtime's work that grew, for that verdict. */
  readonly runtime?: RuntimeGrowth;
}

/** CPU explains waiting, never the reverse; a cause goes before traffic, and traffic before "nothing". */
export function decideVerdict(evidence: Evidence): Decision {
  const { cpu, waits, oddCpuPod, oddWaitPod, runtime, traffic } = evidence;
  const spender = cpu.find(isGated);
  if (spender !== undefined) {
    return makesGarbage(spender, runtime?.collector)
      ? { kind: 'runtime', blamed: spender, runtime: runtime!.collector }
      : { kind: 'code', blamed: spender };
  }
  if (oddCpuPod !== undefined) return { kind: 'one-instance', blamed: oddCpuPod };
  const waiter = waits.find(isGated);
  if (waiter !== undefined) return { kind: waitsOutside(waiter) ? 'waiting-on-dependency' : 'code', blamed: waiter };
  if (oddWaitPod !== undefined) return { kind: 'one-instance', blamed: oddWaitPod };
  if (hasGrown(runtime?.collector, RUNTIME.collectorAloneZ)) return { kind: 'runtime', runtime: runtime!.collector };
  if (trafficRose(traffic) || trafficFell(traffic)) return { kind: 'load' };
  if (hasGrown(runtime?.scheduler, RUNTIME.schedulerAloneZ)) return { kind: 'runtime', runtime: runtime!.scheduler };
  return { kind: cpu.some(wasReplaced) ? 'moved' : 'nothing-here' };
}

export function isGated({ gate }: Change): boolean {
  return gate !== 'none';
}

/** More traffic makes queues longer: where they form is not the cause. */
export function withoutQueues(waits: readonly Change[], traffic: Traffic | undefined): readonly Change[] {
  if (!trafficRose(traffic)) return waits;
  return waits.map((change) =>
    isGated(change) && !waitsOutside(change) ? { ...change, gate: 'none', queuesUnderLoad: true } : change,
  );
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
  rest.sort((x, y) => Number(y.own) - Number(x.own) || y.secondsPerSecond - x.secondsPerSecond);
  return [...odd, ...cpu.filter(isGated), ...waits.filter(isGated), ...rest];
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
