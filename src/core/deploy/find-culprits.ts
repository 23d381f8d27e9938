import { isoInstant } from '../instant.ts';
import type { Culprit, Verdict } from '../report/analysis.ts';
import type { BlameAnswer, Deploy } from './deploy.ts';

export interface FoundCulprits {
  readonly culprits: readonly Culprit[];
  /** Said when there is a deploy but no commit near the frames, or when blame could not be asked. */
  readonly sentence?: string;
}

/** Verdicts that can be a commit's doing. */
const BLAMABLE = new Set<Verdict['kind']>(['code', 'runtime', 'waiting-on-dependency', 'one-instance', 'moved']);

export function mayBlame(verdict: Pick<Verdict, 'kind'>): boolean {
  return BLAMABLE.has(verdict.kind);
}

/** Step 7: commits that wrote lines of the moved functions, ordered by the rank of the function, then by lines. */
export function findCulprits(deploy: Deploy, answer: BlameAnswer): FoundCulprits {
  if (answer.kind === 'unknown') {
    return {
      culprits: [],
      sentence: `Deploy ${deploy.toVersion} preceded this; its commits could not be looked at: ${answer.reason}.`,
    };
  }
  const byCommit = new Map<string, Culprit>();
  for (const found of answer.commits) {
    const known = byCommit.get(found.commit);
    byCommit.set(found.commit, {
      commit: found.commit,
      subject: found.subject,
      author: found.author,
      at: isoInstant(found.at),
      evidence: 'changed-lines',
      functions: [...(known?.functions ?? []), found.function],
      ...(found.permalink === undefined ? {} : { permalink: found.permalink }),
    });
  }
  if (byCommit.size > 0) return { culprits: [...byCommit.values()] };
  const count = answer.commitsInRange;
  const which = count === 1 ? 'its one commit does not touch' : `none of its ${count} commits touch`;
  return { culprits: [], sentence: `Deploy ${deploy.toVersion} preceded this; ${which} these functions.` };
}
