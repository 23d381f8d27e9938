import type { KeptBurn, KeptPoint } from '../../core/incident/kept-burn.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Window } from '../../core/instant.ts';
import type { Evidence } from '../../pipeline/evidence.ts';
import { drawBurnChart, rateText } from './burn-chart.ts';
import { showDuration, showTime } from './page-quantity.ts';

/** The burn-rate chart in two widths, and what it shows in words; empty where no metrics were kept. */
export function chartView(incident: Incident, evidence: Evidence): object | '' {
  const { burn, windows, onset, deploys } = evidence;
  if (burn === undefined) return '';
  const facts = {
    burn,
    windows,
    onset: onset.at,
    firedAt: incident.startsAt,
    deploys,
    ...(incident.endedAt === undefined ? {} : { endedAt: incident.endedAt }),
  };
  const charts = [drawBurnChart(facts, 'wide'), drawBurnChart(facts, 'narrow')];
  return {
    charts,
    words: chartWords(burn, windows),
    counted: burn.counted !== undefined,
    short: showDuration(burn.shortSeconds * 1000),
    threshold: `${rateText(burn.factor)}×`,
    query: burn.query,
    // It is drawn only where it lies near the burn.
    elsewhere: windows.baseline.to <= burn.span.from,
    from: showTime(burn.span.from),
    to: showTime(burn.span.to),
  };
}

function chartWords(
  { ratio, counted, budget, factor }: KeptBurn,
  { baseline, comparison }: Evidence['windows'],
): string {
  const points = ratio.length > 0 ? ratio : (counted ?? []);
  const inside = (window: Window): readonly KeptPoint[] =>
    points.filter(([at]) => at >= window.from && at <= window.to);
  const most = (chosen: readonly KeptPoint[]): string =>
    chosen.length === 0
      ? 'unknown'
      : `at most ${rateText(chosen.reduce((top, [, share]) => Math.max(top, share / budget), 0))}×`;
  return (
    `Burn rate, the share of bad requests as a multiple of the error budget: ${most(inside(baseline))} in the baseline, ` +
    `${most(inside(comparison))} in the window that was compared, ${most(points)} in all. ` +
    `The alert fires at ${rateText(factor)}×.`
  );
}
