import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Larger files are told apart by size and time alone; no configuration and no secret is as large. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface FileWatch {
  /** Compares the contents now with those at the look before; the first look finds everything changed. */
  look(): Promise<boolean>;
}

/**
 * Looks at what files hold instead of being told of events: it sees an editor's rename, a symlink that turns to another
 * folder (Kubernetes swaps `..data`), and file systems that send no events, and it needs no handle on anything.
 */
export function watchFiles(files: () => readonly string[]): FileWatch {
  let seen: string | undefined;
  return {
    async look() {
      const hash = createHash('sha256');
      for (const file of files()) hash.update(JSON.stringify([file, await contentOf(file)]));
      const now = hash.digest('hex');
      const changed = now !== seen;
      seen = now;
      return changed;
    },
  };
}

/** A file that is away, or that is none (a pipe would be emptied by reading), has that for its content. */
async function contentOf(file: string): Promise<string> {
  try {
    const facts = await stat(file);
    if (!facts.isFile() || facts.size > MOST_BYTES) return `${facts.size} ${facts.mtimeMs}`;
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** Calls `work` every so many seconds until the signal; one call ends before the next begins. */
export async function every(seconds: number, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await delay(seconds * 1000, undefined, { signal, ref: false });
      await work();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
