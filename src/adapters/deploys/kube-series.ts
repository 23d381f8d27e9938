import type { SeenImage, Template, WrittenSettings } from '../../core/deploy/kube/kube-deploys.ts';
import type { Instant } from '../../core/instant.ts';
import type { Series } from '../../pipeline/ports.ts';
import type { KubeLabels } from './kube-queries.ts';

/** What one workload of one cluster did. */
export interface WorkloadState {
  readonly cluster?: string;
  readonly namespace: string;
  readonly replicaSets: readonly Template[];
  readonly revisions: readonly Template[];
  readonly settings: WrittenSettings;
  readonly lastSeen: Instant;
}

/** Reads the answer to `stateQuery`. Series of several scrapers of one workload are laid over each other. */
export function stateOf(series: readonly Series[], labels: KubeLabels): readonly WorkloadState[] {
  const places = Map.groupBy(series, (one) =>
    JSON.stringify([one.labels['cluster'] ?? '', one.labels[labels.namespace] ?? '']),
  );
  return [...places.values()].map((group): WorkloadState => {
    const named = (metric: string) => group.filter((one) => one.labels['__name__'] === metric);
    const first = group[0]!.labels;
    const cluster = first['cluster'] ?? '';
    const ready = named('kube_statefulset_status_replicas_ready').filter(positive).flatMap(timesOf);
    const kind = named('kube_daemonset_metadata_generation').length > 0 ? 'daemonset' : 'deployment';
    return {
      ...(cluster === '' ? {} : { cluster }),
      namespace: first[labels.namespace] ?? '',
      replicaSets: templatesOf(
        named('kube_replicaset_spec_replicas'),
        named('kube_replicaset_status_ready_replicas'),
        'replicaset',
      ),
      // While it is rolled out, both revisions are there: the current one until its last pod is gone.
      revisions: templatesOf(
        [...named('kube_statefulset_status_current_revision'), ...named('kube_statefulset_status_update_revision')],
        [],
        'revision',
      ).map((template) => ({ ...template, ready })),
      settings: {
        generations: latestOf(named(`kube_${kind}_metadata_generation`)),
        replicas: latestOf(named(`kube_${kind}_spec_replicas`)),
      },
      lastSeen: group.flatMap(timesOf).reduce((most, at) => Math.max(most, at), 0),
    };
  });
}

export interface Origin {
  readonly owner?: string;
  readonly made?: { readonly created: Instant };
}

/** Reads the answer to `originQuery`. */
export function originsOf(series: readonly Series[]): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const { labels, points } of series) {
    const name = labels['replicaset'] ?? '';
    const known = origins.get(name) ?? {};
    const owner = labels['owner_name'] ?? '';
    const created = points[0]?.number;
    if (labels['__name__'] === 'kube_replicaset_created' && created !== undefined)
      origins.set(name, { ...known, made: { created: created * 1000 } });
    else if (owner !== '' && owner !== '<none>') origins.set(name, { ...known, owner });
  }
  return origins;
}

/** Reads the answer to `imagesQuery`. */
export function imagesOf(series: readonly Series[], labels: KubeLabels): readonly SeenImage[] {
  return series.flatMap((one) => {
    // What was asked for; the runtime's name is that of any tag of the same image. Old versions tell only that.
    const image = nonEmpty(one.labels['image_spec']) ?? one.labels['image'] ?? '';
    if (image === '') return [];
    return [
      {
        template: one.labels['template'] ?? '',
        container: one.labels[labels.container] ?? '',
        image,
        imageId: one.labels['image_id'] ?? '',
        seen: timesOf(one),
      },
    ];
  });
}

function templatesOf(wanted: readonly Series[], ready: readonly Series[], label: string): readonly Template[] {
  const readyBy = Map.groupBy(ready, (one) => one.labels[label] ?? '');
  const wantedBy = Map.groupBy(wanted, (one) => one.labels[label] ?? '');
  return [...wantedBy].map(([name, series]) => ({
    name,
    wanted: series.flatMap(timesOf),
    ready: (readyBy.get(name) ?? []).flatMap(timesOf).toSorted((a, b) => a - b),
  }));
}

function latestOf(series: readonly Series[]): WrittenSettings['generations'] {
  const highest = new Map<Instant, number>();
  for (const { points } of series)
    for (const { at, number } of points) highest.set(at, Math.max(number, highest.get(at) ?? 0));
  return [...highest].map(([at, number]) => ({ at, number })).toSorted((a, b) => a.at - b.at);
}

function positive({ points }: Series): boolean {
  return points.some(({ number }) => number > 0);
}

function timesOf({ points }: Series): readonly Instant[] {
  return points.map(({ at }) => at);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
