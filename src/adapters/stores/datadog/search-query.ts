/** What Datadog is searched by. https://docs.datadoghq.com/tracing/trace_explorer/query_syntax/ */
import type { Labels } from '../../../core/alert/alert.ts';
import type { DatadogSection } from './datadog-section.ts';

/** What alerts, Kubernetes and OpenTelemetry call what Datadog has tags of its own for. */
const USUAL_TAGS: Readonly<Record<string, string>> = {
  service_name: 'service',
  'service.name': 'service',
  namespace: 'kube_namespace',
  'k8s.namespace.name': 'kube_namespace',
  cluster: 'kube_cluster_name',
  'k8s.cluster.name': 'kube_cluster_name',
  container: 'kube_container_name',
  deployment: 'kube_deployment',
  environment: 'env',
  deployment_environment: 'env',
  'deployment.environment': 'env',
  'deployment.environment.name': 'env',
  pod: 'pod_name',
  'k8s.pod.name': 'pod_name',
  node: 'host',
};

/** `pod`: of this one only, by the tag that names it. */
export function searchQuery(
  selector: Labels,
  { tags, query }: Pick<DatadogSection, 'tags' | 'query'>,
  pod?: { readonly tag: string; readonly text: string },
): string {
  const terms = Object.entries(selector)
    .map(([label, text]) => term(tags[label] ?? USUAL_TAGS[label] ?? legal(label), text))
    .toSorted();
  return [
    ...terms,
    ...(pod === undefined ? [] : [term(pod.tag, pod.text)]),
    ...(query === undefined ? [] : [query]),
  ].join(' ');
}

/** Values come from alerts, which anybody may have named: quoted, so that none is read as a part of the language. */
function term(tag: string, text: string): string {
  const plain = text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return `${tag}:"${plain.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Tags begin with a letter and hold letters, digits, `_-:./`; a colon would end the name. */
function legal(label: string): string {
  const replaced = label.toLowerCase().replaceAll(/[^a-z0-9_./-]/g, '_');
  return /^[a-z]/.test(replaced) ? replaced : `x${replaced}`;
}
