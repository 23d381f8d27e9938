import { Pool } from 'pg';
import { Failure } from '../../core/failure.ts';
import type { Log } from '../../pipeline/ports.ts';
import { databaseFailure } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';

/** Connections of ours; pg-boss keeps its own, plus one that listens. */
const CONNECTIONS = 8;
const QUEUE_CONNECTIONS = 4;
// Shorter than Alertmanager's patience (10 s at least), so that the 503 is ours and says why.
const CONNECT_MS = 5_000;
const STATEMENT_MS = 8_000;
/** Given up by us when not even the server's own timeout is heard of. */
const SILENCE_MS = 10_000;

/** PostgreSQL by URL, such as `postgres://user:secret@host:5432/burnscope`. */
export async function openPostgres(url: string, log: Log): Promise<Engine> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'burnscope',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
    idle_in_transaction_session_timeout: 2 * SILENCE_MS,
    keepAlive: true,
  });
  pool.on('error', (error) => log.warn('database connection lost', { problem: error.message }));

  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw databaseFailure(cause);
  }

  return {
    name: describe(url),
    exclusive: false,
    boss: {
      connectionString: url,
      max: QUEUE_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
    },
    ...executor(pool),
    async transaction(work) {
      const client = await pool.connect().catch((cause: unknown) => Promise.reject(databaseFailure(cause)));
      const session = executor(client);
      // The pool listens for errors of idle clients only; a lost connection in our hands would end the process.
      let broken = false;
      const lost = () => {
        broken = true;
      };
      client.on('error', lost);
      try {
        await session.query('begin');
        const outcome = await work(session);
        await session.query('commit');
        return outcome;
      } catch (cause) {
        await client.query('rollback').catch(lost);
        throw cause;
      } finally {
        client.off('error', lost);
        client.release(broken);
      }
    },
    async close() {
      await pool.end();
    },
  };
}

interface Source {
  query(text: string, parameters?: unknown[]): Promise<{ readonly rows: Record<string, unknown>[] }>;
}

function executor(source: Source): Executor {
  return {
    async query(text, parameters) {
      try {
        return (await source.query(text, parameters && [...parameters])).rows;
      } catch (cause) {
        throw databaseFailure(cause);
      }
    },
    async script(text) {
      try {
        await source.query(text);
      } catch (cause) {
        throw databaseFailure(cause);
      }
    },
  };
}

function describe(url: string): string {
  if (!URL.canParse(url)) {
    throw new Failure('DATABASE_UNAVAILABLE', 'the database URL is not a URL (postgres://user@host:5432/name)', {
      retryable: false,
    });
  }
  const { host, pathname } = new URL(url);
  return `PostgreSQL at ${host}${pathname}`;
}
