import type { LoggedCommit } from './read-log.ts';

/**
 * Gives the number of a merge's pull request to the commits that it brought in and that have none of their own. A merge
 * brought in what its other parents reach and the line of first parents did not have before it.
 */
export function withPullRequests(commits: readonly LoggedCommit[]): readonly LoggedCommit[] {
  const byHash = new Map(commits.map((commit) => [commit.commit, commit]));
  const line: LoggedCommit[] = [];
  for (let next = commits[0]; next !== undefined; next = byHash.get(next.parents[0] ?? '')) line.push(next);
  const claimed = new Set(line.map(({ commit }) => commit));
  const numbers = new Map<string, number>();
  for (const merge of line.reverse()) {
    const open = merge.parents.slice(1);
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      const commit = byHash.get(hash);
      if (commit === undefined || claimed.has(hash)) continue;
      claimed.add(hash);
      if (merge.pullRequest !== undefined) numbers.set(hash, merge.pullRequest);
      open.push(...commit.parents);
    }
  }
  return commits.map((commit) => {
    const number = commit.pullRequest ?? numbers.get(commit.commit);
    return number === undefined ? commit : { ...commit, pullRequest: number };
  });
}
