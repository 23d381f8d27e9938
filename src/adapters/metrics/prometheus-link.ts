/**
 * Address of a query in Prometheus' own pages, by the parameters that version 2 reads and 3 still does (its /graph leads to /query).
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
import { isoInstant } from '../../core/instant.ts';
import type { Instant } from '../../core/instant.ts';
import type { Metrics } from '../../pipeline/ports.ts';

type When = Parameters<NonNullable<Metrics['link']>>[1];

const TABLE = '1';
const GRAPH = '0';

export function graphLink(base: string, expression: string, { at, window }: When): string {
  const query = new URLSearchParams({ 'g0.expr': expression, 'g0.tab': window === undefined ? TABLE : GRAPH });
  if (window !== undefined) {
    query.set('g0.range_input', `${Math.max(1, Math.round((window.to - window.from) / 1000))}s`);
    query.set('g0.end_input', pageTime(window.to));
  } else if (at !== undefined) query.set('g0.moment_input', pageTime(at));
  return `${base.replace(/\/+$/, '')}/graph?${query.toString()}`;
}

/** UTC, as the page's own field has it. */
function pageTime(at: Instant): string {
  return isoInstant(at).slice(0, 19).replace('T', ' ');
}
