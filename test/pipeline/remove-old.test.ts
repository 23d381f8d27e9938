import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type OpenDatabase } from '../../src/adapters/database/connect-database.ts';
import { removeOld } from '../../src/pipeline/remove-old.ts';
import { sampleEvidence } from '../contracts/evidence-store.ts';
import { QUICK } from '../contracts/quick.ts';
import { fakeBlobs } from '../support/fake-blobs.ts';
import { quietLog } from '../support/quiet-log.ts';
import { sampleDeploy } from '../support/sample-deploy.ts';
import { sampleIncident } from '../support/sample-incident.ts';

const DAY = 24 * 3_600_000;
const KEPT = 365 * DAY;
const TODAY = Date.now();

let database: OpenDatabase;
beforeAll(async () => {
  database = await connectDatabase({ kind: 'memory', ...QUICK }, { log: quietLog(), clock: { now: () => TODAY } });
});
afterAll(() => database.close());

/** A round in so many days; answers with what was counted. */
async function inDays(days: number): Promise<readonly string[]> {
  const counted: string[] = [];
  const meter = { removed: (what: string, count: number) => void counted.push(`${what} ${count}`) };
  const kept = { profilesMs: KEPT, profilesBytes: 1e12, evidenceMs: KEPT, deliveriesMs: KEPT, deploysMs: 30 * DAY };
  await removeOld(
    { ...kept, compactAfterMs: KEPT, hourlyAfterMs: KEPT },
    {
      ...database.housekeeping,
      deployRecords: database.deployRecords,
      blobs: fakeBlobs(),
      merger: { merge: async () => ({ kind: 'unlike', why: 'nothing is merged here' }) },
      clock: { now: () => TODAY + days * DAY, sleep: async () => undefined },
      log: quietLog(),
      meter: { ...meter, compacted: () => undefined, stored: () => undefined },
      holder: 'this process',
    },
    async () => true,
  );
  return counted;
}

describe('removing what is old', () => {
  it('takes deploys with the evidence of their checks, and lets the files of these go', async () => {
    const [key] = await database.deployRecords.record([sampleDeploy({ at: TODAY })], () => false);
    const [younger] = await database.deployRecords.record([sampleDeploy({ at: TODAY + 5 * DAY })], () => false);
    const hash = 'ab'.repeat(32);
    const files = [{ name: 'flames.bin.gz', hash, mediaType: '', bytes: 1 }];
    await database.evidence.keep({ ...sampleEvidence(key), files });
    await database.checkedSubjects.saveSubject(key!, sampleIncident({ id: key!, cause: 'deploy' }));

    expect(await inDays(29)).toEqual([]);
    expect(await inDays(31)).toEqual(['deploys 1']);

    expect(await database.deployRecords.get(key!)).toBeUndefined();
    expect(await database.deployRecords.get(younger!)).toBeDefined();
    expect(await database.evidence.find(key!)).toBeUndefined();
    expect(await database.checkedSubjects.subject(key!)).toBeUndefined();
    expect((await database.housekeeping.blobNames.unnamed(10, '')).hashes).toEqual([hash]);
  });
});
