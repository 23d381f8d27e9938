import { readFile, readdir } from 'node:fs/promises';
import { Failure } from '../../core/failure.ts';
import type { Log } from '../../pipeline/ports.ts';
import { sqlState } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';

interface Migration {
  readonly number: number;
  readonly sql: string;
}

/** Any fixed number that no other program takes for its own lock. */
const LOCK = 7_206_019_411;
/**
 * What the loser of a race sees on an engine without advisory locks: unique_violation, duplicate_schema,
 * duplicate_table, and the generic "tuple concurrently updated" (XX000) of two "create … if not exists".
 */
const RACE = new Set(['23505', '42P06', '42P07', 'XX000', '40001']);
const ATTEMPTS = 3;

/** Brings the schema up to date: every file of migrations/ once, in order, all in one transaction. */
export async function migrate(engine: Engine, log: Log): Promise<void> {
  const migrations = await readMigrations();
  for (let attempt = 1; ; attempt++) {
    try {
      await engine.transaction((executor) => apply(executor, migrations, log));
      return;
    } catch (cause) {
      if (attempt === ATTEMPTS || !RACE.has(sqlState(cause) ?? '')) throw cause;
      log.info('another process migrated the database at the same time');
    }
  }
}

async function apply(executor: Executor, migrations: readonly Migration[], log: Log): Promise<void> {
  const [probe] = await executor.query(
    `select exists (select 1 from pg_catalog.pg_proc where proname = 'pg_advisory_xact_lock') as found`,
  );
  if (probe?.['found'] === true) await executor.query('select pg_advisory_xact_lock($1)', [LOCK]);

  await executor.script(`
    create schema if not exists burnscope;
    create table if not exists burnscope.migration (
      number int primary key,
      applied_at timestamptz not null default now()
    );
  `);
  const rows = await executor.query('select number from burnscope.migration');
  const done = new Set(rows.map((row) => Number(row['number'])));
  const newest = Math.max(0, ...done);
  const known = Math.max(...migrations.map((migration) => migration.number));
  if (newest > known) {
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      `the database was written by a newer version: it is at migration ${newest}, this version knows ${known}`,
      { retryable: false },
    );
  }

  for (const migration of migrations) {
    if (done.has(migration.number)) continue;
    await executor.script(migration.sql);
    await executor.query('insert into burnscope.migration (number) values ($1)', [migration.number]);
    log.info('database migrated', { migration: migration.number });
  }
}

async function readMigrations(): Promise<readonly Migration[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number.parseInt(name, 10),
      sql: await readFile(new URL(name, folder), 'utf8'),
    })),
  );
}
