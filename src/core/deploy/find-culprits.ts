import type { Culprit, Verdict } from '../report/analysis.ts';
import type { BlamedPlace, Deploy } from './deploy.ts';

export interface FoundCulprits {
  readonly culprits: readonly Culprit[];
  /** Said when there is a deploy but no commit near the frames, or when blame could not be asked. */
  readonly sentence?: string;
  /** Page of all that the deploy brought. */
  readonly comparePage?: string;
  /** Where the functions that were looked at are shown. */
  readonly places?: readonly BlamedPlace[];
}

/** Verdicts that can be a commit's doing. What only changed its name, or came with traffic, is nobody's. */
const BLAMABLE = new Set<Verdict['kind']>(['code', 'runtime', 'waiting-on-dependency', 'one-instance']);

export function mayBlame(verdict: Pick<Verdict, 'kind'>): boolean {
  return BLAMABLE.has(verdict.kind);
}

export function sayUnknown({ toVersion }: Deploy, reason: string): string {
  return `Deploy ${toVersion} preceded this; its commits could not be looked at: ${reason}.`;
}

/** The honest sentence: a deploy came before, and nothing near the functions changed in it. */
export function sayNothingNear(
  { toVersion, fromVersion }: Deploy,
  direction: 'forward' | 'rollback' | 'diverged' | 'same',
  count: number,
): string {
  if (direction === 'same')
    return `Deploy ${toVersion} preceded this; it has the same code as ${fromVersion ?? 'before'}.`;
  const which = count === 1 ? 'its one commit does not touch' : `none of its ${count} commits touch`;
  const what = direction === 'rollback' ? `Rollback to ${toVersion}` : `Deploy ${toVersion}`;
  return `${what} preceded this; ${which} these functions.`;
}

/** What a reader must know of a range that does not simply go on: undefined where it does. */
export function sayDirection(
  { fromVersion = 'the version before', toVersion }: Deploy,
  direction: 'forward' | 'rollback' | 'diverged' | 'same',
  lost: number,
): string | undefined {
  if (direction === 'rollback')
    return `${toVersion} is older than ${fromVersion}: a rollback, whose commits are those that it took back.`;
  if (direction !== 'diverged') return undefined;
  const commits = lost === 1 ? 'one commit' : `${lost} commits`;
  return `${toVersion} does not build on ${fromVersion}: it lacks ${commits} that ${fromVersion} had, which were looked at as well.`;
}

/** A flag or a setting has no commits. */
export function sayOtherKind({ kind, toVersion }: Deploy): string {
  return kind === 'feature-flag'
    ? `Feature flag ${toVersion} was switched before this; no code was deployed with it.`
    : `The settings were changed before this (${toVersion}); no code was deployed with it.`;
}

/** That nothing was deployed is a finding: traffic, data, a dependency or the host are left. */
export function sayNoDeploy(milliseconds: number, checked: readonly string[]): string {
  const hours = Math.max(1, Math.round(milliseconds / 3_600_000));
  const where = checked.length === 0 ? '' : ` (looked at: ${checked.join(', ')})`;
  return `No deploy is known in the ${hours} h before${where}.`;
}
