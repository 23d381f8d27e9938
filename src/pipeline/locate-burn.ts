import type { Alert } from '../core/alert/alert.ts';
import { chooseWindows, earlierDays, type ChosenWindows } from '../core/incident/choose-windows.ts';
import { locateOnset, type BurnSeries, type KnownPair, type Onset } from '../core/incident/onset.ts';
import type { Instant } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import { readBurn, type BurnQueries, type ReadBurn } from './read-burn.ts';

/** Counted requests tell sharper; where their recording has a hole just there, or tells nothing, the alert's own ratio does. */
export function locateBurn(
  read: ReadBurn,
  activeAt: Instant,
  until: Instant,
  pair: KnownPair,
): { readonly onset: Onset; readonly series: BurnSeries } | undefined {
  const from = (series: BurnSeries | undefined) => {
    const onset = series && locateOnset(series, activeAt, until, pair);
    return onset && series && { onset, series };
  };
  const counted = from(read.counted);
  if (counted?.onset.certain === true) return counted;
  const ratio = from(read.ratio);
  if (counted === undefined || ratio?.onset.certain !== true) return counted ?? ratio;
  // The ratio smooths bursts and pauses away; a doubt of the counts is only set aside where it is about missing scrapes.
  return counted.onset.note.startsWith('nothing was recorded') ? ratio : counted;
}

/** Only when nothing healthy is found near by are earlier days asked for. */
export async function withEarlierDays(
  facts: Omit<Parameters<typeof chooseWindows>[0], 'series'>,
  series: BurnSeries,
  queries: BurnQueries,
  alert: Alert,
  asking: Asking,
): Promise<ChosenWindows> {
  const near = chooseWindows({ ...facts, series });
  const days = earlierDays(near, facts.rules);
  if (days.length === 0) return near;
  const older = await Promise.all(
    days.map((day) => asking.optional(readBurn(queries, alert.labels, day, asking), undefined, 'earlier days')),
  );
  const points = older.flatMap((one) => (one?.counted ?? one?.ratio)?.points ?? []);
  const all = [...points, ...series.points].toSorted((a, b) => a.at - b.at);
  return chooseWindows({ ...facts, series: { points: all, smear: series.smear } });
}
