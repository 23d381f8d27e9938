import { CPU_GATE, VERDICT, WAIT_GATE } from './constants.ts';
import { trafficFell, trafficRose } from './traffic.ts';
import type { Change } from './change.ts';
import type { CollectorGrowth } from './collector.ts';
import type { Traffic } from './traffic.ts';
import type { VerdictKind } from '../report/analysis.ts';

/** Everything that a verdict rests on. Changes are in order; an odd pod is looked for only where its turn may come. */
export interface Evidence {
  readonly cpu: readonly Change[];
  readonly waits: readonly Change[];
  readonly oddCpuPod: Change | undefined;
  readonly oddWaitPod: Change | undefined;
  readonly collector: CollectorGrowth | undefined;
  readonly traffic: Traffic | undefined;
}

export interface Decision {
  readonly kind: VerdictKind;
  /** The change that the verdict blames, if any. */
  readonly blamed?: Change;
}

/** CPU explains waiting, never the reverse; a cause goes before traffic, and traffic before "nothing". */
export function decideVerdict(evidence: Evidence): Decision {
  const { cpu, waits, oddCpuPod, oddWaitPod, collector, traffic } = evidence;
  const spender = cpu.find(isGated);
  if (spender !== undefined) return { kind: isAllocator(spender, collector) ? 'runtime' : 'code', blamed: spender };
  if (oddCpuPod !== undefined) return { kind: 'one-instance', blamed: oddCpuPod };
  const waiter = waits.find(isGated);
  if (waiter !== undefined) return { kind: waitsOutside(waiter) ? 'waiting-on-dependency' : 'code', blamed: waiter };
  if (oddWaitPod !== undefined) return { kind: 'one-instance', blamed: oddWaitPod };
  if (collectorGrew(collector, VERDICT.collectorAloneZ)) return { kind: 'runtime' };
  if (trafficRose(traffic) || trafficFell(traffic)) return { kind: 'load' };
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
function isAllocator({ finding }: Change, collector: CollectorGrowth | undefined): boolean {
  return collectorGrew(collector, VERDICT.collectorZ) && collector!.growth > finding.net;
}

function collectorGrew(collector: CollectorGrowth | undefined, z: number): boolean {
  return collector !== undefined && collector.share >= VERDICT.collectorShare && collector.z >= z;
}

function wasReplaced({ own, finding, z, model }: Change): boolean {
  const gross = finding.growth / model.comparison.inclusive[0]!;
  return own && finding.replaced >= CPU_GATE.mostMoved && gross >= VERDICT.movedShare && z >= VERDICT.movedZ;
}
