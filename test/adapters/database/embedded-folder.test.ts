import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { Database } from '../../../src/adapters/database/connect-database.ts';
import { makeFolder } from '../../../src/adapters/database/make-folder.ts';
import { QUICK } from '../../contracts/quick.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleIncident } from '../../support/sample-incident.ts';

let template: string;
let home: string;
let folder: string;
let log: ReturnType<typeof quietLog>;

// A new database takes two seconds to make, a copy of one a tenth of that.
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'burnscope-template-'));
  folder = join(template, 'new', 'database');
  log = quietLog();
  await (await open()).close();
});
afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'burnscope-folder-'));
  folder = join(home, 'database');
  log = quietLog();
  cpSync(join(template, 'new', 'database'), folder, { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

function open(): Promise<Database> {
  return connectDatabase({ kind: 'embedded', folder, ...QUICK }, { log, clock: Date });
}

describe('the embedded database in its folder', () => {
  it('keeps what a process that was killed had committed, and runs the job it was at again', async () => {
    const child = fork(new URL('../../support/killed-service.ts', import.meta.url), [folder], { execArgv: [] });
    // Sent when its handler has begun.
    const [incident] = await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const database = await open();
    const started = performance.now();
    const handled = Promise.withResolvers<string>();
    const refined = Promise.withResolvers<string>();
    await database.queue.start(async (id, _signal, round) => (round === 'first' ? handled : refined).resolve(id));

    expect(await database.incidents.get(incident.id)).toEqual(incident);
    expect(await handled.promise).toBe(incident.id);
    // By the heartbeat alone it would take twenty seconds.
    expect(performance.now() - started).toBeLessThan(10_000);
    // Its second look has lived on as well.
    await database.ledger.commit((entry) => entry.enqueueRefinement(incident.id, Date.now()));
    expect(await refined.promise).toBe(incident.id);
    await database.close();
  });

  it('sets a folder aside that holds no readable database, says so, and starts an empty one', async () => {
    const first = await open();
    await first.incidents.save(sampleIncident());
    await first.close();
    await writeFile(join(folder, 'global', 'pg_control'), Buffer.alloc(8_192, 7));

    const second = await open();

    expect(await second.incidents.list({ limit: 1 })).toEqual([]);
    await second.close();
    const aside = (await readdir(home)).filter((name) => name.startsWith('database.broken-'));
    expect(aside).toHaveLength(1);
    expect(log.lines.find((line) => line.level === 'error')?.fields).toMatchObject({
      folder,
      setAside: join(home, aside[0]!),
    });
  });

  it('does not write over files that are not its own', async () => {
    await rm(join(folder, 'PG_VERSION'));
    await writeFile(join(folder, 'precious'), 'keep me');

    await (await open()).close();

    const [aside] = (await readdir(home)).filter((name) => name.startsWith('database.broken-'));
    expect(await readFile(join(home, aside!, 'precious'), 'utf8')).toBe('keep me');
  });

  it('removes what a process that was killed left of a new database', async () => {
    await rm(folder, { recursive: true });
    await mkdir(`${folder}.new-1`);
    await writeFile(join(`${folder}.new-1`, 'PG_VERSION'), '17');

    const database = await open();

    expect(await readdir(home)).toEqual(['database', 'database.lock']);
    await database.incidents.save(sampleIncident());
    await database.close();
  });

  it('says why a new database cannot be made, and leaves nothing of it', async () => {
    await expect(makeFolder('/proc/burnscope')).rejects.toThrow(/^a new database could not be made: \S/);
  });

  it('refuses a folder that another process uses, and takes it when that process is gone', async () => {
    const first = await open();

    await expect(open()).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retryable: false,
      message: `the database in ${folder} is in use by process ${process.pid} on ${hostname()}: one process at a time; use PostgreSQL (DATABASE_URL) for several`,
    });

    await first.close();
    await (await open()).close();
    expect(await readdir(home)).toEqual(['database']);
  });

  it('goes by the age of a lock that a process on another machine holds', async () => {
    const lock = `${folder}.lock`;
    const holder = { pid: 1, birth: '1', host: 'another-pod', token: 'theirs' };
    await writeFile(lock, JSON.stringify(holder));

    await expect(open()).rejects.toThrow('in use by process 1 on another-pod');

    const aMinuteAgo = new Date(Date.now() - 60_000);
    await utimes(lock, aMinuteAgo, aMinuteAgo);
    const database = await open();
    await database.close();
    expect(log.lines.filter((line) => line.level === 'error')).toEqual([]);
  });

  it('takes a lock whose process id now belongs to a later process', async () => {
    const holder = { pid: process.pid, birth: 'long ago', host: hostname(), token: 'theirs' };
    await writeFile(`${folder}.lock`, JSON.stringify(holder));

    const database = await open();

    await expect(database.ping(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
    await database.close();
  });
});
