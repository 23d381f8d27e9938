import { changesOfCommit, type NamedChange } from './named-changes.ts';
import type { RangeCommit } from './range-commit.ts';
import { sameTokens, surplus } from './source/compare-bodies.ts';
import type { SourceText } from './source/find-functions.ts';

/** A change of a commit, under the path and name that the thing has at the end of the range. */
export interface TracedChange extends NamedChange {
  readonly commit: RangeCommit;
  /** Tokens of this change that the end of the range still has, and those that it still lacks. */
  readonly addedLeft: readonly string[];
  readonly removedLeft: readonly string[];
  /** False where later commits took all of it back. */
  readonly lasts: boolean;
}

/**
 * What the commits of a range changed, newest first. Things that are at the end what they were at the beginning do not count, whatever
 * happened between: a change and its revert.
 */
export function traceChanges(
  commits: readonly RangeCommit[],
  sourceOf: (blob: string | undefined, path: string) => SourceText | undefined,
): readonly TracedChange[] {
  const names = new Map<string, { path: string; id: string }>();
  const paths = new Map<string, string>();
  const found: { commit: RangeCommit; one: NamedChange; key: string }[] = [];
  const ends = new Map<string, { first: readonly string[]; last: readonly string[] }>();
  for (const commit of commits) {
    const { changes, moved } = changesOfCommit(commit, sourceOf);
    for (const one of changes) {
      const at = nameAtEnd(one.path, one.id);
      const key = `${at.path}\0${at.id}`;
      const known = ends.get(key);
      ends.set(key, { first: one.before, last: known?.last ?? one.after });
      found.push({ commit, one: { ...one, ...at }, key });
    }
    for (const { path, id, fromPath, fromId } of moved) names.set(`${fromPath}\0${fromId}`, nameAtEnd(path, id));
    for (const { path, oldPath } of commit.changes)
      if (oldPath !== undefined && oldPath !== path) paths.set(oldPath, paths.get(path) ?? path);
  }
  return found.flatMap(({ commit, one, key }) => {
    const { first, last } = ends.get(key)!;
    if (sameTokens(first, last)) return [];
    return [{ ...one, commit, ...whatIsLeft(one, first, last) }];
  });

  function nameAtEnd(path: string, id: string): { path: string; id: string } {
    return names.get(`${path}\0${id}`) ?? { path: paths.get(path) ?? path, id };
  }
}

function whatIsLeft({ change }: NamedChange, first: readonly string[], last: readonly string[]) {
  const added = surplus(last, first);
  const removed = surplus(first, last);
  const addedLeft = [...change.added.keys()].filter((token) => added.has(token));
  const removedLeft = [...change.removed.keys()].filter((token) => removed.has(token));
  const reordered = change.added.size + change.removed.size === 0;
  return { addedLeft, removedLeft, lasts: reordered || addedLeft.length + removedLeft.length > 0 };
}
