import { describeDatabase } from '../../contracts/database.ts';
import { QUICK } from '../../contracts/quick.ts';
import { fakeDatabase } from '../../support/fake-database.ts';

const database = fakeDatabase({ ...QUICK, retryLimit: QUICK.retries.limit });

describeDatabase('the fake', () => database);
