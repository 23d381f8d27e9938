import type { Instant } from '../../instant.ts';
import type { Deploy } from '../deploy.ts';
import { findRollouts, type Rollout, type VersionTrack } from '../rollouts.ts';
import { imageChange, type ContainerImage } from './image-change.ts';

/** A controller's template, immutable as long as it lives: a ReplicaSet, or a revision of a StatefulSet. */
export interface Template {
  readonly name: string;
  /** When pods of it were wanted. */
  readonly wanted: readonly Instant[];
  /** When pods of it took requests. */
  readonly ready: readonly Instant[];
  /** When it was made: a rollback brings back one that is older. */
  readonly created?: Instant;
}

/** Images by when they ran, of the template where pods tell theirs by their names. */
export interface SeenImage extends ContainerImage {
  readonly template: string;
  readonly seen: readonly Instant[];
}

export interface KubeNames {
  readonly service: string;
  readonly workload: string;
  readonly container?: string | undefined;
  /** Where several clusters are told of. */
  readonly environment?: string | undefined;
}

/** Rollouts between templates. */
export function templateRollouts(templates: readonly Template[], stepMs: number): readonly Rollout[] {
  const tracks: VersionTrack[] = templates.map(({ name, wanted }) => ({ name, seen: wanted }));
  return findRollouts(tracks, stepMs);
}

/** Deploys of a workload whose templates have names of their own. */
export function templateDeploys(
  rollouts: readonly Rollout[],
  templates: readonly Template[],
  images: readonly SeenImage[],
  names: KubeNames,
  stepMs: number,
): readonly Deploy[] {
  const named = new Map(templates.map((template) => [template.name, template]));
  const readiness = templates.some(({ ready }) => ready.length > 0);
  return rollouts.map((rollout): Deploy => {
    const [from, to] = [named.get(rollout.from), named.get(rollout.to)];
    const older = from?.created !== undefined && to?.created !== undefined && to.created < from.created;
    const live = to?.ready.find((at) => rollout.startedAt === undefined || at >= rollout.startedAt);
    const before = imagesAround(images, rollout.from, rollout);
    const after = imagesAround(images, rollout.to, rollout);
    const known = before.length > 0 && after.length > 0;
    const change = known
      ? imageChange(before, after, likely(names))
      : { kind: 'version' as const, fromVersion: rollout.from, toVersion: rollout.to };
    return {
      ...base(names),
      ...change,
      kind: rollout.isRollback || older ? 'rollback' : change.kind,
      ...(rollout.startedAt === undefined ? {} : { startedAt: rollout.startedAt }),
      at: rollout.state === 'done' && live !== undefined ? Math.max(rollout.at, live - stepMs / 2) : rollout.at,
      ...(rollout.state === 'running' ? { status: 'running' as const } : {}),
      // Given up before any pod of it took requests.
      ...(rollout.state === 'undone' && readiness && live === undefined ? { status: 'failed' as const } : {}),
    };
  });
}

/** How often the settings of a workload were written, and how many pods they asked for. */
export interface WrittenSettings {
  readonly generations: readonly { readonly at: Instant; readonly number: number }[];
  /** Empty where the workload has no such setting. */
  readonly replicas: readonly { readonly at: Instant; readonly number: number }[];
}

/** When settings were written for anything but another number of pods. */
export function settingsWritten({ generations, replicas }: WrittenSettings, stepMs: number): readonly Instant[] {
  const wanted = new Map(replicas.map(({ at, number }) => [at, number]));
  return generations.flatMap(({ at, number }, index) => {
    const before = generations[index - 1];
    if (before === undefined || number <= before.number) return [];
    // Who scales writes as well: at the same time with another number, that is what was written.
    return wanted.get(at) === wanted.get(before.at) ? [at - stepMs / 2] : [];
  });
}

/** Deploys of a workload whose templates have no names: a DaemonSet, or a Deployment whose ReplicaSets are not told of. */
export function writtenDeploys(
  written: readonly Instant[],
  images: readonly SeenImage[],
  names: KubeNames,
  stepMs: number,
): readonly Deploy[] {
  const own = images.filter(({ container }) => names.container === undefined || container === names.container);
  const rolled = [...Map.groupBy(own, ({ container }) => container).values()].flatMap((group) => {
    const byImage = Map.groupBy(group, ({ image }) => image);
    const tracks = [...byImage].map(([name, same]) => ({ name, seen: same.flatMap(({ seen }) => seen) }));
    return findRollouts(tracks, stepMs).map((rollout): Deploy => {
      const change = imageChange(byImage.get(rollout.from) ?? [], byImage.get(rollout.to) ?? [], likely(names));
      return {
        ...base(names),
        ...change,
        kind: rollout.isRollback ? 'rollback' : change.kind,
        ...(rollout.startedAt === undefined ? {} : { startedAt: rollout.startedAt }),
        at: rollout.at,
        ...(rollout.state === 'running' ? { status: 'running' as const } : {}),
      };
    });
  });
  const begun = rolled.map(({ startedAt, at }) => startedAt ?? at);
  // Settings are written before the first pod of them runs.
  const alone = written.filter((at) => !begun.some((start) => start >= at - stepMs && start <= at + SOON_MS));
  const settings = alone.map((at): Deploy => {
    const running = own.filter(({ seen }) => seen.some((time) => Math.abs(time - at) <= SOON_MS));
    return { ...base(names), ...imageChange(running, running, likely(names)), at };
  });
  return [...rolled, ...settings].toSorted((a, b) => (a.startedAt ?? a.at) - (b.startedAt ?? b.at));
}

/** Within this a pod of new settings runs, mostly. */
const SOON_MS = 10 * 60_000;

function base({ service, environment }: KubeNames): Pick<Deploy, 'service' | 'source' | 'environment'> {
  return { service, source: 'kube-state-metrics', ...(environment === undefined ? {} : { environment }) };
}

function likely({ service, workload, container }: KubeNames) {
  return { container, likely: [workload, service] };
}

/** Of a template; where pods do not tell theirs, of all that ran next to the rollout on that side of it. */
function imagesAround(
  images: readonly SeenImage[],
  template: string,
  { from, startedAt, at, state }: Rollout,
): readonly SeenImage[] {
  const own = images.filter((one) => one.template === template);
  if (own.length > 0) return own;
  const nameless = images.filter((one) => one.template === '');
  const times = nameless.flatMap(({ seen }) => seen);
  const start = startedAt ?? at;
  const before = times.filter((time) => time < start).toSorted((a, b) => a - b);
  const after = times.filter((time) => time > at).toSorted((a, b) => a - b);
  const when = template === from ? before.at(-1) : state === 'running' ? after.at(-1) : after[0];
  return nameless.filter(({ seen }) => when !== undefined && seen.includes(when));
}
