import { connectGrafanaAnnotations } from '../adapters/deploys/grafana-annotations.ts';
import type { KubeWorkload } from '../adapters/deploys/kube-queries.ts';
import { connectKubeStateMetrics } from '../adapters/deploys/kube-state-metrics.ts';
import { connectMetricLabels } from '../adapters/deploys/metric-labels.ts';
import type { Config } from '../config/schema.ts';
import type { Mapping } from '../core/alert/mapping.ts';
import { planService } from '../core/alert/plan-service.ts';
import { renderTemplate, type Template } from '../core/alert/template.ts';
import { matchersOfService } from '../core/deploy/version-labels.ts';
import type { NamedDeploys } from '../pipeline/known-deploys.ts';
import type { Sources } from './connect-sources.ts';

export interface DeploySourceTools {
  readonly sources: Pick<Sources, 'named'>;
  readonly mapping: Mapping;
  readonly readFile: (path: string) => string;
}

/** Everybody who is asked for deploys that nobody reports: each for itself, so that one that fails hides no other. */
export function connectDeploySources(
  config: Pick<Config, 'sources' | 'deploys'>,
  { sources, mapping, readFile }: DeploySourceTools,
): readonly NamedDeploys[] {
  const { metric_labels: labels, kube, grafana } = config.deploys;
  const names = config.sources.map(({ name }) => name);
  const metricsOf = <T extends { readonly source?: string | undefined }>(entries: readonly T[]) => {
    const named = entries.map(({ source }) => source);
    return entries.flatMap((entry) => {
      const own = entry.source === undefined ? names.filter((name) => !named.includes(name)) : [entry.source];
      return own.flatMap((name) => {
        const metrics = sources.named(name);
        const where = names.length > 1 ? ` in ${name}` : '';
        return metrics === undefined ? [] : [{ entry, metrics, where }];
      });
    });
  };
  return [
    ...metricsOf(labels).map(({ entry: { selector }, metrics, where }) => ({
      name: `metric labels${where}`,
      ...connectMetricLabels({
        metrics,
        matchersOf: (service) =>
          selector === undefined ? matchersOfService(service) : [matchersIn(selector, service).join(', ')],
      }),
    })),
    ...metricsOf(kube).map(({ entry, metrics, where }) => ({
      name: `kube-state-metrics${where}`,
      ...connectKubeStateMetrics({
        metrics,
        exportedLabels: entry.exported_labels,
        workloadOf: (service) => workloadOf(service, entry, mapping),
      }),
    })),
    ...grafana.map(({ service_tags: tags, ...section }) => ({
      name: `annotations of ${section.name}`,
      ...connectGrafanaAnnotations(section, {
        readFile,
        tagsOf: (service) => tags.flatMap((tag) => filled(tag, service) ?? []),
      }),
    })),
  ];
}

/** What the service's own entry says, then the source's, then what is told by names and selectors. */
function workloadOf(service: string, entry: Config['deploys']['kube'][number], mapping: Mapping): KubeWorkload {
  const own = Object.hasOwn(entry.services, service) ? entry.services[service] : undefined;
  const said = (key: 'workload' | 'namespace' | 'container') => filled(own?.[key] ?? entry[key], service);
  return {
    name: said('workload') ?? service,
    namespace: said('namespace') ?? namespaceOf(service, mapping),
    container: said('container'),
    matchers: matchersIn(entry.selector ?? {}, service),
  };
}

/** As profiles of a service are chosen; OpenTelemetry's and Prometheus' names for it as well. */
const NAMESPACES = ['namespace', 'k8s_namespace_name', 'k8s.namespace.name', 'kubernetes_namespace'];

function namespaceOf(service: string, mapping: Mapping): string | undefined {
  const planned = planService(service, '', mapping);
  if (planned.kind === 'failed') return undefined;
  const { selector } = planned.plan;
  return NAMESPACES.map((name) => selector[name]).find((namespace) => namespace !== undefined);
}

function matchersIn(selector: Readonly<Record<string, Template>>, service: string): readonly string[] {
  return Object.entries(selector).map(([label, template]) => {
    const name = /^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label);
    return `${name}=${JSON.stringify(filled(template, service) ?? '')}`;
  });
}

function filled(template: Template | undefined, service: string): string | undefined {
  if (template === undefined) return undefined;
  const rendered = renderTemplate(template, { labels: {}, annotations: {}, match: {}, service });
  return rendered.kind === 'text' ? rendered.text : undefined;
}
