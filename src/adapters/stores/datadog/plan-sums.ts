import type { Window } from '../../../core/instant.ts';
import type { ListedProfile } from './list-profiles.ts';
import { spread } from '../../spread.ts';

const MOST_PARTS = 4;
/** A shorter part would hold one profile, or none by chance. */
const SHORTEST_PART_MS = 120_000;

/** A sum of one pod and part of the window. */
export interface SumRead {
  readonly pod: string;
  /** The tag that names it. */
  readonly podTag?: string;
  readonly profiles: readonly ListedProfile[];
  /** Of the events that are added up. */
  readonly stamps: Window;
}

export interface SumPlan {
  readonly reads: readonly SumRead[];
  readonly pods: number;
  readonly podsRead: number;
}

/** Pods first, then parts of the window as far as `most` sums go: changes are told from the usual differences by both. */
export function planSums(profiles: readonly ListedProfile[], window: Window, most: number): SumPlan {
  const byPod = Map.groupBy(profiles, ({ pod }) => pod);
  const names = [...byPod.keys()].toSorted();
  const chosen = spread(names, most);
  const parts = partsOf(window, Math.floor(most / Math.max(1, chosen.length)));
  const reads = parts.flatMap((part) =>
    chosen.flatMap((pod): SumRead[] => {
      const within = byPod.get(pod)!.filter(({ interval: { from } }) => from >= part.from && from <= part.to);
      const [first] = within;
      if (first === undefined) return [];
      const { podTag } = first;
      return [{ pod, ...(podTag === undefined ? {} : { podTag }), profiles: within, stamps: part }];
    }),
  );
  return { reads, pods: names.length, podsRead: chosen.length };
}

/** Both ends count, so the next part begins a millisecond later. */
function partsOf({ from, to }: Window, affordable: number): readonly Window[] {
  const count = Math.max(1, Math.min(MOST_PARTS, affordable, Math.floor((to - from) / SHORTEST_PART_MS)));
  const edge = (index: number) => Math.round(from + ((to - from) * index) / count);
  return Array.from({ length: count }, (_, index) => ({
    from: edge(index) + (index === 0 ? 0 : 1),
    to: edge(index + 1),
  }));
}
