import { grownLines, type GrownLines } from '../core/deploy/grown-lines.ts';
import type { RangeCommit } from '../core/deploy/range-commit.ts';
import type { SuspectFrame } from '../core/deploy/suspects.ts';
import type { Repository } from './git-ports.ts';
import type { FoundFrames } from './locate-frames.ts';
import type { Sources } from './read-sources.ts';

/** On which lines the frames grew, by the texts of both versions; nothing for frames whose lines are not those of the file. */
export async function grownLinesOf(
  found: FoundFrames,
  commits: readonly RangeCommit[],
  from: string,
  repository: Repository,
  sources: Sources,
  signal: AbortSignal,
): Promise<ReadonlyMap<SuspectFrame, GrownLines>> {
  const fitting = [...found].filter(([frame, { linesFit }]) => linesFit && frame.lines !== undefined);
  if (fitting.length === 0) return new Map();
  const before = await repository.tree(from, signal);
  const oldBlob = (path: string) => before.get(pathBefore(path, commits));
  await sources.load(fitting.map(([, { path }]) => oldBlob(path)));
  return new Map(
    fitting.flatMap(([frame, { path }]) => {
      const after = sources.sourceOf(sources.blobOf(path), path);
      const grown = after && grownLines(frame.lines ?? [], sources.sourceOf(oldBlob(path), path), after);
      return grown === undefined ? [] : [[frame, grown] as const];
    }),
  );
}

/** What the file was called before these commits, newest first. */
function pathBefore(path: string, commits: readonly RangeCommit[]): string {
  let name = path;
  for (const { changes } of commits) name = changes.find((change) => change.path === name)?.oldPath ?? name;
  return name;
}
