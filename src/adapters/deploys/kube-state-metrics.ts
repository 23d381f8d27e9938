import type { Deploy } from '../../core/deploy/deploy.ts';
import {
  settingsWritten,
  templateDeploys,
  templateRollouts,
  writtenDeploys,
  type KubeNames,
  type SeenImage,
} from '../../core/deploy/kube/kube-deploys.ts';
import { Failure } from '../../core/failure.ts';
import type { Deploys, Metrics, Series } from '../../pipeline/ports.ts';
import {
  imagesQuery,
  kubeLabels,
  originQuery,
  stateQuery,
  type KubeLabels,
  type KubeWorkload,
} from './kube-queries.ts';
import { imagesOf, originsOf, stateOf, type WorkloadState } from './kube-series.ts';
import { deploysWithin, lookedAt, type Looked } from './time-steps.ts';

export interface KubeTools {
  readonly metrics: Metrics;
  readonly exportedLabels: boolean;
  /** Where the workload of a service is; undefined where this source does not know the service. */
  readonly workloadOf: (service: string) => KubeWorkload | undefined;
}

/**
 * Deploys as kube-state-metrics shows them: what ran when, by ReplicaSet, revision or image. It proves that pods changed,
 * not who changed them. Rejects with a Failure of the metrics server, or where a name alone does not tell which workload
 * is meant.
 */
export function connectKubeStateMetrics({ metrics, exportedLabels, workloadOf }: KubeTools): Deploys {
  const labels = kubeLabels(exportedLabels);
  return {
    async between(service, window, signal) {
      const workload = workloadOf(service);
      if (workload === undefined) return [];
      const looked = lookedAt(window);
      const { series } = await metrics.range(stateQuery(workload, labels), looked.window, looked.stepSeconds, signal);
      const states = stateOf(series, labels);
      const found = await Promise.all(
        states.map((state) => {
          const environment = states.length > 1 ? state.cluster : undefined;
          const names = { service, workload: workload.name, container: workload.container, environment };
          return deploysOf(state, names, { metrics, workload, labels, looked, signal });
        }),
      );
      const deploys = deploysWithin(found.flat(), window);
      const namespaces = [...new Set(states.map(({ namespace }) => namespace))].toSorted();
      // Of which one is the service? While nothing happens it does not matter.
      if (deploys.length > 0 && namespaces.length > 1) throw ambiguous(workload, namespaces);
      return deploys;
    },
  };
}

interface Asked {
  readonly metrics: Metrics;
  readonly workload: KubeWorkload;
  readonly labels: KubeLabels;
  readonly looked: Looked;
  readonly signal: AbortSignal;
}

/** Images are only asked for where something happened: mostly nothing did. */
async function deploysOf(state: WorkloadState, names: KubeNames, asked: Asked): Promise<readonly Deploy[]> {
  const stepMs = asked.looked.stepSeconds * 1000;
  const images = () => imagesIn(state, asked);
  const { replicaSets, revisions, settings } = state;
  if (replicaSets.length > 0) {
    if (templateRollouts(replicaSets, stepMs).length === 0) return [];
    const [seen, origins] = await Promise.all([images(), originsIn(state, asked)]);
    const own = replicaSets
      .filter(({ name }) => (origins.get(name)?.owner ?? names.workload) === names.workload)
      .map((template) => ({ ...template, ...origins.get(template.name)?.made }));
    return templateDeploys(templateRollouts(own, stepMs), own, seen, names, stepMs);
  }
  if (revisions.length > 0) {
    const rollouts = templateRollouts(revisions, stepMs);
    return rollouts.length === 0 ? [] : templateDeploys(rollouts, revisions, await images(), names, stepMs);
  }
  const written = settingsWritten(settings, stepMs);
  // A Deployment may be scaled and changed at once; a new generation is there in any case.
  const { generations } = settings;
  if (generations.length === 0 || generations[0]!.number === generations.at(-1)!.number) return [];
  return writtenDeploys(written, await images(), names, stepMs);
}

async function imagesIn(
  state: WorkloadState,
  { metrics, workload, labels, looked: { window, stepSeconds }, signal }: Asked,
): Promise<readonly SeenImage[]> {
  const { series } = await metrics.range(imagesQuery(workload, labels), window, stepSeconds, signal);
  return imagesOf(here(series, state, labels), labels);
}

async function originsIn(state: WorkloadState, { metrics, workload, labels, signal }: Asked) {
  const names = state.replicaSets.map(({ name }) => name);
  const { series } = await metrics.instant(originQuery(names, workload, labels), state.lastSeen, signal);
  return originsOf(here(series, state, labels));
}

function here(series: readonly Series[], { cluster, namespace }: WorkloadState, labels: KubeLabels): readonly Series[] {
  return series.filter(
    (one) => (one.labels['cluster'] ?? '') === (cluster ?? '') && (one.labels[labels.namespace] ?? '') === namespace,
  );
}

function ambiguous({ name }: KubeWorkload, namespaces: readonly string[]): Failure {
  const shown = namespaces.slice(0, 5).join(', ') + (namespaces.length > 5 ? ', …' : '');
  return new Failure(
    'METRICS_REJECTED',
    `workloads called ${name} are in the namespaces ${shown}: set deploys.kube.namespace, or namespace in the selector of the service`,
    { retryable: false },
  );
}
