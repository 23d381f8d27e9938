import type { Incident } from '../../core/incident/incident.ts';
import type { Incidents } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectIncidents(executor: Executor): Incidents {
  return {
    async get(id) {
      const [row] = await executor.query('select body::text from burnscope.incident where id = $1', [lookupKey(id)]);
      return row && fromJson<Incident>(row['body']);
    },
    async list({ service, before, limit }) {
      const rows = await executor.query(
        `select body::text from burnscope.incident
          where ($1::text is null or service = $1) and ($2::double precision is null or opened_at < $2)
          order by opened_at desc, id desc limit $3::int`,
        [service === undefined ? null : lookupKey(service), before ?? null, limit],
      );
      return rows.map((row) => fromJson<Incident>(row['body']));
    },
    async save(incident) {
      await saveIncident(executor, incident);
    },
  };
}

/** Inserts or replaces; whether the incident was enqueued before is kept. */
export async function saveIncident(executor: Executor, incident: Incident): Promise<void> {
  await executor.query(
    `insert into burnscope.incident (id, service, state, opened_at, body) values ($1, $2, $3, $4, $5::jsonb)
     on conflict (id) do update
       set service = excluded.service, state = excluded.state, opened_at = excluded.opened_at, body = excluded.body`,
    [lookupKey(incident.id), lookupKey(incident.service), incident.state, incident.openedAt, toJson(incident)],
  );
}
