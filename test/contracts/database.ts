import type { Database } from '../../src/adapters/database/connect-database.ts';
import { describeDeployQueue } from './deploy-queue.ts';
import { describeDeployRecords } from './deploy-records.ts';
import { describeEvidenceStore } from './evidence-store.ts';
import { describeInboxMessages } from './inbox-messages.ts';
import { describeIncidentList } from './incident-list.ts';
import { describeIncidents } from './incidents.ts';
import { describeLedger } from './ledger.ts';
import { describePosts } from './posts.ts';
import { describeProfileIndex } from './profile-index.ts';
import { describeQueueRounds } from './queue-rounds.ts';
import { describeQueue } from './queue.ts';
import { QUICK } from './quick.ts';

/** Every port of a database; it must be opened with QUICK. */
export function describeDatabase(name: string, database: () => Database): void {
  describeLedger(name, database);
  describeIncidents(name, () => database().incidents);
  describeIncidentList(name, database);
  describePosts(name, () => database().posts);
  describeEvidenceStore(name, () => database().evidence);
  describeProfileIndex(name, () => database().profileIndex);
  describeInboxMessages(name, () => database().inboxMessages);
  describeDeployRecords(name, database);
  describeDeployQueue(name, database, QUICK.retries.limit);
  describeQueue(name, database, QUICK.retries.limit);
  describeQueueRounds(name, database);
}
