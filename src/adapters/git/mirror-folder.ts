/** What lies in the folders of mirrors. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './run-git.ts';

/** Every fetch leaves a pack; above this they are merged, the small ones first, and nothing is thrown away. */
const MOST_PACKS = 20;
const REPACK_TIMEOUT_MS = 300_000;

/** Whether a mirror takes more than that: its packs, finished and coming in. */
export async function isGrown(folder: string, most: number): Promise<boolean> {
  const packs = join(folder, 'objects', 'pack');
  let bytes = 0;
  for (const name of await readdir(packs).catch(() => [])) {
    bytes += await stat(join(packs, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes > most;
}

/** What clones of a killed process left half-made. */
export async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(`${name}.`) && entry.endsWith('.partial'))
      await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** https://git-scm.com/docs/git-repack#Documentation/git-repack.txt---geometric */
export async function repackIfNeeded(folder: string, signal: AbortSignal): Promise<void> {
  const names = await readdir(join(folder, 'objects', 'pack'));
  if (names.filter((name) => name.endsWith('.pack')).length <= MOST_PACKS) return;
  await runGit(['repack', '--geometric=2', '-d', '--quiet'], { folder, timeoutMs: REPACK_TIMEOUT_MS }, signal);
}
