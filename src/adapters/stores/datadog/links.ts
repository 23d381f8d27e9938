/** Addresses of the profile explorer and of its comparison, as Datadog's own scripts write them. */
import type { Window } from '../../../core/instant.ts';
import type { ProfileLinks } from '../../../pipeline/ports.ts';
import { addressOf, type DatadogSection } from './datadog-section.ts';

/** `type` is what its pages call the profile, such as cpu-time. */
export function linksOf(section: DatadogSection, query: string, type: string, window: Window): ProfileLinks {
  const base = (section.ui_url ?? addressOf(section)).replace(/\/+$/, '');
  const { explorer, comparison } = section.paths;
  const view = { profile_type: type, viz: 'flame_graph', paused: 'true' };
  const [start, end] = [String(window.from), String(window.to)];
  // Older pages read start and end, newer ones from_ts and to_ts.
  const shown = { query, start, end, from_ts: start, to_ts: end, live: 'false' };
  return {
    window: address(base + explorer, { ...shown, ...view }),
    diff: (baseline) =>
      address(base + comparison, {
        ...shown,
        ...side('A', query, baseline),
        ...side('B', query, window),
        compareValuesMode: 'absolute',
        ...view,
      }),
  };
}

function side(letter: 'A' | 'B', query: string, { from, to }: Window): Record<string, string> {
  return {
    [`compare_query_${letter}`]: query,
    [`compare_start_${letter}`]: String(from),
    [`compare_end_${letter}`]: String(to),
  };
}

function address(page: string, parameters: Readonly<Record<string, string>>): string {
  return `${page}?${new URLSearchParams(parameters).toString()}`;
}
