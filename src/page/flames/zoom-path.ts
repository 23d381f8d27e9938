import type { FlameTree } from '../../core/flamegraph/picture.ts';
import { hashText, mixHashes, shortHash } from './text-hash.ts';

/**
 * The way from the root down to a node in a form that fits into a link and is found again in a tree that changed elsewhere:
 * per frame five characters that stand for it and all its callers. Empty for the root.
 */
export function zoomPath(tree: FlameTree, node: number): string[] {
  const way: number[] = [];
  for (let at = node; at > 0; at = tree.parent[at] ?? 0) way.push(at);
  let hash = 0;
  return way.toReversed().map((at) => {
    hash = mixHashes(hash, hashText(tree.names[tree.functionId[at] ?? -1] ?? ''));
    return shortHash(hash);
  });
}

/** The frame that a path leads to, or as deep as the path still exists: 0 where nothing of it does. */
export function findPath(tree: FlameTree, path: readonly string[]): number {
  let found = 0;
  let hash = 0;
  for (const step of path) {
    const end = tree.subtreeEnd[found] ?? 0;
    let next: number | undefined;
    for (let child = found + 1; child < end; child = tree.subtreeEnd[child] ?? end) {
      const childHash = mixHashes(hash, hashText(tree.names[tree.functionId[child] ?? -1] ?? ''));
      if (shortHash(childHash) === step) {
        next = child;
        hash = childHash;
        break;
      }
    }
    if (next === undefined) return found;
    found = next;
  }
  return found;
}
