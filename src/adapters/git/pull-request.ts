/** Of a whole body the beginning tells. */
const MOST_BODY = 20_000;

/** What hosts write into the subject of a merge: the first that fits counts. */
const SUBJECTS = [
  /^Merge pull request #(\d+)\b/, // GitHub, Gitea
  /^Merged PR (\d+):/, // Azure DevOps
  /^Merged in .* \(pull request #(\d+)\)$/, // Bitbucket
  /^Pull request #(\d+):/, // Bitbucket Server
  /\((?:pull request )?#(\d+)\)\s*$/, // squashed at GitHub, Gitea, Bitbucket
  /\(!(\d+)\)\s*$/,
];
/** https://docs.gitlab.com/user/project/merge_requests/commit_templates/ */
const BODY = /^See merge request (?:\S+)?!(\d+)\s*$/m;

/** Number of the pull or merge request that a commit's message tells; a revert's subject quotes another's. */
export function pullRequestOf(subject: string, body: string): number | undefined {
  const found =
    SUBJECTS.map((shape) => shape.exec(subject)?.[1]).find((digits) => digits !== undefined) ??
    BODY.exec(body.slice(0, MOST_BODY))?.[1];
  const number = Number(found ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
