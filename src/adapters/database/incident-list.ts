import type { Incident } from '../../core/incident/incident.ts';
import type { Analysis } from '../../core/report/analysis.ts';
import type { IncidentList, IncidentQuestion } from '../../pipeline/incident-list.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

/** How a state reads in a row; `looking` and `failed` say nothing of whether it still burns. */
const STATES: Readonly<Record<NonNullable<IncidentQuestion['state']>, string>> = {
  burning: `i.body->'endedAt' is null and i.state <> 'failed'`,
  resolved: `i.body->'endedAt' is not null`,
  looking: `i.state in ('queued', 'investigating')`,
  failed: `i.state = 'failed'`,
};

/** What a text is looked for in. */
const SEARCHED = [
  "i.body->'service'",
  "i.body->'slo'",
  "i.body->'also'",
  "e.body->'report'->'headline'",
  "e.body->'analysis'->'verdict'",
  "e.body->'analysis'->'movers'",
]
  .map((part) => `coalesce((${part})::text, '')`)
  .join(` || ' ' || `);

export function connectIncidentList(executor: Executor): IncidentList {
  return {
    async search({ service, state, verdict, text, from, before, limit }) {
      const rows = await executor.query(
        `select i.body::text as incident, (e.body->'report'->'headline')::text as headline,
            (e.body->'analysis'->'verdict')::text as verdict
           from burnscope.incident i left join burnscope.evidence e on e.incident_id = i.id
          where ($1::text is null or i.service = $1)
            and ($2::double precision is null or i.opened_at < $2) and ($3::double precision is null or i.opened_at >= $3)
            and ($4::text is null or e.body->'analysis'->'verdict'->>'kind' = $4)
            and ($5::text is null or position(lower($5) in lower(${SEARCHED})) > 0)
            ${state === undefined ? '' : `and ${STATES[state]}`}
          order by i.opened_at desc, i.id desc limit $6::int`,
        [
          service === undefined ? null : lookupKey(service),
          before ?? null,
          from ?? null,
          verdict ?? null,
          // As it stands within the quotes of the stored JSON.
          text === undefined ? null : toJson(text).slice(1, -1),
          limit,
        ],
      );
      return rows.map((row) => {
        const incident = fromJson<Incident>(row['incident']);
        if (row['headline'] === null) return { incident };
        const headline = fromJson<string>(row['headline']);
        if (row['verdict'] === null) return { incident, answer: { headline } };
        const { kind, confidence, sentence } = fromJson<Analysis['verdict']>(row['verdict']);
        return { incident, answer: { headline, verdict: { kind, confidence, sentence } } };
      });
    },
  };
}
