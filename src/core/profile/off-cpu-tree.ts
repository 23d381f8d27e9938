import { buildViews, type BuiltTree, type TreeSource, type ViewOptions } from './build-call-tree.ts';
import type { Block } from './call-tree.ts';
import type { IdleNames } from './idle-names.ts';
import { pickValues } from './pick-values.ts';
import type { Profile } from './profile.ts';

/** A tree of wall time less CPU time. */
export interface OffCpuTree extends BuiltTree {
  /** CPU time found in no wall stack, as a share of all CPU time: how badly the two samplers agree. */
  readonly clampedShare: number;
}

/** A wall profile and the CPU profiles of the same pod whose time is part of it. */
export interface WallAndCpu {
  readonly wall: TreeSource;
  readonly cpu: readonly TreeSource[];
}

/**
 * Finds the CPU profiles that belong to each wall profile: the same file where it holds both (Node, JFR, Datadog), else all
 * of the same pod and side. Undefined when one wall profile has none: half a subtraction would look like growth.
 */
export function pairWallWithCpu(sources: readonly TreeSource[]): readonly WallAndCpu[] | undefined {
  const cpus = sources.filter(({ kind }) => kind === 'cpu');
  const pairs = sources
    .filter(({ kind }) => kind === 'wall')
    .map((wall): WallAndCpu => {
      const same = cpus.filter(({ profile }) => profile === wall.profile);
      return {
        wall,
        cpu: same.length > 0 ? same : cpus.filter((cpu) => cpu.pod === wall.pod && cpu.side === wall.side),
      };
    });
  return pairs.length > 0 && pairs.every(({ cpu }) => cpu.length > 0) ? pairs : undefined;
}

/**
 * Time off the CPU: what each node waited itself is its wall time less its CPU time, never below zero. Blocks are those of the
 * wall profiles, in order. CPU profiles of another length count by their rate.
 */
export function buildOffCpuViews(
  pairs: readonly WallAndCpu[],
  idleNames: IdleNames | undefined,
): { readonly own: OffCpuTree; readonly full: OffCpuTree } {
  const walls = pairs.map(({ wall }) => wall);
  const cpus = [...new Set(pairs.flatMap(({ cpu }) => cpu))];
  // Wall profiles first: the CPU time in stacks that are idle as waits goes with them.
  const options: ViewOptions = { idle: 'drop', ...(idleNames === undefined ? {} : { idleNames }) };
  const { own, full } = buildViews([...walls, ...cpus], options);
  return { own: takeCpuOut(own, pairs, cpus), full: takeCpuOut(full, pairs, cpus) };
}

function takeCpuOut(built: BuiltTree, pairs: readonly WallAndCpu[], cpus: readonly TreeSource[]): OffCpuTree {
  const cpuBlocks = new Map(cpus.map((cpu, at) => [cpu, built.tree.blocks[pairs.length + at]!]));
  const spent = { all: 0, clamped: 0 };
  const samples = { baseline: 0, comparison: 0 };
  let recorded = 0;
  let kept = 0;
  let counted = 0;
  const blocks = pairs.map(({ wall, cpu }, at): Block => {
    const block = built.tree.blocks[at]!;
    const cpuSeconds = cpu.reduce((all, { seconds }) => all + seconds, 0);
    const onCpu = sumSelfs(cpu.map((one) => cpuBlocks.get(one)!.self));
    const self = subtract(block.self, onCpu, cpuSeconds > 0 ? wall.seconds / cpuSeconds : 1, spent);
    const { total, period } = wallOf(wall.profile);
    recorded += total;
    counted += total / period;
    kept += sum(block.self);
    samples[wall.side] += sum(self) / period;
    return { ...block, self };
  });
  return {
    tree: { ...built.tree, blocks, samplePeriod: counted > 0 ? recorded / counted : 0 },
    idleShare: recorded > 0 ? Math.max(0, 1 - kept / recorded - built.profilerShare) : 0,
    profilerShare: built.profilerShare,
    samples,
    clampedShare: spent.all > 0 ? spent.clamped / spent.all : 0,
  };
}

/** All wall time of a profile in nanoseconds, and what one sample of it stands for. */
function wallOf(profile: Profile): { readonly total: number; readonly period: number } {
  const picked = pickValues(profile, 'wall');
  if (picked === undefined) return { total: 0, period: 1 };
  const width = profile.sampleTypes.length;
  let total = 0;
  for (let at = picked.cost; at < profile.values.length; at += width) total += profile.values[at]!;
  return { total: total * picked.nanosecondsPerUnit, period: picked.samplePeriod };
}

function sum(self: Float32Array): number {
  let all = 0;
  for (const nanoseconds of self) all += nanoseconds;
  return all;
}

function sumSelfs([first, ...more]: readonly Float32Array[]): Float32Array {
  const sums = Float64Array.from(first ?? []);
  for (const self of more) for (let node = 0; node < sums.length; node++) sums[node]! += self[node]!;
  return Float32Array.from(sums);
}

function subtract(
  wall: Float32Array,
  cpu: Float32Array,
  factor: number,
  spent: { all: number; clamped: number },
): Float32Array {
  return wall.map((waited, node) => {
    const used = cpu[node]! * factor;
    spent.all += used;
    spent.clamped += Math.max(0, used - waited);
    return Math.max(0, waited - used);
  });
}
