import { afterAll, beforeAll } from 'vitest';
import { connectDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { Database } from '../../../src/adapters/database/connect-database.ts';
import { describeDatabase } from '../../contracts/database.ts';
import { QUICK } from '../../contracts/quick.ts';
import { quietLog } from '../../support/quiet-log.ts';

let database: Database;

beforeAll(async () => {
  database = await connectDatabase({ kind: 'memory', ...QUICK }, { log: quietLog(), clock: Date });
});
afterAll(() => database.close());

describeDatabase('PGlite', () => database);
