/** PostgreSQL inside the process: https://pglite.dev/docs/api. One connection, statements wait for each other. */
import { PGlite } from '@electric-sql/pglite';
import type { Transaction } from '@electric-sql/pglite';
import { readdir, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fromPglite } from 'pg-boss';
import { Failure } from '../../core/failure.ts';
import { isoInstant } from '../../core/instant.ts';
import type { Clock, Log } from '../../pipeline/ports.ts';
import { databaseFailure } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';
import { lockFolder } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';
import { PARAMETERS } from './pglite-parameters.ts';

/** A new database is 40 MB; below this a failed start says nothing about the folder. */
const ROOM_TO_START_BYTES = 96 * 1024 * 1024;
/** Nothing vacuums by itself in single-user mode. */
const VACUUM_MS = 3_600_000;

/** In memory, for tests; gone with the process. */
export async function openMemory(): Promise<Engine> {
  return engineOf(await PGlite.create({ startParams: PARAMETERS }), 'a database in memory', () => Promise.resolve());
}

/**
 * Opens or creates the database in a folder and holds the folder until `close`. A folder that PostgreSQL cannot
 * start from is renamed to `<folder>.broken-<time>`, said as an error, and a new database takes its place.
 */
export async function openFolder(folder: string, tools: { log: Log; clock: Clock }): Promise<Engine> {
  const unlock = await lockFolder(folder, tools.clock);
  try {
    const db = await startIn(folder, tools);
    return engineOf(db, `the database in ${folder}`, unlock);
  } catch (cause) {
    await unlock();
    throw databaseFailure(cause);
  }
}

async function startIn(folder: string, tools: { log: Log; clock: Clock }): Promise<PGlite> {
  const names = await namesIn(folder);
  if (names.length === 0) return startNew(folder);
  try {
    // Without PG_VERSION, PGlite would write a new database over the old files.
    if (!names.includes('PG_VERSION')) throw new Error('it holds files but no PG_VERSION');
    return await PGlite.create({ dataDir: folder, startParams: PARAMETERS });
  } catch (cause) {
    await refuseWhenFull(folder);
    const aside = `${folder}.broken-${isoInstant(tools.clock.now()).replaceAll(/[:.]/g, '-')}`;
    await rename(folder, aside);
    tools.log.error('the database folder cannot be used; it was set aside and an empty database was started', {
      folder,
      setAside: aside,
      problem: cause instanceof Error ? cause.message : String(cause),
    });
    return startNew(folder);
  }
}

async function startNew(folder: string): Promise<PGlite> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    await refuseWhenFull(folder);
    throw cause;
  }
  return PGlite.create({ dataDir: folder, startParams: PARAMETERS });
}

/** None when there is no such folder; a file in its place counts as one that holds something. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    if (cause.code === 'ENOTDIR') return ['a file'];
    throw cause;
  });
}

async function refuseWhenFull(folder: string): Promise<void> {
  const disk = await statfs(join(folder, '..'));
  if (disk.bavail * disk.bsize >= ROOM_TO_START_BYTES) return;
  throw new Failure('DISK_FULL', `the database in ${folder} did not start: less than 96 MB are free there`, {
    retryable: true,
  });
}

function engineOf(db: PGlite, name: string, unlock: () => Promise<void>): Engine {
  const vacuum = setInterval(() => void db.exec('vacuum').catch(() => undefined), VACUUM_MS).unref();

  return {
    name,
    exclusive: true,
    boss: { backend: 'pglite', db: fromPglite(db), monitorVacuum: false, reindex: false },
    ...executor(db),
    async transaction(work) {
      let thrown: { readonly cause: unknown } | undefined;
      try {
        return await db.transaction(async (transaction) => {
          try {
            return await work(executor(transaction));
          } catch (cause) {
            thrown = { cause };
            throw cause;
          }
        });
      } catch (cause) {
        throw thrown === undefined ? databaseFailure(cause) : thrown.cause;
      }
    },
    async close() {
      clearInterval(vacuum);
      try {
        if (!db.closed) await db.close();
      } finally {
        await unlock();
      }
    },
  };
}

function executor(source: PGlite | Transaction): Executor {
  return {
    async query(text, parameters) {
      try {
        const result = await source.query<Record<string, unknown>>(text, parameters && [...parameters]);
        return result.rows;
      } catch (cause) {
        throw databaseFailure(cause);
      }
    },
    async script(text) {
      try {
        await source.exec(text);
      } catch (cause) {
        throw databaseFailure(cause);
      }
    },
  };
}
