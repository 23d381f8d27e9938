import type { Labels } from '../../core/alert/alert.ts';
import type { Metrics, MetricsAnswer, Series } from '../../pipeline/ports.ts';

/**
 * The same server without labels that its alerts and its series do not share, such as the replica that a query front
 * end shows and that Alertmanager was not told: they would keep an alert from being recognised in its series. Series that
 * differ in nothing else are one; the first is kept.
 */
export function dropLabels(metrics: Metrics, names: readonly string[]): Metrics {
  const keep = (labels: Labels): Labels =>
    Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
  const thin = ({ series, warnings }: MetricsAnswer): MetricsAnswer => {
    const kept = new Map<string, Series>();
    for (const one of series) {
      const labels = keep(one.labels);
      const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      if (!kept.has(key)) kept.set(key, { ...one, labels });
    }
    return { warnings, series: [...kept.values()] };
  };
  return {
    ...metrics,
    instant: async (...question) => thin(await metrics.instant(...question)),
    range: async (...question) => thin(await metrics.range(...question)),
    async rules(...question) {
      const rules = await metrics.rules(...question);
      return rules.map((rule) => ({
        ...rule,
        labels: keep(rule.labels),
        active: rule.active.map((one) => ({ ...one, labels: keep(one.labels) })),
      }));
    },
  };
}
