import type { PanelCosts, WidthBy } from '../../core/flamegraph/panel-costs.ts';
import type { Found } from '../../core/flamegraph/search-frames.ts';
import { percentText } from './facts-text.ts';

/** `41 frames in 9 places · 12.4 % of now (8.1 % of the baseline)`; every stack counts once, however many of its frames match. */
export function foundText(found: Found, costs: PanelCosts): string {
  if (found.all === 0 && found.comparison === 0 && found.baseline === 0) return 'nothing here';
  const places = found.nodes.length;
  const inside = places === found.all ? '' : ` in ${counted(places, 'place')}`;
  const frames = counted(found.all, 'frame') + inside;
  const now = percentText(costs.total > 0 ? found.comparison / costs.total : 0);
  if (!costs.comparable) return `${frames} · ${now} of now`;
  const all = costs.baseline[0] ?? 0;
  return `${frames} · ${now} of now (${percentText(all > 0 ? found.baseline / all : 0)} of the baseline)`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Why a graph has no width to draw, and the width that would show something. */
export function whyEmpty(
  costs: PanelCosts,
  root: number,
  widths: WidthBy,
): { readonly why: string; readonly instead: WidthBy | undefined } | undefined {
  if ((costs.widths[root] ?? 0) > 0) return undefined;
  const [now, before] = [costs.comparison[root] ?? 0, costs.comparable ? (costs.baseline[root] ?? 0) : 0];
  if (now === 0 && before === 0) return { why: 'No samples are left in this view.', instead: undefined };
  const where = root === 0 ? 'Nothing was recorded' : 'This frame does not appear';
  if (widths === 'baseline') return { why: `${where} in the baseline, only now.`, instead: 'now' };
  return { why: `${where} now, only in the baseline.`, instead: 'baseline' };
}
