import type { Instant } from '../instant.ts';

/** One file of a commit against its first parent. Blob hashes; absent `before`: added, absent `after`: deleted. */
export interface FileChange {
  readonly path: string;
  /** Where it was before a rename. */
  readonly oldPath?: string;
  readonly before?: string;
  readonly after?: string;
}

/** A commit of a deploy. */
export interface RangeCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  /** When it was committed. */
  readonly at: Instant;
  /** Over 1 for merges; their changes are those against the first parent, and they count only where nothing else explains. */
  readonly parents: number;
  readonly changes: readonly FileChange[];
  /** True when the repository's .git-blame-ignore-revs names it: reformatting. */
  readonly ignored: boolean;
  /** True where the deploy took it back: its changes stand the other way round. */
  readonly undone?: true;
  /** Number of the pull or merge request, where subject or body tell. */
  readonly pullRequest?: number;
}
