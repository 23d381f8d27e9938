import { matchersOfService, versionChanges, versionsQuery } from '../core/deploy/version-labels.ts';
import type { Labels } from '../core/alert/alert.ts';
import type { Change } from '../core/incident/splits.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import type { Series } from './ports.ts';
import { overWindow, type BurnQueries } from './read-burn.ts';

const STEP_SECONDS = 30;
/** Of a version, in a sentence. */
const LONGEST_NAME = 60;
/** Pods that started last; a rollout of more is told by these as well. */
const PODS = 50;
/** One restart of many pods is one change. */
const SAME = 60_000;
/** A reset lies between two scrapes. */
const RESET_SECONDS = 60;

/**
 * Deploys and restarts of what a ratio is about, as its own metrics show them: a version that was not there before, and
 * the start times of its processes. Nothing where the ratio does not say what it is about.
 */
export async function findChanges(
  service: string,
  { common, counts }: Pick<BurnQueries, 'common' | 'counts'>,
  window: Window,
  asking: Asking,
): Promise<readonly Change[]> {
  const [told, reset] = await Promise.all([
    toldBy(selectorsOf(common, service), window, asking),
    resets(counts?.total, window, asking),
  ]);
  return [...told, ...reset].toSorted((a, b) => a.at - b.at);
}

/** A process that starts anew counts from 0: seen where nothing else tells of it. */
async function resets(total: string | undefined, window: Window, asking: Asking): Promise<readonly Change[]> {
  if (total === undefined) return [];
  const query = overWindow(total, RESET_SECONDS).replaceAll(/\b(?:rate|irate|increase)\s*\(/g, 'resets(');
  const series = await asking.optional(asking.range(query, window, STEP_SECONDS), [], '');
  const times = series.flatMap((one) =>
    one.points.filter(({ number }) => number > 0).map(({ at }) => at - (STEP_SECONDS * 1000) / 2),
  );
  return apart(times);
}

async function toldBy(about: readonly string[], window: Window, asking: Asking): Promise<readonly Change[]> {
  const any = about.map((one) => `{__name__=~"process_start_time_seconds", ${one}}`).join(' or ');
  const starts = `topk(${PODS}, ${any})`;
  const [seen, started] = await Promise.all([
    asking.optional(asking.range(versionsQuery(about), window, STEP_SECONDS), [], ''),
    asking.optional(asking.instant(starts, window.to), [], ''),
  ]);
  return [...deploys(seen), ...restarts(started, window)];
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

/** What the ratio counts, else what is named like the service. */
function selectorsOf(common: Labels, service: string): readonly string[] {
  const about = Object.entries(common).filter(([label, text]) => OF_PROCESSES.has(label) && text !== '');
  if (about.some(([label]) => label !== 'namespace')) {
    return [about.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(', ')];
  }
  return matchersOfService(service);
}

function deploys(series: readonly Series[]): readonly Change[] {
  return versionChanges(series, STEP_SECONDS * 1000).map(({ startedAt, at, fromVersion, toVersion, isRollback }) => {
    const [from, to] = [fromVersion, toVersion].map((version) => version.slice(0, LONGEST_NAME));
    return { at: startedAt ?? at, what: `${isRollback ? 'rollback' : 'deploy'} ${from} → ${to}` };
  });
}

function restarts(series: readonly Series[], window: Window): readonly Change[] {
  const times = series.flatMap((one) => one.points.map(({ number }) => number * 1000));
  return apart(times.filter((at) => at > window.from && at <= window.to));
}

function apart(times: readonly Instant[]): readonly Change[] {
  const sorted = times.toSorted((a, b) => a - b);
  const first = sorted.filter((at, index) => index === 0 || at - sorted[index - 1]! > SAME);
  return first.map((at) => ({ at, what: 'restart' }));
}
