import { PURSUIT } from './constants.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';
import type { RankedFinding } from './rank-tree.ts';
import type { Witnesses } from './pod-counts.ts';

/** How far a change may be blamed: not at all, as "likely", or fully. */
export type Gate = 'none' | 'likely' | 'full';

/** What waits add to a change. */
export interface WaitFacts {
  /** By how much all other waits stretched, 1…5. */
  readonly stretch: number;
  /** Share of the wait below network, database and I/O frames; below locks; below futures, joins and channels. */
  readonly ioShare: number;
  readonly lockShare: number;
  readonly awaitShare: number;
  readonly events: number;
}

/** A finding under the name that people can act on. */
export interface Change {
  readonly profile: 'cpu' | 'off-cpu';
  readonly model: Model;
  /** All pods over the model's tree, also those that were left out of the ranking. */
  readonly allPods: Witnesses;
  readonly finding: RankedFinding;
  readonly functionId: number;
  /** The library function through which the growth is spent. */
  readonly throughId?: number;
  readonly own: boolean;
  /** Growth that is left ÷ all comparison cost of this profile. */
  readonly share: number;
  readonly z: number;
  readonly moved: number;
  readonly gate: Gate;
  /** Order among all profiles: sure growth in seconds per second and pod. */
  readonly secondsPerSecond: number;
  readonly wait?: WaitFacts;
  /** More traffic: this is where it queues. */
  readonly queuesUnderLoad?: boolean;
  readonly heldBy?: string;
  /** The only pod that shows it, of how many. */
  readonly only?: { readonly pod: string; readonly of: number };
}

/**
 * The service's function to name: a library frame is named through the own function that carries most of its growth,
 * found by walking up from every occurrence. Where none does, the library function stays and nobody is blamed.
 */
export function actionableName(model: Model, finding: Finding): { functionId: number; throughId?: number } {
  const { functions, parent, functionId } = model.index;
  if (functions[finding.functionId]!.own) return { functionId: finding.functionId };
  const byOwner = new Map<number, number>();
  let all = 0;
  finding.support.starts.forEach((start, i) => {
    const growth = finding.growthAt[i]!;
    if (growth <= 0) return;
    all += growth;
    let node = parent[start]!;
    while (node > 0 && !functions[functionId[node]!]!.own) node = parent[node]!;
    if (node <= 0) return;
    const owner = functionId[node]!;
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + growth);
  });
  let best = -1;
  let most = 0;
  for (const [owner, growth] of byOwner) {
    if (growth <= most) continue;
    best = owner;
    most = growth;
  }
  const carries = best >= 0 && most >= PURSUIT.throughShare * all;
  return carries ? { functionId: best, throughId: finding.functionId } : { functionId: finding.functionId };
}
