/** From the times of profiles to the ranges that are read: pod × part of the window. */
import type { Labels } from '../../../core/alert/alert.ts';
import type { Window } from '../../../core/instant.ts';
import { commonLabels } from '../../common-labels.ts';
import { spread } from '../../spread.ts';
import type { TimedSample } from './messages.ts';
import { stepOf, type Presence } from './presences.ts';
import type { Matcher } from './selector.ts';

/** More pods than these change no ranking; neither do more parts. */
const MOST_PODS = 16;
const MOST_READS = 32;
const MOST_PARTS = 4;
/** A shorter part would be an accident of the times of profiles, in milliseconds. */
const SHORTEST_PART_MS = 60_000;
/** Where profiles come with gaps, such as those of processes that sleep: a gap up to the edge of a part that is still recorded. */
const GAP_MS = 60_000;

export interface Read {
  readonly pod: string;
  readonly matchers: readonly Matcher[];
  readonly labels: Labels;
  /** What is known to have been recorded, within the part. */
  readonly interval: Window;
  /** What is asked for: stamps of profiles, both ends included. */
  readonly stamps: Window;
  /** The pod was there and had nothing of this type. */
  readonly without: boolean;
}

export interface ReadPlan {
  readonly reads: readonly Read[];
  readonly pods: number;
  readonly podsRead: number;
  readonly parts: number;
}

/** `present` are of the type that will be read, `witnesses` of one whose times tell which pods were there besides. */
export function planReads(present: readonly Presence[], witnesses: readonly Presence[], window: Window): ReadPlan {
  const byPod = Map.groupBy([...present, ...witnesses], ({ pod }) => pod);
  const names = [...byPod.keys()].toSorted();
  const chosen = spread(names, MOST_PODS);
  const parts = partsOf(window, chosen.length);
  const own = new Set(present);
  const reads = parts.flatMap((part) =>
    chosen.flatMap((pod): Read[] => {
      const seen = byPod.get(pod)!.flatMap((presence) => {
        const samples = presence.samples.filter(({ at }) => isWithin(at, part, window));
        return samples.length === 0 ? [] : [{ ...presence, samples, own: own.has(presence) }];
      });
      if (seen.length === 0) return [];
      return [
        {
          pod,
          matchers: matchersOfPod(seen[0]!, names),
          labels: commonLabels(seen.map(({ labels }) => labels)),
          interval: coveredOf(
            seen.flatMap(({ samples }) => samples),
            part,
          ),
          stamps: { from: part.from, to: part.to === window.to ? part.to : part.to - 1 },
          without: !seen.some((presence) => presence.own),
        },
      ];
    }),
  );
  return { reads, pods: names.length, podsRead: chosen.length, parts: parts.length };
}

/** The first step may begin before the window does, and the last profile at its very end. */
function isWithin(at: number, part: Window, window: Window): boolean {
  const first = part.from === window.from ? part.from - stepOf(window) * 1000 : part.from - 1;
  return at > first && (at < part.to || at === window.to);
}

/** Series without a pod beside others that name theirs are selected by not having the label. */
function matchersOfPod({ matcher }: Presence, pods: readonly string[]): readonly Matcher[] {
  if (matcher !== undefined) return [matcher];
  return pods.length === 1 ? [] : [{ label: 'pod', text: '' }];
}

/** Cut where steps begin, so that each lies in one part. */
function partsOf(window: Window, pods: number): readonly Window[] {
  const long = Math.floor((window.to - window.from) / SHORTEST_PART_MS);
  const affordable = Math.floor(MOST_READS / Math.max(1, pods));
  const count = Math.max(1, Math.min(MOST_PARTS, long, affordable));
  const stepMs = stepOf(window) * 1000;
  const edge = (index: number) => {
    if (index === 0) return window.from;
    if (index === count) return window.to;
    return Math.round((window.from + ((window.to - window.from) * index) / count) / stepMs) * stepMs;
  };
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

/** From the first profile to the end of the last one. */
function coveredOf(samples: readonly TimedSample[], part: Window): Window {
  const inOrder = samples.toSorted((a, b) => a.at - b.at);
  const first = Math.max(part.from, inOrder[0]!.at);
  const end = Math.max(first, ...inOrder.map(({ at, durationMs }) => at + durationMs));
  const gap = inOrder.every(({ at, durationMs }, index) => index === 0 || at - inOrder[index - 1]!.at <= 2 * durationMs)
    ? 0
    : GAP_MS;
  return {
    from: first - part.from <= gap ? part.from : first,
    to: part.to > end && part.to - end <= gap ? part.to : end,
  };
}
