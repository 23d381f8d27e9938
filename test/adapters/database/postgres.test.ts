import { afterAll, beforeAll } from 'vitest';
import { connectDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { Database } from '../../../src/adapters/database/connect-database.ts';
import { describeDatabase, QUICK } from '../../contracts/database.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { TestPostgres } from '../../support/postgres.ts';
import { quietLog } from '../../support/quiet-log.ts';

let server: TestPostgres;
let database: Database;

beforeAll(async () => {
  server = await startPostgres();
  database = await open(await server.createDatabase());
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

function open(url: string): Promise<Database> {
  return connectDatabase({ kind: 'postgres', url, ...QUICK }, { log: quietLog(), clock: Date });
}

describeDatabase('PostgreSQL', () => database);
