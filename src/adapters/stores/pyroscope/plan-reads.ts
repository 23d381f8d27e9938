/** From the times of profiles to the ranges that are read: pod × part of the window. */
import type { Labels } from '../../../core/alert/alert.ts';
import type { Window } from '../../../core/instant.ts';
import { commonLabels } from '../../common-labels.ts';
import { spread } from '../../spread.ts';
import type { PickedType } from './profile-types.ts';
import type { Presence } from './timeline.ts';

/** More pods than these change no ranking; neither do more parts. */
export const MOST_PODS = 16;
const MOST_READS = 32;
const MOST_PARTS = 4;
/** A part of fewer profiles would be an accident of their times. */
const PROFILES_IN_PART = 4;
/** How often agents send where the times do not tell, and the most that is believed, in milliseconds. */
const USUAL_MS = 15_000;
const NODE_MS = 60_000;
const LONGEST_MS = 60_000;

export interface Read {
  readonly pod: string;
  readonly matcher: Labels;
  readonly labels: Labels;
  /** What is known to have been recorded, within the part. */
  readonly interval: Window;
  /** What is asked for: stamps of profiles, both ends included. */
  readonly stamps: Window;
}

export interface ReadPlan {
  readonly reads: readonly Read[];
  readonly pods: number;
  readonly podsRead: number;
  readonly parts: number;
  readonly intervalMs: number;
  /** Stamps lie so much behind the middle of what they are of; below 0: before it. */
  readonly shiftMs: number;
}

/** `type` is what will be read, `witness` the type whose times `presences` are. */
export function planReads(
  type: PickedType,
  witness: PickedType,
  presences: readonly Presence[],
  window: Window,
): ReadPlan {
  const byPod = Map.groupBy(presences, ({ pod }) => pod);
  const names = [...byPod.keys()].toSorted();
  const intervalMs = intervalOf(presences);
  const shiftOf = (one: PickedType, runtime: Presence['runtime']) => (stampedAt(one, runtime) * intervalMs) / 2;
  const shiftMs = Math.round(shiftOf(type, presences[0]?.runtime));
  const present = names.filter((pod) =>
    byPod
      .get(pod)!
      .some(({ stamps }) => stamps.some((at) => at >= window.from - intervalMs && at <= window.to + intervalMs)),
  );
  const chosen = spread(present, MOST_PODS);
  const parts = partsOf(window, chosen.length, intervalMs);
  const reads = parts.flatMap((part) =>
    chosen.flatMap((pod): Read[] => {
      const there = byPod.get(pod)!.map((presence) => ({
        presence,
        middles: presence.stamps
          .map((at) => at - shiftOf(witness, presence.runtime))
          .filter((at) => at >= part.from && at < part.to),
      }));
      const middles = there.flatMap((one) => one.middles);
      if (middles.length === 0) return [];
      const interval = coveredOf(middles, part, intervalMs);
      const seen = there.filter((one) => one.middles.length > 0).map((one) => one.presence);
      const stamps = { from: part.from + shiftMs, to: part.to + shiftMs - 1 };
      return [
        {
          pod,
          matcher: matcherOf(seen, names),
          labels: commonLabels(seen.map(({ labels }) => labels)),
          interval,
          stamps,
        },
      ];
    }),
  );
  return { reads, pods: present.length, podsRead: chosen.length, parts: parts.length, intervalMs, shiftMs };
}

/** Series without a pod beside others that name theirs are selected by not having the label. */
function matcherOf(seen: readonly Presence[], pods: readonly string[]): Labels {
  const matcher = seen[0]!.matcher;
  return Object.keys(matcher).length > 0 || pods.length === 1 ? matcher : { pod: '' };
}

function partsOf({ from, to }: Window, pods: number, intervalMs: number): readonly Window[] {
  const long = Math.floor((to - from) / (PROFILES_IN_PART * intervalMs));
  const affordable = Math.floor(MOST_READS / Math.max(1, pods));
  const count = Math.max(1, Math.min(MOST_PARTS, long, affordable));
  const edge = (index: number) => from + Math.round(((to - from) * index) / count);
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

/** The part itself, cut where the pod's first profile begins later or its last one ends earlier. */
function coveredOf(middles: readonly number[], part: Window, intervalMs: number): Window {
  const from = Math.min(...middles) - intervalMs / 2;
  const to = Math.max(...middles) + intervalMs / 2;
  return {
    from: from - part.from < intervalMs ? part.from : Math.round(from),
    to: part.to - to < intervalMs ? part.to : Math.round(to),
  };
}

/** The median distance of two profiles of a pod. */
function intervalOf(presences: readonly Presence[]): number {
  const gaps = presences
    .flatMap(({ stamps }) => stamps.slice(1).map((at, index) => at - stamps[index]!))
    .toSorted((a, b) => a - b);
  const usual = presences[0]?.runtime === 'node' ? NODE_MS : USUAL_MS;
  return gaps.length < 3 ? usual : Math.min(gaps[Math.floor(gaps.length / 2)]!, LONGEST_MS);
}

/**
 * Where in their interval an agent's profiles are stamped: -1 at its start, 1 at its end, 0 where nobody knows. Seen on Pyroscope 2.2 with
 * the agents of Go (1.4), Node (0.6) and Python (1.4).
 */
function stampedAt(type: PickedType, runtime: Presence['runtime']): -1 | 0 | 1 {
  if (type.periodType === 'contentions' || (runtime === 'node' && type.name === 'wall')) return 1;
  return (runtime === 'go' || runtime === 'python') && type.name === 'process_cpu' ? -1 : 0;
}
