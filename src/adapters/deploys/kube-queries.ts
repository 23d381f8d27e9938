/**
 * What is asked of kube-state-metrics. https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload
 * Names of pods tell their ReplicaSet, and those of ReplicaSets their owner, so that no query has to join: joins over a
 * whole cluster are what makes such questions slow.
 */
import { escapeExpression } from '../../core/alert/query-template.ts';

/** Where a workload is found. */
export interface KubeWorkload {
  /** Name of the Deployment, StatefulSet, DaemonSet or Argo Rollout. */
  readonly name: string;
  readonly namespace?: string | undefined;
  /** The service's own among the containers; absent = told by names. */
  readonly container?: string | undefined;
  /** Put into each query: `cluster="eu-1"`. */
  readonly matchers: readonly string[];
}

/** How labels are called where the scrape does not honour those of kube-state-metrics. */
export interface KubeLabels {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export function kubeLabels(exported: boolean): KubeLabels {
  const named = (name: string) => (exported ? `exported_${name}` : name);
  return { namespace: named('namespace'), pod: named('pod'), container: named('container') };
}

/**
 * Behind the name of a Deployment stands a hash of the template, behind that of its ReplicaSet five letters, both without
 * vowels. https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
 */
const LETTER = '[bcdfghjklmnpqrstvwxz2456789]';
const HASH = `${LETTER}{6,10}`;
const POD = `${LETTER}{5}`;

/** Which templates had pods, and how often settings were written. */
export function stateQuery({ name, namespace, matchers }: KubeWorkload, labels: KubeLabels): string {
  const about = (kind: string, matcher: string) =>
    [
      `${kind}${matcher}`,
      ...(namespace === undefined ? [] : [`${labels.namespace}=${quoted(namespace)}`]),
      ...matchers,
    ].join(', ');
  const selected = (metrics: string, kind: string, matcher: string) =>
    `{__name__=~"kube_${kind}_(?:${metrics})", ${about(kind, matcher)}}`;
  const same = `=${quoted(name)}`;
  return [
    `${selected('spec_replicas|status_ready_replicas', 'replicaset', `=~${quoted(`${escapeExpression(name)}-${HASH}`)}`)} > 0`,
    selected('status_current_revision|status_update_revision|status_replicas_ready', 'statefulset', same),
    selected('metadata_generation|spec_replicas', 'deployment', same),
    selected('metadata_generation', 'daemonset', same),
  ].join(' or ');
}

/** When ReplicaSets were made, and whose they are. */
export function originQuery(
  names: readonly string[],
  { namespace, matchers }: KubeWorkload,
  labels: KubeLabels,
): string {
  const about = [
    `replicaset=~${quoted(names.map(escapeExpression).join('|'))}`,
    ...(namespace === undefined ? [] : [`${labels.namespace}=${quoted(namespace)}`]),
    ...matchers,
  ];
  return `{__name__=~"kube_replicaset_(?:created|owner)", ${about.join(', ')}}`;
}

/** Which images ran, `template` = the ReplicaSet where the pod's name tells one. */
export function imagesQuery({ name, namespace, matchers }: KubeWorkload, labels: KubeLabels): string {
  const own = escapeExpression(name);
  const about = [
    `${labels.pod}=~${quoted(`${own}-(?:${HASH}-${POD}|${POD}|[0-9]{1,6})`)}`,
    ...(namespace === undefined ? [] : [`${labels.namespace}=${quoted(namespace)}`]),
    ...matchers,
  ];
  const templates = `label_replace(kube_pod_container_info{${about.join(', ')}}, "template", "$1", "${labels.pod}", ${quoted(`(${own}-${HASH})-${POD}`)})`;
  return `count by (cluster, ${labels.namespace}, template, ${labels.container}, image, image_spec, image_id) (${templates})`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
