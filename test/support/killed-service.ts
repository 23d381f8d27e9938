/** Run as a process of its own: commits an incident with both its looks, begins the first, and waits for its end. */
import { connectDatabase } from '../../src/adapters/database/connect-database.ts';
import { QUICK } from '../contracts/quick.ts';
import { quietLog } from './quiet-log.ts';
import { sampleIncident } from './sample-incident.ts';

const folder = process.argv[2]!;
const incident = sampleIncident();
const database = await connectDatabase({ kind: 'embedded', folder, ...QUICK }, { log: quietLog(), clock: Date });
await database.queue.start(async () => {
  process.send!(incident);
  await new Promise(() => undefined);
});
await database.ledger.commit(async (entry) => {
  await entry.saveIncident(incident);
  await entry.enqueueInvestigation(incident.id);
  await entry.enqueueRefinement(incident.id, Date.now() + 3_600_000);
});
