import type { Evidence } from '../../pipeline/evidence.ts';
import type { EvidenceStore } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectEvidenceStore(executor: Executor): EvidenceStore {
  return {
    async keep(evidence) {
      await executor.query(
        `insert into burnscope.evidence (incident_id, body) values ($1, $2::jsonb)
         on conflict (incident_id) do update set body = excluded.body, kept_at = now()`,
        [lookupKey(evidence.incidentId), toJson(evidence)],
      );
    },
    async find(incidentId) {
      const [row] = await executor.query('select body::text from burnscope.evidence where incident_id = $1', [
        lookupKey(incidentId),
      ]);
      return row && fromJson<Evidence>(row['body']);
    },
  };
}
