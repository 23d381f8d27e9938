/** Listing and deleting blobs of a folder: the housekeeping's side of blobs.ts. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptBlob } from '../../pipeline/housekeeping-ports.ts';
import { codeOf } from './file-failure.ts';

/** Files looked at in one go; each look is a task of the thread pool that pushes use too. */
const AT_ONCE = 32;
const NAME = /^([0-9a-f]{64})(?:\.zst)?$/;

/** Where a blob lies for the moment in which it is decided whether it goes. */
const LEAVING = 'leaving';

export async function listShard(folder: string, shard: string): Promise<readonly KeptBlob[]> {
  const names = await namesIn(join(folder, shard));
  const blobs = new Map<string, KeptBlob>();
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const looks = names.slice(at, at + AT_ONCE).map((name) => look(folder, shard, name));
    for (const blob of await Promise.all(looks)) {
      if (blob === undefined) continue;
      const twin = blobs.get(blob.hash);
      const diskBytes = blob.diskBytes + (twin?.diskBytes ?? 0);
      blobs.set(blob.hash, { ...blob, diskBytes, putAt: Math.max(blob.putAt, twin?.putAt ?? 0) });
    }
  }
  return [...blobs.values()];
}

async function look(folder: string, shard: string, name: string): Promise<KeptBlob | undefined> {
  const hash = NAME.exec(name)?.[1];
  if (hash === undefined) return undefined;
  try {
    const { size, mtimeMs } = await stat(join(folder, shard, name));
    return { hash, diskBytes: size, putAt: mtimeMs };
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * Deletes a file unless it was put since then. A put that finds it there gives it a new time first, so: out of the way
 * with it, then a look at its time. A put of that very moment either finds nothing, and writes anew, or is seen here.
 */
export async function removeFile(folder: string, path: string, putBefore: number): Promise<boolean> {
  try {
    if ((await stat(path)).mtimeMs >= putBefore) return false;
    const aside = join(folder, LEAVING, path.slice(path.lastIndexOf('/') + 1));
    await mkdir(join(folder, LEAVING), { recursive: true });
    await rename(path, aside);
    if ((await stat(aside)).mtimeMs >= putBefore) {
      await rename(aside, path);
      return false;
    }
    await rm(aside, { force: true });
    return true;
  } catch (cause) {
    // Somebody else removed it.
    if (codeOf(cause) === 'ENOENT') return true;
    throw cause;
  }
}

/** What a killed process had put out of the way comes back, to be decided about again. */
export async function bringBack(folder: string): Promise<void> {
  for (const name of await namesIn(join(folder, LEAVING))) {
    const shard = join(folder, name.slice(0, 2));
    await mkdir(shard, { recursive: true });
    await rename(join(folder, LEAVING, name), join(shard, name)).catch((cause: unknown) => {
      if (codeOf(cause) !== 'ENOENT') throw cause;
    });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw cause;
  }
}
