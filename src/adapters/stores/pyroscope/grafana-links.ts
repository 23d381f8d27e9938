/** Addresses of Grafana Profiles Drilldown. https://grafana.com/docs/grafana/latest/explore/simplified-exploration/profiles/ */
import type { Labels } from '../../../core/alert/alert.ts';
import type { Window } from '../../../core/instant.ts';
import type { ProfileLinks } from '../../../pipeline/ports.ts';
import type { PyroscopeSection } from './pyroscope-section.ts';

const PATH = '/a/grafana-pyroscope-app/explore';
const MOST_NODES = '16384';

/** Undefined where no Grafana is configured: Pyroscope's own pages read nothing from their address. */
export function linksOf(
  { grafana, labels: names }: PyroscopeSection,
  type: string,
  selector: Labels,
  window: Window,
): ProfileLinks | undefined {
  if (grafana === undefined) return undefined;
  const service = selector[names.service];
  const filters = Object.entries(selector).filter(([name]) => name !== names.service || service === undefined);
  const address = (view: Readonly<Record<string, string | number>>, filterNames: readonly string[]) => {
    const query = new URLSearchParams({
      'var-dataSource': grafana.datasource_uid,
      ...(service === undefined ? {} : { 'var-serviceName': service }),
      'var-profileMetricId': type,
      maxNodes: MOST_NODES,
    });
    for (const [key, text] of Object.entries(view)) query.set(key, String(text));
    for (const [label, text] of filters)
      for (const key of filterNames) query.append(key, `${inFilter(label)}|=|${inFilter(text)}`);
    return `${grafana.url.replace(/\/+$/, '')}${PATH}?${query.toString()}`;
  };
  return {
    window: address({ explorationType: 'flame-graph', from: window.from, to: window.to }, ['var-filters']),
    diff: (baseline) =>
      address(
        {
          explorationType: 'diff-flame-graph',
          from: baseline.from,
          to: baseline.to,
          comparisonFrom: window.from,
          comparisonTo: window.to,
          diffFrom: baseline.from,
          diffTo: baseline.to,
          'diffFrom-2': window.from,
          'diffTo-2': window.to,
          // Older plugins call the outer ranges so.
          'from-2': baseline.from,
          'to-2': baseline.to,
          'from-3': window.from,
          'to-3': window.to,
        },
        ['var-filtersBaseline', 'var-filtersComparison'],
      ),
  };
}

/** Grafana's own escapes of what separates the parts of a filter. */
function inFilter(text: string): string {
  return text.replaceAll('|', '__gfp__').replaceAll(',', '__gfc__');
}
