import type { Labels } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import { VERSION_LABELS } from './deploys-from-labels.ts';
import { isShortHash } from './image-revision.ts';
import { findRollouts, type Rollout } from './rollouts.ts';

/** Labels that `*_build_info`, `target_info` and the like carry the version in, beside those of profiles. */
const VERSIONS = [
  ...new Set([
    'version',
    'revision',
    'git_commit',
    'image_tag',
    ...VERSION_LABELS.map((name) => name.replaceAll('.', '_')),
    'commit_hash',
    'git_sha',
    'vcs_ref_head_revision',
  ]),
];
const COMMITS = [
  'revision',
  'git_commit',
  'commit',
  'commit_hash',
  'git_sha',
  'vcs_ref_head_revision',
  'service_git_ref',
];
/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/vcs/, and Pyroscope's. */
const REPOSITORIES = ['vcs_repository_url_full', 'service_repository'];
/** A version goes live in each of them at its own time. */
const ENVIRONMENTS = ['deployment_environment_name', 'deployment_environment', 'environment', 'env', 'cluster'];
const PLACES = [...ENVIRONMENTS, 'namespace', 'job'];
/** What builds say that nobody told their version: Go's, and common habits. */
const NO_VERSION = /^\s*(?:\(devel\)|unknown|undefined|none|null|dev|n\/a|<.*>)?\s*$/i;
const LONGEST = 200;
/** Two metrics of one process tell of one deploy. */
const SAME_MS = 2 * 60_000;
/** More of them in one window are no versions, but names of something else. */
const MOST_VERSIONS = 200;

export interface SeenSeries {
  readonly labels: Labels;
  readonly points: readonly { readonly at: Instant }[];
}

/** One version of a service after another, as its own metrics show it. */
export interface VersionChange extends Pick<Rollout, 'startedAt' | 'at' | 'state' | 'isRollback'> {
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly fromCommit?: string;
  readonly commit?: string;
  readonly repository?: string;
  readonly environment?: string;
}

/** How metrics of a service are found where nothing else is said: any of these fits. */
export function matchersOfService(service: string): readonly string[] {
  return ['job', 'service', 'app'].map((label) => `${label}=${JSON.stringify(service)}`);
}

/** PromQL for which versions ran when; `about` are matchers, any of which fits: `job="checkout"`. */
export function versionsQuery(about: readonly string[]): string {
  const any = about.map((one) => `{__name__=~".*build_info|target_info", ${one}}`).join(' or ');
  return `count by (${[...VERSIONS, ...REPOSITORIES, ...PLACES, '__name__'].join(', ')}) (${any})`;
}

/** What the answer to that query shows, in order; each metric and each environment is compared with itself only. */
export function versionChanges(series: readonly SeenSeries[], stepMs: number): readonly VersionChange[] {
  const groups = new Map<string, SeenSeries[]>();
  for (const one of series) {
    if (VERSIONS.every((label) => NO_VERSION.test(one.labels[label] ?? ''))) continue;
    const key = JSON.stringify(['__name__', ...PLACES].map((label) => one.labels[label] ?? ''));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const changes = [...groups.values()].flatMap((group) => changesOf(group, stepMs));
  const sorted = changes.toSorted((a, b) => begun(a) - begun(b));
  return sorted.filter((one, index) => !sorted.slice(0, index).some((other) => isSame(one, other)));
}

function changesOf(group: readonly SeenSeries[], stepMs: number): readonly VersionChange[] {
  const seen = new Map<string, { readonly labels: Labels; readonly seen: Instant[] }>();
  for (const { labels, points } of group) {
    const key = JSON.stringify(VERSIONS.map((label) => labels[label] ?? ''));
    const known = seen.get(key) ?? { labels, seen: [] };
    for (const { at } of points) known.seen.push(at);
    seen.set(key, known);
  }
  if (seen.size > MOST_VERSIONS) return [];
  const tracks = [...seen].map(([name, track]) => ({ name, seen: track.seen }));
  return findRollouts(tracks, stepMs).flatMap(({ from, to, ...rollout }) => {
    const [before, after] = [seen.get(from)?.labels ?? {}, seen.get(to)?.labels ?? {}];
    const label = VERSIONS.find((name) => said(after, name) && said(before, name) && after[name] !== before[name]);
    if (label === undefined) return [];
    return [
      {
        ...rollout,
        fromVersion: before[label]!.slice(0, LONGEST),
        toVersion: after[label]!.slice(0, LONGEST),
        ...optional('fromCommit', commitOf(before)),
        ...optional('commit', commitOf(after)),
        ...optional('repository', first(after, REPOSITORIES)),
        ...optional('environment', first(after, ENVIRONMENTS)),
      },
    ];
  });
}

function said(labels: Labels, name: string): boolean {
  return !NO_VERSION.test(labels[name] ?? '');
}

function commitOf(labels: Labels): string | undefined {
  return COMMITS.map((name) => labels[name] ?? '').find(isShortHash);
}

function first(labels: Labels, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name] ?? '').find((text) => text !== '');
}

function optional<K extends string>(key: K, text: string | undefined): { readonly [name in K]?: string } {
  // A computed key is any text to the compiler.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (text === undefined ? {} : { [key]: text }) as { readonly [name in K]?: string };
}

function begun({ startedAt, at }: VersionChange): Instant {
  return startedAt ?? at;
}

function isSame(one: VersionChange, other: VersionChange): boolean {
  return (
    one.environment === other.environment &&
    one.fromVersion === other.fromVersion &&
    one.toVersion === other.toVersion &&
    Math.abs(begun(one) - begun(other)) <= SAME_MS
  );
}
