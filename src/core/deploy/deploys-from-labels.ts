import type { Labels } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import type { Deploy } from './deploy.ts';

/** Labels that carry a version or commit, the most exact first (Pyroscope, OpenTelemetry and common habits). */
export const VERSION_LABELS = [
  'service_git_ref',
  'service.version',
  'service_version',
  'version',
  'tag',
  'commit',
] as const;

export interface LabelledBlock {
  readonly labels: Labels;
  readonly from: Instant;
}

/** The deploy that the version labels of both windows' profiles prove: a version seen only in the comparison. */
export function deploysFromLabels(
  service: string,
  baseline: readonly LabelledBlock[],
  comparison: readonly LabelledBlock[],
): readonly Deploy[] {
  const label = VERSION_LABELS.find((name) =>
    [...baseline, ...comparison].some((block) => block.labels[name] !== undefined),
  );
  if (label === undefined) return [];
  const before = baseline.map((block) => block.labels[label]).filter((version) => version !== undefined);
  const known = new Set(before);
  const fromVersion = before.at(-1);
  const firstSeen = new Map<string, Instant>();
  for (const block of comparison) {
    const version = block.labels[label];
    if (version === undefined || known.has(version)) continue;
    firstSeen.set(version, Math.min(firstSeen.get(version) ?? Number.POSITIVE_INFINITY, block.from));
  }
  return [...firstSeen].map(([toVersion, at]) => ({
    service,
    toVersion,
    at,
    source: 'profile labels',
    ...(fromVersion === undefined ? {} : { fromVersion }),
  }));
}
