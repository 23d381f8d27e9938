import type { ProfileIndex } from '../../pipeline/ports.ts';
import { addTogether } from './add-together.ts';
import { databaseFailure, sqlState } from './database-failure.ts';
import type { Executor } from './engine.ts';
import { addRows, PROFILE_COLUMNS, profileOf, rowsOf, type ProfileRow } from './profile-rows.ts';
import { toJson } from './storable.ts';

/** More than any store hands on; keeps a window of a year from filling the memory. */
const MOST_ROWS = 20_000;
/** A merged profile may be so much longer than the window it stands for: the last push of its stretch reaches beyond. */
const LONGER = 1.25;
const ATTEMPTS = 3;
/** A series was removed between being found and being used. */
const SERIES_GONE = '23503';

export function connectProfileIndex(executor: Executor): ProfileIndex {
  const add = addTogether((pushes) =>
    addAll(
      executor,
      pushes.flatMap((profiles) => rowsOf(profiles, 0)),
    ),
  );
  return {
    async add(profiles) {
      if (profiles.length > 0) await add(profiles);
    },
    async find({ kind, selector, window }) {
      // Series by series (offset 0 keeps it so): the planner believes in far more series than match, and would rather read the
      // profiles of all services in that time. A merged profile begins at most half of its length before its middle.
      const rows = await executor.query(
        `select ${PROFILE_COLUMNS}
           from burnscope.series
           cross join lateral (
             select * from burnscope.profile
              where profile.series = series.id
                and profile.from_ms
                    between $3::double precision - ${LONGER / 2} * ($4::double precision - $3::double precision)
                        and $4::double precision
                and case when profile.seconds is null then profile.from_ms >= $3::double precision
                         else (profile.from_ms + profile.to_ms) / 2 between $3::double precision and $4::double precision
                          and profile.to_ms - profile.from_ms
                              <= ${LONGER} * ($4::double precision - $3::double precision)
                    end
             offset 0
           ) as profile
          where series.kind = $1 and series.labels @> $2::jsonb
          order by profile.from_ms, profile.id limit ${MOST_ROWS}`,
        [kind, toJson(selector), window.from, window.to],
      );
      return rows.map(profileOf);
    },
    async newest({ kind, selector }) {
      // The newest of each series first: sorting all profiles of a service for one of them takes a second at a million.
      const [row] = await executor.query(
        `select ${PROFILE_COLUMNS}
           from burnscope.series
           cross join lateral (
             select * from burnscope.profile where profile.series = series.id order by profile.from_ms desc limit 1
           ) as profile
          where series.kind = $1 and series.labels @> $2::jsonb
          order by profile.from_ms desc limit 1`,
        [kind, toJson(selector)],
      );
      return row && profileOf(row);
    },
  };
}

async function addAll(executor: Executor, rows: readonly ProfileRow[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (await addRows(executor, rows)) return;
    } catch (cause) {
      if (sqlState(cause) !== SERIES_GONE) throw cause;
    }
    if (attempt === ATTEMPTS) throw databaseFailure('series of profiles come and go too quickly');
  }
}
