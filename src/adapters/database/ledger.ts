import type { Incident } from '../../core/incident/incident.ts';
import type { Ledger, LedgerEntry } from '../../pipeline/ports.ts';
import { sqlState } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';
import { saveIncident } from './incidents.ts';
import { serviceLocks } from './service-locks.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

/** Puts the job for one incident on the queue, through the connection of the caller's transaction. */
export type Enqueue = (executor: Executor, job: { incidentId: string; service: string }) => Promise<void>;

/** Two commits met on the same rows (see service-locks.ts): this one was undone and may run again. */
const COLLISIONS = new Set(['55P03', '40P01', '40001']);
const ATTEMPTS = 5;

export function connectLedger(engine: Engine, enqueue: Enqueue): Ledger {
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
            const outcome = await work(entryOf(session, hold, enqueue));
            session.check();
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

function entryOf(executor: Executor, hold: (key: string) => Promise<void>, enqueue: Enqueue): LedgerEntry {
  return {
    async latestIncident(service) {
      await hold(lookupKey(service));
      const [row] = await executor.query(
        `select body::text from burnscope.incident where service = $1 order by opened_at desc, id desc limit 1`,
        [lookupKey(service)],
      );
      return row && fromJson<Incident>(row['body']);
    },
    async saveIncident(incident) {
      await saveIncident(executor, incident);
    },
    async saveDelivery(delivery) {
      await executor.query('insert into burnscope.delivery (received_at, body) values ($1, $2::jsonb)', [
        delivery.receivedAt,
        toJson(delivery),
      ]);
    },
    async enqueueInvestigation(incidentId) {
      const [first] = await executor.query(
        `update burnscope.incident set enqueued = true where id = $1 and not enqueued returning service`,
        [lookupKey(incidentId)],
      );
      if (first !== undefined) {
        await enqueue(executor, { incidentId, service: String(first['service']) });
        return;
      }
      const [known] = await executor.query('select 1 from burnscope.incident where id = $1', [lookupKey(incidentId)]);
      if (known === undefined) throw new Error(`incident ${incidentId} must be saved before it is enqueued`);
    },
  };
}
