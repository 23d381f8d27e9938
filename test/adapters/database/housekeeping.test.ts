import { afterAll, beforeAll } from 'vitest';
import { connectDatabase, type OpenDatabase } from '../../../src/adapters/database/connect-database.ts';
import { describeHousekeeping } from '../../contracts/housekeeping.ts';
import { QUICK } from '../../contracts/quick.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { quietLog } from '../../support/quiet-log.ts';

const tools = { log: quietLog(), clock: Date };
let server: TestPostgres;
let embedded: OpenDatabase;
let postgres: OpenDatabase;

beforeAll(async () => {
  server = await startPostgres();
  embedded = await connectDatabase({ kind: 'memory', ...QUICK }, tools);
  postgres = await connectDatabase({ kind: 'postgres', url: await server.createDatabase(), ...QUICK }, tools);
});
afterAll(async () => {
  await embedded.close();
  await postgres.close();
  await server.stop();
});

describeHousekeeping('PGlite', () => embedded);
describeHousekeeping('PostgreSQL', () => postgres);
