import type { Round } from '../../core/incident/refinement.ts';
import type { Instant } from '../../core/instant.ts';
import type { Ledger, LedgerEntry } from '../../pipeline/ports.ts';
import { sqlState } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';
import { serviceLocks } from './service-locks.ts';
import { lookupKey, toJson } from './storable.ts';
import { writeBehind, type WriteBehind } from './write-behind.ts';

/** The queue's side of a commit: both go through the connection of the caller's transaction. */
export interface Jobs {
  /** Puts a job for one incident on the queue, to be run at once or not before `at`. Answers with its id. */
  enqueue(executor: Executor, job: NewJob): Promise<string>;
  /** Lets a job that waits begin at another time; nothing when it runs, or has run. */
  move(executor: Executor, jobId: string, at: Instant): Promise<void>;
}

interface NewJob {
  readonly incidentId: string;
  readonly service: string;
  readonly round: Round;
  readonly at?: Instant;
}

/** Two commits met on the same rows (see service-locks.ts): this one was undone and may run again. */
const COLLISIONS = new Set(['55P03', '40P01', '40001']);
const ATTEMPTS = 5;

export function connectLedger(engine: Engine, jobs: Jobs): Ledger {
  return {
    async commit(work) {
      const asked = new Set<string>();
      for (let attempt = 1; ; attempt++) {
        try {
          return await engine.transaction(async (executor) => {
            const session = watched(executor);
            const locks = serviceLocks(session);
            for (const key of [...asked].sort()) await locks.hold(key);
            const hold = async (key: string) => {
              asked.add(key);
              await locks.hold(key);
            };
            const written = writeBehind(session);
            const outcome = await work(entryOf(session, written, hold, jobs));
            session.check();
            await written.flush();
            return outcome;
          });
        } catch (cause) {
          if (attempt === ATTEMPTS || !COLLISIONS.has(sqlState(cause) ?? '')) throw cause;
        }
      }
    },
  };
}

/** A failed statement dooms the transaction even if `work` swallows it: COMMIT would quietly roll back. */
function watched(executor: Executor): Executor & { check(): void } {
  let doomed: { readonly cause: unknown } | undefined;
  return {
    ...executor,
    async query(text, parameters) {
      try {
        return await executor.query(text, parameters);
      } catch (cause) {
        doomed ??= { cause };
        throw cause;
      }
    },
    check() {
      if (doomed !== undefined) throw doomed.cause;
    },
  };
}

function entryOf(
  executor: Executor,
  incidents: WriteBehind,
  hold: (key: string) => Promise<void>,
  jobs: Jobs,
): LedgerEntry {
  return {
    async latestIncident(service) {
      await hold(lookupKey(service));
      return incidents.latest(service);
    },
    async saveIncident(incident) {
      incidents.save(incident);
    },
    async saveDelivery(delivery) {
      await executor.query('insert into burnscope.delivery (received_at, body) values ($1, $2::jsonb)', [
        delivery.receivedAt,
        toJson(delivery),
      ]);
    },
    async enqueueInvestigation(incidentId) {
      await incidents.flush();
      const [first] = await executor.query(
        `update burnscope.incident set enqueued = true where id = $1 and not enqueued returning service`,
        [lookupKey(incidentId)],
      );
      if (first !== undefined) {
        await jobs.enqueue(executor, { incidentId, service: String(first['service']), round: 'first' });
        return;
      }
      await mustBeKnown(executor, incidentId);
    },
    async enqueueTelling(incidentId) {
      await incidents.flush();
      const service = await mustBeKnown(executor, incidentId);
      await jobs.enqueue(executor, { incidentId, service, round: 'first' });
    },
    async enqueueRefinement(incidentId, at) {
      await incidents.flush();
      const key = lookupKey(incidentId);
      const [first] = await executor.query(
        `update burnscope.incident set refine_at = $2 where id = $1 and refine_at is null returning service`,
        [key, at],
      );
      if (first !== undefined) {
        const service = String(first['service']);
        const job = await jobs.enqueue(executor, { incidentId, service, round: 'refined', at });
        await executor.query('update burnscope.incident set refine_job = $2 where id = $1', [key, job]);
        return;
      }
      const [moved] = await executor.query(
        `update burnscope.incident set refine_at = $2 where id = $1 and refine_at > $2 returning refine_job`,
        [key, at],
      );
      if (moved === undefined) await mustBeKnown(executor, incidentId);
      else await jobs.move(executor, String(moved['refine_job']), at);
    },
  };
}

/** Answers with its service. */
async function mustBeKnown(executor: Executor, incidentId: string): Promise<string> {
  const [known] = await executor.query('select service from burnscope.incident where id = $1', [lookupKey(incidentId)]);
  if (known === undefined) throw new Error(`incident ${incidentId} must be saved before it is enqueued`);
  return String(known['service']);
}
