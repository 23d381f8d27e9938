/** Repositories of services, read only: plain facts; what they mean is thought in core/deploy. */
import type { PathSettings } from '../core/deploy/paths/path-settings.ts';
import type { RangeCommit } from '../core/deploy/range-commit.ts';

export interface Repositories {
  /** Mirrors the repository of a service where it is not here yet. Rejects with a Failure (GIT_TIMEOUT, GIT_UNAVAILABLE). */
  open(service: string, signal: AbortSignal): Promise<OpenedRepository>;
  /** Brings the mirror up to date, as when a deploy is reported; nothing where no repository is configured. */
  refresh(service: string, signal: AbortSignal): Promise<void>;
}

export type OpenedRepository =
  | { readonly kind: 'repository'; readonly repository: Repository }
  /** A sentence without a full stop: no repository is configured, a shallow mirror. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type RangeAnswer =
  | {
      readonly kind: 'range';
      /** Full hashes. */
      readonly from: string;
      readonly to: string;
      /** `rollback`: `to` is an ancestor of `from`. `diverged`: neither is one of the other. */
      readonly direction: 'forward' | 'rollback' | 'diverged' | 'same';
      /** What `to` has and `from` has not, newest first; at most MOST_COMMITS of them carry their changes. */
      readonly commits: readonly RangeCommit[];
      /** What `from` has and `to` lost: rolled back, or never merged. */
      readonly lost: readonly RangeCommit[];
      /** How many commits the range has, merges not counted; more than `commits` where it was cut. */
      readonly total: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Repository {
  /** Resolves versions as tag, branch, commit, tag with a leading v, `git describe` or image tag; fetches once where one is not known. */
  range(from: string, to: string, signal: AbortSignal): Promise<RangeAnswer>;
  /** Files of a commit with the blob of each; submodules and symlinks are left out. */
  tree(commit: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Texts of blobs, line ends as LF. Absent: binary, over the size limit, not there. */
  texts(blobs: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /**
   * Paths of files that hold any of these words as a whole word, at a commit; for functions whose file no profile names.
   * Bounded: at most 200 paths for each word.
   */
  mentions(
    words: readonly string[],
    commit: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Text of the source map of a compiled file, by its name in profiles, where the configuration says where such lie. */
  sourceMap?(file: string, signal: AbortSignal): Promise<string | undefined>;
  /** Page of a commit at its host; undefined for paths and unknown shapes. */
  commitPage(commit: string): string | undefined;
  /** Page of what lies between two commits. */
  comparePage(from: string, to: string): string | undefined;
  /** Page of lines as they are at that commit. */
  linePage(commit: string, path: string, line: number, lastLine?: number): string | undefined;
  /** Settings of this repository for finding files. */
  readonly paths: PathSettings;
}
