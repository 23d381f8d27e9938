import type { Aging } from '../../pipeline/housekeeping-ports.ts';
import { sqlState } from './database-failure.ts';
import type { Executor } from './engine.ts';
import { COUNT_OUT } from './profile-rows.ts';

/** The embedded database answers in the thread that serves the doors: so many rows take some milliseconds. */
const PROFILES = 50;
const INCIDENTS = 20;
const DELIVERIES = 50;
/** A profile of the series came in at the same moment. */
const SERIES_IN_USE = '23503';

export function connectAging(executor: Executor): Aging {
  return {
    removeProfiles: (before) => removeProfiles(executor, before),
    removeOldest: () => removeProfiles(executor, Infinity),
    async removeIncidents(before) {
      const [row] = await executor.query(
        `with old as (
           select id from burnscope.incident
            where opened_at < $1::double precision and state in ('answered', 'failed')
              and (body ->> 'lastSeenAt')::double precision < $1::double precision
              and not exists (select 1 from burnscope.evidence
                               where incident_id = incident.id
                                 and kept_at >= to_timestamp($1::double precision / 1000))
            order by opened_at limit ${INCIDENTS}
         ), evidence as (
           delete from burnscope.evidence where incident_id in (select id from old)
         ), files as (
           delete from burnscope.evidence_blob where incident_id in (select id from old) returning hash
         ), let_go as (
           insert into burnscope.unnamed_blob (hash) select distinct hash from files order by 1 on conflict do nothing
         ), posts as (
           delete from burnscope.post where incident_id in (select id from old)
         ), messages as (
           delete from burnscope.inbox_message where posted_at < $1::double precision
         ), gone as (
           delete from burnscope.incident where id in (select id from old) returning id
         )
         select count(*)::int as removed from gone`,
        [before],
      );
      return Number(row?.['removed']);
    },
    async removeDeliveries(before) {
      const rows = await executor.query(
        `delete from burnscope.delivery
          where id in (select id from burnscope.delivery where received_at < $1 order by received_at limit ${DELIVERIES})
          returning id`,
        [before],
      );
      return rows.length;
    },
    async usage() {
      const [row] = await executor.query(
        'select coalesce(sum(profiles), 0) as profiles, coalesce(sum(bytes), 0) as bytes from burnscope.profile_usage',
      );
      return { profiles: Number(row?.['profiles']), bytes: Number(row?.['bytes']) };
    },
  };
}

async function removeProfiles(executor: Executor, before: number): Promise<number> {
  const rows = await executor.query(
    `with gone as (
       delete from burnscope.profile
        where id in (select id from burnscope.profile where from_ms < $1::double precision
                      order by from_ms limit ${PROFILES})
       returning series, hash, disk_bytes
     ), ${COUNT_OUT}
     select series::text, count(*)::int as removed from gone group by 1`,
    [before],
  );
  if (rows.length === 0) return 0;
  await removeEmpty(
    executor,
    rows.map((row) => String(row['series'])),
  );
  return rows.reduce((sum, row) => sum + Number(row['removed']), 0);
}

async function removeEmpty(executor: Executor, series: readonly string[]): Promise<void> {
  try {
    await executor.query(
      `delete from burnscope.series
        where id = any($1::bigint[])
          and not exists (select 1 from burnscope.profile where profile.series = series.id)`,
      [series],
    );
  } catch (cause) {
    if (sqlState(cause) !== SERIES_IN_USE) throw cause;
  }
}
