import { buildViews, type BuiltTree, type TreeSource } from '../profile/build-call-tree.ts';
import type { IdleNames } from '../profile/idle-names.ts';
import { buildOffCpuViews, pairWallWithCpu } from '../profile/off-cpu-tree.ts';
import { kindsOf } from '../profile/pick-values.ts';
import type { ProfileKind } from '../profile/profile.ts';
import { SOURCES } from './panels.ts';

/** The waiting of both windows, told from one source. */
export interface Waits {
  readonly sources: readonly TreeSource[];
  /** What was measured, for people. */
  readonly source: string;
  /** Absent where there is nothing. */
  readonly views?: { readonly own: BuiltTree; readonly full: BuiltTree };
  /** What a reader must know of how waiting was told. */
  readonly notices: readonly string[];
}

/**
 * One source of waiting is ranked, never two added: a lock wait is in several. Off-CPU profiles say most; Go's block profile measures
 * and counts nearly every wait of a goroutine; wall time less CPU time samples every wait; the lock profiles of other runtimes know no
 * I/O; wall time alone is waiting and CPU together.
 */
export function chooseWaits(all: readonly TreeSource[], idleNames: IdleNames | undefined): Waits {
  const of = (kind: ProfileKind) => all.filter((source) => source.kind === kind);
  const isMeasured = comparable(of('off-cpu')) || comparable(of('block').filter(isGoBlock));
  const pairs = isMeasured || !comparable(of('wall')) ? undefined : pairWallWithCpu(all);
  if (pairs !== undefined) {
    const views = buildOffCpuViews(pairs, idleNames);
    const notices = [differenceNotice(views.own.clampedShare)];
    return { sources: of('wall'), source: 'wall time less CPU time', views, notices };
  }
  const kinds = ['off-cpu', 'block', 'wall'] as const;
  const kind = kinds.find((one) => comparable(of(one))) ?? kinds.find((one) => of(one).length > 0) ?? 'off-cpu';
  const sources = of(kind);
  const views = sources.length === 0 ? undefined : buildViews(sources, { idle: 'drop', ...named(idleNames) });
  const notices = kind === 'wall' ? ['Waiting was read from wall time, which contains CPU time too.'] : [];
  return { sources, source: SOURCES[kind], notices, ...(views === undefined ? {} : { views }) };
}

function differenceNotice(clampedShare: number): string {
  const percent = Math.round(clampedShare * 100);
  const found = percent === 0 ? '' : `; ${percent} % of that CPU time was in no wall stack and is left out`;
  return `Waiting is wall time less the CPU time of the same stacks${found}.`;
}

function isGoBlock({ profile }: TreeSource): boolean {
  return kindsOf(profile).includes('mutex');
}

/** Are there profiles of both windows? */
export function comparable(sources: readonly TreeSource[]): boolean {
  return sources.some((one) => one.side === 'baseline') && sources.some((one) => one.side === 'comparison');
}

function named(idleNames: IdleNames | undefined): { readonly idleNames?: IdleNames } {
  return idleNames === undefined ? {} : { idleNames };
}
