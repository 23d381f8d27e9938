import { shortFunction } from '../report/short-function.ts';
import type { DependencyChange } from './dependencies/dependency-change.ts';
import { dependencyChanges, isDependencyManifest } from './dependencies/dependency-changes.ts';
import { livingIn } from './dependencies/lives-in.ts';
import type { Reason } from './evidence-of.ts';
import type { FileChange, RangeCommit } from './range-commit.ts';
import type { Suspect, SuspectFrame } from './suspects.ts';

/** What a commit did to the packages of others. */
export interface CommitBumps {
  readonly commit: RangeCommit;
  readonly path: string;
  readonly bumps: readonly DependencyChange[];
}

/** Manifests and lock files that are compared, of one deploy. */
const MOST_MANIFESTS = 200;
/** A package that a moved frame lives in; a runtime is behind everything. */
const PACKAGE = 1.2;
const RUNTIME = 0.4;

/** Changes of manifests and lock files in a range, newest first, with the files that have to be read for them. */
export function manifestChanges(
  commits: readonly RangeCommit[],
): readonly { readonly commit: RangeCommit; readonly file: FileChange }[] {
  return commits
    .filter(({ ignored }) => !ignored)
    .flatMap((commit) =>
      commit.changes.filter(({ path }) => isDependencyManifest(path)).map((file) => ({ commit, file })),
    )
    .slice(0, MOST_MANIFESTS);
}

export function bumpsOf(
  changes: ReturnType<typeof manifestChanges>,
  textOf: (blob: string | undefined) => string | undefined,
): readonly CommitBumps[] {
  return changes.flatMap(({ commit, file }) => {
    const bumps = dependencyChanges(file.path, textOf(file.before), textOf(file.after));
    return bumps.length === 0 ? [] : [{ commit, path: file.path, bumps }];
  });
}

/** Commits that changed the version of a package in which a moved function, or one below it, lives. */
export function dependencyReasons(suspect: Suspect, commits: readonly CommitBumps[]): readonly Reason[] {
  const frames = suspect.frames.filter(({ own, relation }) => !own && relation !== 'caller');
  return commits.flatMap(({ commit, path, bumps }) =>
    frames.flatMap((frame) =>
      livingIn(frame, bumps).map((bump): Reason => ({
        commit,
        evidence: 'dependency-bump',
        strength: (bump.ecosystem === 'runtime' ? RUNTIME : PACKAGE) * Math.sqrt(Math.max(0, frame.share)),
        direct: bump.ecosystem !== 'runtime',
        function: suspect.mover.function,
        path,
        why: sayBump(bump, frame),
      })),
    ),
  );
}

function sayBump({ name, from, to }: DependencyChange, frame: SuspectFrame): string {
  const inside = `in which ${shortFunction(frame.function)} is`;
  if (from === undefined) return `adds ${name} ${to ?? ''}, ${inside}`;
  return to === undefined ? `removes ${name} ${from}, ${inside}` : `brings ${name} from ${from} to ${to}, ${inside}`;
}
