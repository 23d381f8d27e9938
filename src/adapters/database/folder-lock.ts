/**
 * Keeps a second process off an embedded database's folder: PGlite itself does not, and two of them destroy it.
 * The lock is a file beside the folder that says who holds it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Clock } from '../../pipeline/ports.ts';
import { codeOf } from './database-failure.ts';

const Holder = z.object({
  pid: z.int().positive(),
  /** Distinguishes a process from a later one with the same id, such as pid 1 of a restarted container. */
  birth: z.string(),
  host: z.string(),
  token: z.string(),
});
type Holder = z.infer<typeof Holder>;

const REFRESH_MS = 5_000;
/** Of a holder on another machine (a shared volume) only the file's age is known. */
const SILENT_MS = 30_000;

/** Takes the lock and answers with its release. Rejects, not retryable, while a living process holds it. */
export async function lockFolder(folder: string, clock: Clock): Promise<() => Promise<void>> {
  const path = `${resolve(folder)}.lock`;
  await mkdir(dirname(path), { recursive: true });
  const own: Holder = {
    pid: process.pid,
    birth: await birthOf(process.pid),
    host: hostname(),
    token: randomUUID(),
  };

  // Written whole under another name and linked, so that nobody ever reads half a lock.
  const draft = `${path}.${own.token}`;
  await writeFile(draft, JSON.stringify(own));
  try {
    if (!(await taken(draft, path))) {
      await breakStale(path, folder, clock);
      if (!(await taken(draft, path))) throw inUse(folder, 'another process');
    }
  } finally {
    await rm(draft, { force: true });
  }

  const refresh = setInterval(() => {
    const now = new Date(clock.now());
    void utimes(path, now, now).catch(() => undefined);
  }, REFRESH_MS).unref();
  return async () => {
    clearInterval(refresh);
    if ((await holderOf(path))?.token === own.token) await rm(path, { force: true });
  };
}

async function taken(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
}

async function breakStale(path: string, folder: string, clock: Clock): Promise<void> {
  const holder = await holderOf(path);
  if (holder !== undefined && (await alive(holder, path, clock))) {
    throw inUse(folder, `process ${holder.pid} on ${holder.host}`);
  }
  // Moved before it is removed: whoever else found the same stale lock cannot then remove a new one.
  const grave = `${path}.${randomUUID()}`;
  await rename(path, grave).catch(() => undefined);
  const buried = await holderOf(grave);
  if (buried !== undefined && buried.token !== holder?.token) {
    await link(grave, path).catch(() => undefined);
    await rm(grave, { force: true });
    throw inUse(folder, `process ${buried.pid} on ${buried.host}`);
  }
  await rm(grave, { force: true });
}

async function alive(holder: Holder, path: string, clock: Clock): Promise<boolean> {
  if (holder.host !== hostname()) {
    const age = await stat(path)
      .then((file) => clock.now() - file.mtimeMs)
      .catch(() => Infinity);
    return age < SILENT_MS;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    if (codeOf(cause) === 'ESRCH') return false;
  }
  return (await birthOf(holder.pid)) === holder.birth;
}

/** When the process started, in clock ticks since boot: field 22 of proc(5); empty where there is no /proc. */
async function birthOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses and may hold spaces.
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function inUse(folder: string, who: string): Failure {
  return new Failure(
    'DATABASE_UNAVAILABLE',
    `the database in ${folder} is in use by ${who}: one process at a time; use PostgreSQL (DATABASE_URL) for several`,
    { retryable: false },
  );
}
