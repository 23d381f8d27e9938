/** What lies in the folders of mirrors. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './run-git.ts';

/** Every fetch leaves a pack. */
const MOST_PACKS = 20;
const REPACK_TIMEOUT_MS = 300_000;
/** Longer than any git of ours runs. */
const STALE_MS = 1_800_000;

/** Bytes of a mirror's objects, finished and coming in: hardly anything else is in it. */
export async function sizeOf(folder: string): Promise<number> {
  const objects = join(folder, 'objects');
  let bytes = 0;
  for (const name of await readdir(objects, { recursive: true }).catch(() => [])) {
    bytes += await stat(join(objects, name)).then(
      (facts) => (facts.isFile() ? facts.size : 0),
      () => 0,
    );
  }
  return bytes;
}

/** What clones of a killed process left half-made. */
export async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(`${name}.`) && entry.endsWith('.partial'))
      await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** What a killed git left in a mirror: its own locks, which stop every fetch after it, and packs that were coming in. */
export async function removeStale(folder: string): Promise<void> {
  const before = Date.now() - STALE_MS;
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((one) => one.endsWith('.lock') || /(^|\/)\.?tmp[_-]/.test(one))) {
    const file = join(folder, name);
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isFile() === true && facts.mtimeMs < before) await rm(file, { force: true });
  }
}

/**
 * Above so many packs the small ones are merged. Nothing is thrown away: a revision that was deployed stays known when
 * its branch is gone. https://git-scm.com/docs/git-repack#Documentation/git-repack.txt---geometricltfactorgt
 */
export async function mergePacks(folder: string, signal: AbortSignal): Promise<void> {
  const names = await readdir(join(folder, 'objects', 'pack'));
  if (names.filter((name) => name.endsWith('.pack')).length <= MOST_PACKS) return;
  await runGit(['repack', '--geometric=2', '-d', '--quiet'], { folder, timeoutMs: REPACK_TIMEOUT_MS }, signal);
}
