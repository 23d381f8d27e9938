import { renderQuery } from '../../../core/alert/query-template.ts';
import { own } from '../../../core/alert/template.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import type { Clock, Metrics } from '../../../pipeline/ports.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';
import { chooseTold, fill, labelsIn, nothingToAskBy, type FindPods, type ToldPod } from './pods.ts';

type Ways = NonNullable<PprofEndpointsSection['prometheus']>;

/** The pods behind the series of an instant query. A series whose last scrape failed counts: that pod may be the burning one. */
export function prometheusPods(
  section: PprofEndpointsSection,
  { query, labels: names }: Ways,
  metrics: Metrics,
  clock: Clock,
): FindPods {
  const used = labelsIn(query);
  return async (selector, signal) => {
    const filled = fill(query, selector, renderQuery);
    if (filled.kind === 'missing') return nothingToAskBy(filled.name, 'prometheus.query', query.text);
    const asked = `${filled.text} of ${metrics.name}`;
    const { series } = await metrics.instant(filled.text, clock.now(), signal);
    const told = series.flatMap(({ labels }) => toldBy(labels, names));
    const found = chooseTold(told, selector, used, asked, section);
    if (found.reason === undefined || told.length > 0) return found;
    const why = series.length === 0 ? 'no series' : `no series with the label ${names.address}`;
    return { ...found, reason: `${metrics.name} has ${why} for ${filled.text}` };
  };
}

function toldBy(series: Labels, names: Ways['labels']): readonly ToldPod[] {
  const address = own(series, names.address);
  if (address === undefined) return [];
  const name = names.pod.map((label) => own(series, label)).find((text) => text !== undefined && text !== '');
  const port = names.port === undefined ? undefined : Number(own(series, names.port));
  const { __name__: _name, instance: _instance, ...labels } = series;
  return [{ name: name ?? address, address, port: Number.isInteger(port) ? port : undefined, labels }];
}
