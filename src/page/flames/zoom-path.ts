import { nameOf } from '../../core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../core/flamegraph/picture.ts';
import { foldHash, HASH_LENGTH, hashText, mixHashes, printHash, readHash } from './text-hash.ts';

/** Paths of deeper frames leave steps out, evenly: a link must stay one. */
const MOST_STEPS = 64;

/**
 * The way from the root down to a node in a form that fits into a link and is found again in a tree that changed elsewhere.
 * Each step is a hash of the names of a frame and of all its callers, followed by how many frames it goes down where
 * that is more than one. Empty for the root.
 */
export function zoomPath(tree: FlameTree, node: number): string[] {
  const way: number[] = [];
  for (let at = node; at > 0; at = tree.parent[at] ?? 0) way.push(at);
  way.reverse();
  const stride = Math.ceil(way.length / MOST_STEPS);
  const steps: string[] = [];
  let hash = 0;
  let down = 0;
  for (const [i, at] of way.entries()) {
    hash = hashBelow(hash, nameOf(tree, at), earlierNamesakes(tree, at));
    down++;
    if ((way.length - 1 - i) % stride > 0) continue;
    steps.push(printHash(foldHash(hash)) + (down > 1 ? String(down) : ''));
    down = 0;
  }
  return steps;
}

/** The frame that a path leads to, or as deep as the path still exists: 0 where nothing of it does. */
export function findPath(tree: FlameTree, path: readonly string[]): number {
  let found = { node: 0, hash: 0 };
  for (const step of path) {
    const wanted = readHash(step.slice(0, HASH_LENGTH));
    const down = Number(step.slice(HASH_LENGTH) || 1);
    const next = wanted >= 0 && down >= 1 ? findBelow(tree, found.node, found.hash, down, wanted) : undefined;
    if (next === undefined) break;
    found = next;
  }
  return found.node;
}

/** Hash of a frame whose callers have the hash `above`. */
function hashBelow(above: number, name: string, namesakes: number): number {
  return mixHashes(mixHashes(above, hashText(name)), namesakes);
}

/** Siblings right before a node that are called the same: anonymous functions of other files. */
function earlierNamesakes(tree: FlameTree, node: number): number {
  const { parent, subtreeEnd } = tree;
  let before: string | undefined;
  let namesakes = 0;
  for (let sibling = parent[node]! + 1; ; sibling = subtreeEnd[sibling]!) {
    const name = nameOf(tree, sibling);
    namesakes = name === before ? namesakes + 1 : 0;
    before = name;
    if (sibling === node) return namesakes;
  }
}

/** A row of the walk in findBelow: siblings, and the hash of what called them. */
interface Row {
  readonly hash: number;
  readonly end: number;
  name: string | undefined;
  namesakes: number;
}

/** The frame with that folded hash exactly `down` frames below `top`. */
function findBelow(
  tree: FlameTree,
  top: number,
  hash: number,
  down: number,
  wanted: number,
): { readonly node: number; readonly hash: number } | undefined {
  const { subtreeEnd } = tree;
  const rows: Row[] = [{ hash, end: subtreeEnd[top] ?? 0, name: undefined, namesakes: 0 }];
  for (let node = top + 1; ;) {
    let row = rows.at(-1);
    while (row !== undefined && node >= row.end) {
      rows.pop();
      row = rows.at(-1);
    }
    if (row === undefined) return undefined;
    const name = nameOf(tree, node);
    row.namesakes = name === row.name ? row.namesakes + 1 : 0;
    row.name = name;
    const own = hashBelow(row.hash, name, row.namesakes);
    if (rows.length < down) {
      rows.push({ hash: own, end: subtreeEnd[node]!, name: undefined, namesakes: 0 });
      node++;
      continue;
    }
    if (foldHash(own) === wanted) return { node, hash: own };
    node = subtreeEnd[node]!;
  }
}
