/** One process at a time changes a mirror, also where several share the folder. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';

const BEAT_MS = 5_000;
/** A holder that did not touch its lock for so long is dead: killed, or its machine is gone. */
const DEAD_MS = 30_000;
const LOOK_MS = 100;

/** Runs `work` while `file` is ours. Waits for whoever has it; rejects with CANCELLED when the signal is quicker. */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  while (!(await take(file, token))) {
    await removeDead(file, token);
    await delay(LOOK_MS, undefined, { signal }).catch(() => {
      throw new Failure('CANCELLED', 'no longer waited for another process that mirrors this repository', {
        retryable: true,
        cause: signal.reason,
      });
    });
  }
  const beat = setInterval(() => void touch(file), BEAT_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await contentOf(file)) === token) await rm(file, { force: true });
  }
}

async function take(file: string, token: string): Promise<boolean> {
  try {
    await writeFile(file, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** By a rename, of which only one process can be the first, so that nobody removes the lock of who was quicker. */
async function removeDead(file: string, token: string): Promise<void> {
  const dead = await contentOf(file);
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (dead === undefined || age < DEAD_MS) return;
  const aside = `${file}.${token}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await contentOf(aside);
  if (moved !== undefined && moved !== dead) await writeFile(file, moved, { flag: 'wx' }).catch(() => undefined);
  await rm(aside, { force: true });
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}
