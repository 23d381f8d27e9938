import type { Incident } from '../../core/incident/incident.ts';
import type { CheckedSubjects } from '../../pipeline/deploy-ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectCheckedSubjects(executor: Executor): CheckedSubjects {
  return {
    async saveSubject(key, subject) {
      await executor.query(
        `insert into burnscope.checked_subject (key, body) values ($1, $2::jsonb)
         on conflict (key) do update set body = excluded.body`,
        [lookupKey(key), toJson(subject)],
      );
    },
    async subject(key) {
      const [row] = await executor.query('select body::text from burnscope.checked_subject where key = $1', [
        lookupKey(key),
      ]);
      return row && fromJson<Incident>(row['body']);
    },
  };
}
