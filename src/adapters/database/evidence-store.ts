import type { Evidence } from '../../pipeline/evidence.ts';
import type { EvidenceStore } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectEvidenceStore(executor: Executor): EvidenceStore {
  return {
    async keep(evidence) {
      // Both together: a blob that is named by nothing is deleted.
      await executor.query(
        `with kept as (
           insert into burnscope.evidence (incident_id, body) values ($1, $2::jsonb)
           on conflict (incident_id) do update set body = excluded.body, kept_at = now()
         ), gone as (
           delete from burnscope.evidence_blob where incident_id = $1 and not hash = any($3::text[]) returning hash
         ), let_go as (
           insert into burnscope.unnamed_blob (hash) select hash from gone order by 1 on conflict do nothing
         )
         insert into burnscope.evidence_blob (hash, incident_id) select distinct unnest($3::text[]), $1
           on conflict do nothing`,
        [lookupKey(evidence.incidentId), toJson(evidence), evidence.files.map(({ hash }) => hash)],
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
