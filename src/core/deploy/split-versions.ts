import type { Labels } from '../alert/alert.ts';
import type { Instant, Window } from '../instant.ts';
import type { DeployComparison } from './deploy-check.ts';
import { VERSION_LABELS } from './deploys-from-labels.ts';
import type { Deploy } from './deploy.ts';
import { isBrought, isReplaced } from './same-version.ts';

/** A recorded profile, as far as its version matters. */
export interface VersionedBlock {
  readonly labels: Labels;
  readonly pod: string;
  readonly interval: Window;
  /** True where its beginning says nothing about that of its pod. */
  readonly onDemand: boolean;
}

export interface SplitRules {
  readonly warmUp: number;
  /** Both versions must have run beside each other for so long. */
  readonly min: number;
}

export interface Split<T> {
  readonly comparison: DeployComparison;
  readonly before: readonly T[];
  readonly after: readonly T[];
  /** True where labels say which profile is of which version. */
  readonly labelled: boolean;
  /** The version of what is compared with, as labels spell it. */
  readonly oldVersion?: string;
  /** The minutes in which both versions ran; only of old and new pods. */
  readonly together?: Window;
}

/** A pod whose first profile comes so much later than the window was not there before. */
const LATER_MS = 30_000;

/**
 * Which profiles are compared. Where labels say the version and both ran in the same minutes, those minutes: old pods
 * against new ones need no baseline in time, and neither traffic nor dependencies differ. Else what ran before against
 * what ran after, without the profiles of the respective other version.
 */
export function splitVersions<T extends VersionedBlock>(
  deploy: Deploy,
  before: readonly T[],
  after: readonly T[],
  rules: SplitRules,
): Split<T> {
  const label = labelOf(deploy, before, after);
  if (label === undefined) return { comparison: 'before and after', labelled: false, before, after };
  const isNew = newOnes(deploy, label, before, after);
  const oldBefore = before.filter((block) => !isNew(block));
  const fresh = warm(after.filter(isNew), after, rules);
  const stale = oldOnes(
    deploy,
    label,
    oldBefore,
    after.filter((block) => !isNew(block)),
  );
  const together = overlap(fresh, stale);
  const inTime = withOldVersion(
    { comparison: 'before and after', labelled: true, before: oldBefore, after: fresh },
    label,
  );
  if (together === undefined) return inTime;
  const isLong = together.to - together.from >= rules.min;
  if (!isLong && oldBefore.length > 0) return inTime;
  const within = (blocks: readonly T[]) =>
    blocks.filter(({ interval }) => interval.from >= together.from && interval.from <= together.to);
  const sides = { before: within(stale), after: within(fresh) };
  return withOldVersion({ comparison: 'old and new pods', labelled: true, ...sides, together }, label);
}

/** The one that was seen last. */
function withOldVersion<T extends VersionedBlock>(split: Split<T>, label: string): Split<T> {
  const last = split.before.findLast(({ labels }) => labels[label] !== undefined);
  const oldVersion = last?.labels[label];
  return oldVersion === undefined ? split : { ...split, oldVersion };
}

/** The most exact label that tells the deploy's version from others; none of flags and settings. */
function labelOf(deploy: Deploy, before: readonly VersionedBlock[], after: readonly VersionedBlock[]) {
  if (deploy.kind === 'feature-flag' || deploy.kind === 'config') return undefined;
  return VERSION_LABELS.find((label) => {
    const known = after.map(({ labels }) => labels[label]).filter((version) => version !== undefined);
    if (known.some((version) => isBrought(version, deploy))) return true;
    const earlier = new Set(before.map(({ labels }) => labels[label]));
    return earlier.size > 0 && !earlier.has(undefined) && known.some((version) => !earlier.has(version));
  });
}

/** Those of the version that was deployed; where labels spell it otherwise, of a version that was not there before. */
function newOnes(
  deploy: Deploy,
  label: string,
  before: readonly VersionedBlock[],
  after: readonly VersionedBlock[],
): (block: VersionedBlock) => boolean {
  const versionOf = ({ labels }: VersionedBlock) => labels[label] ?? '';
  if (after.some((block) => isBrought(versionOf(block), deploy))) return (block) => isBrought(versionOf(block), deploy);
  const earlier = new Set(before.map(versionOf));
  return (block) => {
    const version = versionOf(block);
    return version !== '' && !earlier.has(version) && !isReplaced(version, deploy);
  };
}

/** Of several other versions that still run the one that was replaced, else those that ran before. */
function oldOnes<T extends VersionedBlock>(
  deploy: Deploy,
  label: string,
  before: readonly T[],
  others: readonly T[],
): readonly T[] {
  const labelled = others.filter(({ labels }) => labels[label] !== undefined);
  const replaced = labelled.filter(({ labels }) => isReplaced(labels[label] ?? '', deploy));
  if (replaced.length > 0) return replaced;
  const earlier = new Set(before.map(({ labels }) => labels[label]));
  const known = labelled.filter(({ labels }) => earlier.has(labels[label]));
  return known.length > 0 ? known : labelled;
}

/** Pods that come late in a rollout warm up late. Where nothing else was recorded, all of it counts. */
function warm<T extends VersionedBlock>(
  blocks: readonly T[],
  all: readonly VersionedBlock[],
  { warmUp }: SplitRules,
): readonly T[] {
  const begin = Math.min(...all.map(({ interval }) => interval.from));
  const first = new Map<string, Instant>();
  for (const { pod, interval } of blocks) first.set(pod, Math.min(first.get(pod) ?? interval.from, interval.from));
  const kept = blocks.filter(({ pod, interval, onDemand }) => {
    const since = first.get(pod) ?? interval.from;
    return onDemand || since - begin <= LATER_MS || interval.from >= since + warmUp;
  });
  return kept.length > 0 ? kept : blocks;
}

function overlap(some: readonly VersionedBlock[], others: readonly VersionedBlock[]): Window | undefined {
  if (some.length === 0 || others.length === 0) return undefined;
  const [a, b] = [spanOf(some), spanOf(others)];
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  // Profiles of one moment overlap in it; those that only follow each other do not.
  return both.from < both.to ? both : undefined;
}

function spanOf(blocks: readonly VersionedBlock[]): Window {
  return {
    from: Math.min(...blocks.map(({ interval }) => interval.from)),
    to: Math.max(...blocks.map(({ interval }) => interval.to)),
  };
}
