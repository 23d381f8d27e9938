import { createHash } from 'node:crypto';
import type { ProfileIndex, StoredProfile } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, toJson } from './storable.ts';

/** More than any store hands on; keeps a window of a year from filling the memory. */
const MOST_ROWS = 20_000;

export function connectProfileIndex(executor: Executor): ProfileIndex {
  return {
    async add(profiles) {
      const rows = profiles.map((given) => {
        const profile = { ...given, labels: { service_name: given.service, ...given.labels } };
        const { kind, interval, labels } = profile;
        return { identity: identityOf(profile), kind, from_ms: interval.from, labels, body: profile };
      });
      await executor.query(
        `insert into burnscope.profile (identity, kind, from_ms, labels, body)
         select identity, kind, from_ms, labels, body
           from jsonb_to_recordset($1::jsonb)
             as given (identity text, kind text, from_ms double precision, labels jsonb, body jsonb)
         on conflict (identity) do nothing`,
        [toJson(rows)],
      );
    },
    async find({ kind, selector, window }) {
      const rows = await executor.query(
        `select body::text from burnscope.profile
          where kind = $1 and from_ms between $2 and $3 and labels @> $4::jsonb
          order by from_ms, identity limit ${MOST_ROWS}`,
        [kind, window.from, window.to, toJson(selector)],
      );
      return rows.map((row) => fromJson<StoredProfile>(row['body']));
    },
    async newest({ kind, selector }) {
      const [row] = await executor.query(
        `select body::text from burnscope.profile where kind = $1 and labels @> $2::jsonb
          order by from_ms desc limit 1`,
        [kind, toJson(selector)],
      );
      return row && fromJson<StoredProfile>(row['body']);
    },
  };
}

/** Equal for the same bytes said of the same series at the same time; agents repeat pushes they are unsure of. */
function identityOf({ kind, labels, interval, hash }: StoredProfile): string {
  const series = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(toJson([kind, series, interval.from, interval.to, hash]))
    .digest('hex');
}
