import type { Window } from '../../../core/instant.ts';
import type { Listing } from './list-profiles.ts';

/** A window that ended longer ago is as full as it will be, in milliseconds. */
const LATE_MS = 180_000;
/** Processes upload once a minute: a shorter rest of the window is no sign of anything. */
const USUAL_GAP_MS = 90_000;

/** What a reader must know of what was listed. */
export function noticesOf({ profiles, cut, parts, unread }: Listing, window: Window, now: number): readonly string[] {
  const notices: string[] = [];
  if (cut > 0)
    notices.push(
      `Datadog listed as many profiles as were asked for in ${cut} of ${parts} parts of the window: there may be more (limits.listed).`,
    );
  if (unread > 0) notices.push(`${unread} events of Datadog do not say when they were recorded and were left out.`);
  const until = Math.min(window.to, now);
  const last = Math.max(...profiles.map(({ interval }) => interval.to));
  if (now - window.to < LATE_MS && until - last > USUAL_GAP_MS)
    notices.push(
      `Datadog shows profiles one to two minutes late: the last ${Math.round((until - last) / 1000)} s of the window are not there yet.`,
    );
  if (profiles.every(({ pod }) => pod === ''))
    notices.push('No tag tells which pod a profile is of: all pods count as one (stores: labels.pod).');
  return notices;
}
