import type {
  Clock,
  EvidenceStore,
  Incidents,
  InboxMessages,
  Ledger,
  Log,
  Posts,
  ProfileIndex,
  Queue,
} from '../../pipeline/ports.ts';
import type { CheckedSubjects, DeployQueue, DeployRecords } from '../../pipeline/deploy-ports.ts';
import type { Aging, BlobNames, Compaction, Leases } from '../../pipeline/housekeeping-ports.ts';
import type { IncidentList } from '../../pipeline/incident-list.ts';
import type { ProfileCatalogue } from '../../pipeline/querier-ports.ts';
import { Failure } from '../../core/failure.ts';
import { connectAging } from './aging.ts';
import { connectBlobNames } from './blob-names.ts';
import { connectCheckedSubjects } from './checked-subjects.ts';
import { connectCompaction } from './compaction.ts';
import { connectDeployQueue } from './deploy-queue.ts';
import { connectDeployRecords } from './deploy-records.ts';
import type { Engine } from './engine.ts';
import { connectEvidenceStore } from './evidence-store.ts';
import { connectInboxMessages } from './inbox-messages.ts';
import { connectIncidentList } from './incident-list.ts';
import { connectIncidents } from './incidents.ts';
import { connectInstallation, type Installation } from './installation.ts';
import { connectLeases } from './leases.ts';
import { connectLedger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { openFolder, openMemory } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import { connectPosts } from './posts.ts';
import { connectProfileCatalogue } from './profile-catalogue.ts';
import { connectProfileIndex } from './profile-index.ts';
import { connectQueue } from './queue.ts';
import { startBoss, type Retries } from './start-boss.ts';

export type DatabaseSection = DatabasePlace & {
  /** Investigations at the same time in this process; 2 by default. */
  readonly investigations?: number;
  /** 5 retries by default, the first after 5 s, each later one after twice as long, at most 2 minutes. */
  readonly retries?: Retries;
  /** How long the stop of a queue waits before it aborts what runs; 10 s by default. */
  readonly graceMs?: number;
};

export type DatabasePlace =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string };

export interface Database {
  readonly ledger: Ledger;
  readonly incidents: Incidents;
  readonly incidentList: IncidentList;
  readonly queue: Queue;
  readonly posts: Posts;
  readonly evidence: EvidenceStore;
  readonly profileIndex: ProfileIndex;
  readonly catalogue: ProfileCatalogue;
  readonly inboxMessages: InboxMessages;
  readonly deployRecords: DeployRecords;
  readonly deployQueue: DeployQueue;
  readonly checkedSubjects: CheckedSubjects;
  /** Rejects with DATABASE_UNAVAILABLE when no answer comes before the signal. */
  ping(signal: AbortSignal): Promise<void>;
  /** Stops the queues, then lets go of the database. */
  close(): Promise<void>;
}

/** With what only the housekeeping may do. */
export interface OpenDatabase extends Database {
  readonly housekeeping: {
    readonly aging: Aging;
    readonly blobNames: BlobNames;
    readonly compaction: Compaction;
    readonly leases: Leases;
  };
  readonly installation: Installation;
}

/** Opens the database, brings its schema up to date and starts the queue's housekeeping. */
export async function connectDatabase(
  section: DatabaseSection,
  tools: { log: Log; clock: Clock },
): Promise<OpenDatabase> {
  const engine = await open(section, tools);
  try {
    await migrate(engine, tools.log);
    const boss = await startBoss(engine, section.retries ?? { limit: 5, firstDelaySeconds: 5 }, tools);
    const { investigations = 2, graceMs = 10_000 } = section;
    const jobs = connectQueue(boss, engine, { investigations, graceMs }, tools.log);
    const checks = connectDeployQueue(boss, engine, { graceMs }, tools.log);
    return {
      ledger: connectLedger(engine, jobs.jobs),
      incidents: connectIncidents(engine),
      incidentList: connectIncidentList(engine),
      queue: jobs.queue,
      posts: connectPosts(engine),
      evidence: connectEvidenceStore(engine),
      profileIndex: connectProfileIndex(engine),
      catalogue: connectProfileCatalogue(engine),
      inboxMessages: connectInboxMessages(engine),
      deployRecords: connectDeployRecords(engine, checks.jobs, tools.clock),
      deployQueue: checks.queue,
      checkedSubjects: connectCheckedSubjects(engine),
      housekeeping: {
        aging: connectAging(engine),
        blobNames: connectBlobNames(engine),
        compaction: connectCompaction(engine),
        leases: connectLeases(engine),
      },
      installation: connectInstallation(engine),
      ping: (signal) => ping(engine, signal),
      async close() {
        try {
          await Promise.all([jobs.queue.stop(), checks.queue.stop()]);
          await boss.stop({ graceful: false });
        } finally {
          await engine.close();
        }
      },
    };
  } catch (cause) {
    await engine.close();
    throw cause;
  }
}

async function open(section: DatabaseSection, tools: { log: Log; clock: Clock }): Promise<Engine> {
  switch (section.kind) {
    case 'embedded':
      return openFolder(section.folder, tools);
    case 'memory':
      return openMemory();
    case 'postgres':
      return openPostgres(section.url, tools.log);
  }
}

async function ping(engine: Engine, signal: AbortSignal): Promise<void> {
  const unanswered = Promise.withResolvers<never>();
  const give = () =>
    unanswered.reject(new Failure('DATABASE_UNAVAILABLE', `${engine.name} does not answer`, { retryable: true }));
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  try {
    await Promise.race([engine.query('select 1'), unanswered.promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}
