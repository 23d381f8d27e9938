import { canonicalName } from '../../src/core/profile/canonical-name.ts';
import type { Mover } from '../../src/core/report/analysis.ts';
import type { Ranking } from '../../src/core/ranking/rank-changes.ts';

/** Names by which one place of a list may be right, such as a function and the library call it is spent through. */
type Place = readonly string[];

/** How a list answers: 1 is first, Infinity is not at all. */
export function rankOf(places: readonly Place[], accepted: ReadonlySet<string>): number {
  const at = places.findIndex((place) => place.some((name) => accepted.has(name)));
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
}

/** What a reader meets, in reading order: every mover that grew, its first alternative, and who makes the call. */
export function placesOf({ movers }: Ranking): Place[] {
  const seen = new Set<string>();
  return movers
    .filter(({ share }) => share > 0)
    .flatMap((mover) => [
      namesOf(mover),
      mover.alternatives.slice(0, 1),
      mover.caller === undefined ? [] : [mover.caller],
    ])
    .map((place) => place.map(canonicalName).filter((name) => !seen.has(name)))
    .filter((place) => {
      for (const name of place) seen.add(name);
      return place.length > 0;
    });
}

/** Movers that may be named as causes, in order. */
export function namedIn({ movers }: Ranking): Place[] {
  return movers
    .filter(({ gated }) => gated)
    .map((mover) => [...namesOf(mover), ...(mover.caller === undefined ? [] : [mover.caller])].map(canonicalName));
}

function namesOf({ function: name, through }: Mover): Place {
  return through === undefined ? [name] : [name, through];
}

/** One missed case: what was right, and what was said instead. */
export function describeMiss(
  title: string,
  rank: number,
  accepted: ReadonlySet<string>,
  { movers }: Pick<Ranking, 'movers'>,
): string {
  const lines = movers.slice(0, 4).map((mover) => {
    const { gated, profile, kind, function: name, share, relative, through, caller, movedFrom, alternatives } = mover;
    const growth = relative === undefined ? 'new' : `×${(1 + relative).toFixed(2)}`;
    const more = JSON.stringify({ through, caller, movedFrom, or: alternatives[0] });
    return `    ${gated ? '*' : ' '} ${profile} ${kind} ${name} ${growth}, ${(100 * share).toFixed(1)} % of all ${more}`;
  });
  return [`${title}: rank ${rank} of ${[...accepted].join(' or ') || 'nobody'}`, ...lines].join('\n');
}
