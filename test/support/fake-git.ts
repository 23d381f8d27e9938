import type { BlamedCommit } from '../../src/core/deploy/deploy.ts';
import type { Git } from '../../src/pipeline/ports.ts';

/** A repository that is a list: who wrote which lines of which file in the one deploy it knows. */
export function fakeGit(
  service: string,
  versions: readonly string[],
  written: readonly {
    readonly file: string;
    readonly line: number;
    readonly commit: Omit<BlamedCommit, 'function' | 'lines'>;
  }[],
): Git {
  return {
    async blame(asked, deploy, regions) {
      if (asked !== service) return { kind: 'unknown', reason: `no repository is configured for ${asked}` };
      const missing = [deploy.fromVersion ?? '', deploy.toVersion].find((version) => !versions.includes(version));
      if (missing !== undefined) return { kind: 'unknown', reason: `the repository knows no revision ${missing}` };
      const commits = regions.flatMap((region) =>
        written
          .filter(({ file, line }) => file === region.file && line >= region.fromLine && line <= region.toLine)
          .map(({ commit }): BlamedCommit => ({ ...commit, function: region.function, lines: 1 })),
      );
      return { kind: 'commits', commits, commitsInRange: written.length };
    },
  };
}
