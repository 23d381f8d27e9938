import { isoInstant } from '../instant.ts';
import type { Analysis, Culprit } from '../report/analysis.ts';
import type { RangeCommit } from './range-commit.ts';
import type { TracedChange } from './trace-changes.ts';

/**
 * Where nothing near the moved functions changed, but one commit of the deploy alone changed any code: that one, as a hint. Not for
 * waits, whose causes lie outside more often than not.
 */
export function onlyCommit(
  { verdict, movers }: Pick<Analysis, 'verdict' | 'movers'>,
  changes: readonly TracedChange[],
  commits: readonly RangeCommit[],
): readonly Culprit[] {
  const named = movers.find(({ gated }) => gated);
  if (verdict.kind !== 'code' || verdict.confidence === 'weak' || named?.profile !== 'cpu') return [];
  const able = new Set(
    changes.filter(({ commit, lasts }) => lasts && !commit.ignored).map(({ commit }) => commit.commit),
  );
  const commit = commits.find((one) => able.has(one.commit));
  if (able.size !== 1 || commit === undefined) return [];
  const { subject, author, at, pullRequest } = commit;
  return [
    {
      commit: commit.commit,
      subject,
      author,
      at: isoInstant(at),
      evidence: 'in-deploy-only',
      functions: [],
      confidence: 'weak',
      why: 'the only commit of the deploy that changes code of the service; nothing near these functions',
      ...(pullRequest === undefined ? {} : { pullRequest }),
    },
  ];
}
