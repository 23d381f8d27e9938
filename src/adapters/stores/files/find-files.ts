/** Walks a folder along a pattern, and only into what can hold what is wanted. */
import type { Dirent } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { matchName, type Captures, type Segment } from './pattern.ts';
import { fileTrouble } from './read-file.ts';

/** Of names in all folders of one look. */
const MOST_NAMES = 200_000;

export interface FoundFile {
  /** Without links. */
  readonly path: string;
  /** Below the folder of the configuration, for people. */
  readonly name: string;
  readonly captures: Captures;
  readonly bytes: number;
  readonly changedAt: number;
}

export interface Found {
  readonly files: readonly FoundFile[];
  /** What could not be looked at, and why. */
  readonly left: readonly (readonly [name: string, why: string])[];
  /** There were more names than are looked at. */
  readonly cut: boolean;
}

export interface Search {
  readonly root: string;
  readonly segments: readonly Segment[];
  /** Asked of every folder with what the path to it says, and of every file. */
  readonly wanted: (captures: Captures) => boolean;
  readonly signal: AbortSignal;
}

interface Walk extends Search {
  readonly realRoot: string;
  readonly files: Map<string, FoundFile>;
  readonly left: [string, string][];
  names: number;
}

/** Rejects when the folder itself cannot be read, or with the signal's reason. */
export async function findFiles(search: Search): Promise<Found> {
  const realRoot = await realpath(search.root);
  const walk: Walk = { ...search, realRoot, files: new Map(), left: [], names: 0 };
  await enter(walk, realRoot, '', 0, {});
  return { files: [...walk.files.values()], left: walk.left, cut: walk.names > MOST_NAMES };
}

async function enter(walk: Walk, folder: string, name: string, depth: number, above: Captures): Promise<void> {
  const entries: [Dirent, Captures][] = [];
  for await (const entry of await opendir(folder)) {
    walk.signal.throwIfAborted();
    if (++walk.names > MOST_NAMES) break;
    const captures = matchName(walk.segments[depth]!, entry.name, above);
    if (captures !== undefined && walk.wanted(captures)) entries.push([entry, captures]);
  }
  for (const [entry, captures] of entries) {
    walk.signal.throwIfAborted();
    const below = name === '' ? entry.name : `${name}/${entry.name}`;
    try {
      await visit(walk, entry, join(folder, entry.name), below, depth, captures);
    } catch (error) {
      walk.signal.throwIfAborted();
      walk.left.push([below, fileTrouble(error)]);
    }
  }
}

async function visit(
  walk: Walk,
  entry: Dirent,
  given: string,
  name: string,
  depth: number,
  captures: Captures,
): Promise<void> {
  // Links within the folder are followed: Kubernetes mounts volumes by them.
  const path = entry.isSymbolicLink() ? await realpath(given) : given;
  if (!isBelow(walk.realRoot, path)) {
    walk.left.push([name, 'it is a link that leads out of the folder']);
    return;
  }
  const facts = await stat(path);
  const last = depth === walk.segments.length - 1;
  if (last && facts.isFile())
    walk.files.set(path, { path, name, captures, bytes: facts.size, changedAt: facts.mtimeMs });
  else if (!last && facts.isDirectory()) await enter(walk, path, name, depth + 1, captures);
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
