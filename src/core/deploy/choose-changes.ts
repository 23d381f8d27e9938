import { folderOf } from './paths/folder-of.ts';
import type { FileChange, RangeCommit } from './range-commit.ts';
import { languageOf } from './source/languages.ts';

/** Tests run nowhere. */
const TESTS =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|testdata)\/|_test\.(?:go|py|rb|exs?|cc|cpp)$|(?:^|\/)test_[^/]+\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:Test|Tests|Spec|IT)\.(?:java|kt|scala|cs|groovy|swift|php)$/;
/** Changes that are compared, of one deploy; those nearest to the moved functions come first. */
const MOST_CHANGES = 300;

/**
 * The commits with only those of their files that are worth comparing: sources, at first those of the moved functions under all their
 * names, then their folders, then all others, until there are too many.
 */
export function chooseChanges(
  commits: readonly RangeCommit[],
  paths: ReadonlySet<string>,
  isOwn: (path: string) => boolean,
): readonly RangeCommit[] {
  const lineage = new Set(paths);
  for (const { changes } of commits)
    for (const { path, oldPath } of changes) if (oldPath !== undefined && lineage.has(path)) lineage.add(oldPath);
  const folders = new Set([...lineage].map(folderOf));
  const nearness = ({ path, oldPath }: FileChange) =>
    lineage.has(path) || (oldPath !== undefined && lineage.has(oldPath)) ? 0 : folders.has(folderOf(path)) ? 1 : 2;
  const sources = commits.flatMap(({ changes }) =>
    changes.filter(
      ({ path }) => languageOf(path) !== undefined && (paths.has(path) || !TESTS.test(path)) && isOwn(path),
    ),
  );
  const kept = new Set(sources.toSorted((a, b) => nearness(a) - nearness(b)).slice(0, MOST_CHANGES));
  return commits
    .map((commit) => ({ ...commit, changes: commit.changes.filter((change) => kept.has(change)) }))
    .filter(({ changes }) => changes.length > 0);
}

/** Commits that were taken back, as if each had been undone by a commit of its own; last undone first, as in a range. */
export function undone(lost: readonly RangeCommit[]): readonly RangeCommit[] {
  return lost.toReversed().map((commit) => ({
    ...commit,
    undone: true,
    changes: commit.changes.map(({ path, oldPath, before, after }): FileChange => ({
      path: oldPath ?? path,
      ...(oldPath === undefined || oldPath === path ? {} : { oldPath: path }),
      ...(after === undefined ? {} : { before: after }),
      ...(before === undefined ? {} : { after: before }),
    })),
  }));
}
