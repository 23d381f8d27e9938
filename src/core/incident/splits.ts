import type { Instant, Window } from '../instant.ts';

/** Something that changed what runs: a deploy, a restart. */
export interface Change {
  readonly at: Instant;
  /** `deploy v2.18.3 → v2.19.0`, `restart`. */
  readonly what: string;
}

/** Pods of one rollout follow each other within this time. */
const ROLLOUT = 10 * 60_000;
/** Pods drain before they are seen to be gone. */
const DRAIN = 60_000;
/** A change seen this shortly after the onset may still be its cause: the clocks of metrics are coarse. */
const TOLERANCE = 60_000;

/**
 * Where a baseline must end so that it holds only what ran before: at the beginning of the last rollout between the
 * natural baseline's beginning and the onset. Undefined when nothing changed there.
 */
export function splitBefore(
  onset: Instant,
  natural: Window,
  changes: readonly Change[],
): { readonly at: Instant; readonly note: string } | undefined {
  const near = changes
    .filter((change) => change.at > natural.from && change.at <= onset + TOLERANCE)
    .toSorted((a, b) => a.at - b.at);
  const last = near.at(-1);
  if (last === undefined) return undefined;
  let first = last;
  for (const change of near.toReversed()) if (first.at - change.at <= ROLLOUT) first = change;
  const told = near.find((change) => change.at >= first.at && change.what.startsWith('deploy')) ?? first;
  const at = Math.min(natural.to, first.at - DRAIN);
  if (at === natural.to) return undefined;
  const when = new Date(told.at).toISOString().slice(11, 16);
  return { at, note: `before the ${told.what} at ${when} UTC, which came between it and the onset` };
}
