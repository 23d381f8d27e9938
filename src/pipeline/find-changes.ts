import { VERSION_LABELS } from '../core/deploy/deploys-from-labels.ts';
import type { Labels } from '../core/alert/alert.ts';
import type { Change } from '../core/incident/splits.ts';
import type { Window } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import type { Series } from './ports.ts';

const STEP_SECONDS = 30;
/** Labels that `*_build_info`, `target_info` and the like carry the version in, beside those of profiles. */
const VERSIONS = [
  'version',
  'revision',
  'git_commit',
  'image_tag',
  ...VERSION_LABELS.map((name) => name.replaceAll('.', '_')),
];
/** Pods that started last; a rollout of more is told by these as well. */
const PODS = 50;
/** One restart of many pods is one change. */
const SAME = 60_000;

/**
 * Deploys and restarts of what a ratio is about, as its own metrics show them: a version that was not there before, and
 * the start times of its processes. Nothing where the ratio does not say what it is about.
 */
export async function findChanges(common: Labels, window: Window, asking: Asking): Promise<readonly Change[]> {
  const about = selectorOf(common);
  if (about === undefined) return [];
  const versions = `count by (${[...new Set(VERSIONS)].join(', ')}) ({__name__=~".*build_info|target_info", ${about}})`;
  const starts = `topk(${PODS}, process_start_time_seconds{${about}})`;
  const [seen, started] = await Promise.all([
    asking.optional(asking.range(versions, window, STEP_SECONDS), [], ''),
    asking.optional(asking.instant(starts, window.to), [], ''),
  ]);
  return [...deploys(seen), ...restarts(started, window)].toSorted((a, b) => a.at - b.at);
}

/** Recorded series have labels of their rule, which no process carries. */
const OF_PROCESSES = new Set([
  'job',
  'service',
  'app',
  'namespace',
  'container',
  'service_name',
  'deployment',
  'app_kubernetes_io_name',
]);

function selectorOf(common: Labels): string | undefined {
  const about = Object.entries(common).filter(([label, text]) => OF_PROCESSES.has(label) && text !== '');
  if (about.every(([label]) => label === 'namespace')) return undefined;
  return about.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(', ');
}

function deploys(series: readonly Series[]): readonly Change[] {
  const named = series
    .map((one) => ({ name: nameOf(one), first: one.points[0]?.at ?? 0, last: one.points.at(-1)?.at ?? 0 }))
    .filter(({ name }) => name !== '');
  return named.flatMap((one) => {
    const before = named.filter((other) => other.name !== one.name && other.first < one.first);
    const previous = before.toSorted((a, b) => a.last - b.last).at(-1);
    if (previous === undefined) return [];
    // It appeared between two points.
    return [{ at: one.first - (STEP_SECONDS * 1000) / 2, what: `deploy ${previous.name} → ${one.name}` }];
  });
}

function nameOf({ labels }: Series): string {
  const label = VERSIONS.find((name) => (labels[name] ?? '') !== '');
  return label === undefined ? '' : (labels[label] ?? '').slice(0, 60);
}

function restarts(series: readonly Series[], window: Window): readonly Change[] {
  const times = series
    .flatMap((one) => one.points.map(({ number }) => number * 1000))
    .filter((at) => at > window.from && at <= window.to)
    .toSorted((a, b) => a - b);
  return times
    .filter((at, index) => index === 0 || at - times[index - 1]! > SAME)
    .map((at) => ({ at, what: 'restart' }));
}
