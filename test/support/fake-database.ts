import type { Database } from '../../src/adapters/database/connect-database.ts';
import { fakeDeployQueue } from './fake-deploy-queue.ts';
import { fakeDeployRecords } from './fake-deploy-records.ts';
import { fakeEvidenceStore } from './fake-evidence-store.ts';
import { fakeInboxMessages } from './fake-inbox-messages.ts';
import { fakeIncidentList } from './fake-incident-list.ts';
import { fakeIncidents } from './fake-incidents.ts';
import { fakeLedger } from './fake-ledger.ts';
import { fakePosts } from './fake-posts.ts';
import { fakeProfileCatalogue } from './fake-profile-catalogue.ts';
import { fakeProfileIndex } from './fake-profile-index.ts';
import { fakeQueue } from './fake-queue.ts';
import type { FakeQueueOptions } from './fake-queue.ts';
import { memoryState } from './memory-state.ts';
import type { MemoryState } from './memory-state.ts';

export interface FakeDatabase extends Database {
  /** For looking at what was committed. */
  readonly state: MemoryState;
}

/** All ports of the database over one memory. */
export function fakeDatabase(options: FakeQueueOptions = {}): FakeDatabase {
  const state = memoryState();
  const evidence = fakeEvidenceStore();
  const posts = fakePosts();
  const queue = fakeQueue(state, options);
  const deployRecords = fakeDeployRecords({
    ...(options.now === undefined ? {} : { now: options.now }),
    enqueue: (key) => void deployQueue.enqueue(key, 0),
    removed(keys) {
      for (const key of keys) evidence.remove(key);
      for (const key of keys) posts.remove(key);
    },
  });
  const deployQueue = fakeDeployQueue({ ...options, serviceOf: (key) => deployRecords.rows.get(key)?.deploy.service });
  return {
    state,
    deployRecords,
    deployQueue,
    checkedSubjects: deployRecords.subjects,
    ledger: fakeLedger(state),
    incidents: fakeIncidents(state),
    queue,
    posts,
    incidentList: fakeIncidentList(state, evidence),
    evidence,
    profileIndex: fakeProfileIndex(),
    catalogue: fakeProfileCatalogue(),
    inboxMessages: fakeInboxMessages(),
    async ping(signal) {
      signal.throwIfAborted();
    },
    async close() {
      await Promise.all([queue.stop(), deployQueue.stop()]);
    },
  };
}
