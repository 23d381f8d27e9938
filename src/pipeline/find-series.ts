import type { Labels } from '../core/alert/alert.ts';
import type { Window } from '../core/instant.ts';
import { labelsOfKind } from '../core/profile/profile-type-id.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { KeptSeries, ProfileCatalogue } from './querier-ports.ts';

/** Which series are meant. */
export interface StoreSelector {
  /** What every one of them carries exactly: asked of the database, where it is quick. */
  readonly labels: Labels;
  /** The whole question, of all labels of a series. */
  matches(labels: Labels): boolean;
}

/** More series than one question may touch: a store of a hundred services has a few thousand. */
const MOST_SERIES = 20_000;

/** Thrown for a question that would take too much; the message says what to ask for instead. */
export class TooMuchAsked extends Error {}

/** Series of a window that fit one of the selectors, or all; with the labels that a Pyroscope would give them. */
export async function findSeries(
  selectors: readonly StoreSelector[],
  window: Window,
  catalogue: ProfileCatalogue,
  kind?: ProfileKind,
): Promise<readonly KeptSeries[]> {
  const labels = selectors.length === 1 ? selectors[0]!.labels : {};
  const asked = { labels, window, ...(kind === undefined ? {} : { kind }) };
  const found = await catalogue.series(asked, MOST_SERIES + 1);
  if (found.length > MOST_SERIES)
    throw new TooMuchAsked(`more than ${MOST_SERIES} series: shorten the range, or name a service_name`);
  return found
    .map((series) => ({ ...series, labels: allLabels(series) }))
    .filter((series) => selectors.length === 0 || selectors.some((selector) => selector.matches(series.labels)));
}

function allLabels({ kind, labels }: KeptSeries): Labels {
  return { ...labels, ...labelsOfKind(kind, labels['service_name'] ?? '') };
}
