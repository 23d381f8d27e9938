/** Profiles as rows of burnscope.series and burnscope.profile, and the count of what they take (burnscope.profile_usage). */
import { createHash } from 'node:crypto';
import type { Counts } from '../../core/profile/assume-counts.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { StoredProfile } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, toJson } from './storable.ts';

/** What `profileOf` reads, of `series` and `profile`. */
export const PROFILE_COLUMNS = `series.kind, series.labels::text as labels, series.service::text as service,
  profile.id::text as id, profile.from_ms, profile.to_ms, profile.hash, profile.bytes, profile.seconds,
  profile.counts::text as counts`;

/**
 * A statement's tail for the rows of a common table `gone (hash, disk_bytes)` that it deletes: counts them out, and
 * remembers their blobs as perhaps unnamed.
 */
export const COUNT_OUT = `counted as (
    update burnscope.profile_usage
       set profiles = profile_usage.profiles - less.profiles, bytes = profile_usage.bytes - less.bytes
      from (select left(hash, 2) as shard, count(*) as profiles, sum(disk_bytes) as bytes from gone group by 1) as less
     where profile_usage.shard = less.shard
  ), let_go as (
    insert into burnscope.unnamed_blob (hash) select distinct hash from gone order by 1 on conflict do nothing
  )`;

/** One row to be of `burnscope.profile`, as the statement of `addRows` takes it. */
export type ProfileRow = Pick<
  StoredProfile,
  'kind' | 'service' | 'labels' | 'hash' | 'bytes' | 'seconds' | 'counts'
> & {
  /** Of its series. */
  readonly key: string;
  readonly level: number;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly disk_bytes: number;
};

/** The rows of one push; kinds that lie in the same bytes share what those take of the disk. */
export function rowsOf(profiles: readonly StoredProfile[], level: number): readonly ProfileRow[] {
  const holders = Map.groupBy(profiles, ({ hash }) => hash);
  return profiles.map((profile) => {
    const labels = { service_name: profile.service, ...profile.labels };
    const { kind, service, interval, hash, bytes, diskBytes = bytes, seconds, counts } = profile;
    return {
      key: seriesKey(kind, service, labels),
      kind,
      service,
      labels,
      hash,
      bytes,
      ...(seconds === undefined ? {} : { seconds }),
      ...(counts === undefined ? {} : { counts }),
      level,
      from_ms: interval.from,
      to_ms: interval.to,
      disk_bytes: diskBytes / (holders.get(hash)?.length ?? 1),
    };
  });
}

/**
 * Adds rows that are not there yet. False when another process made one of the series at the same time, which this
 * statement cannot see: nothing of that series was added, and asked again it will be.
 */
export async function addRows(executor: Executor, rows: readonly ProfileRow[]): Promise<boolean> {
  const [row] = await executor.query(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as given (
         key text, kind text, service jsonb, labels jsonb, from_ms double precision, to_ms double precision, hash text,
         bytes double precision, disk_bytes double precision, seconds double precision, counts jsonb, level smallint)
     ), made as (
       insert into burnscope.series (key, kind, labels, service)
         select distinct on (key) key, kind, labels, service from given order by key
         on conflict (key) do nothing returning id, key
     ), known as (
       select id, key from made
       union all select id, key from burnscope.series where key in (select key from given)
     ), added as (
       insert into burnscope.profile (series, from_ms, to_ms, hash, bytes, disk_bytes, seconds, counts, level)
         select known.id, from_ms, to_ms, hash, bytes, disk_bytes, seconds, counts, level from given join known using (key)
         on conflict do nothing returning hash, disk_bytes
     ), counted as (
       insert into burnscope.profile_usage as kept (shard, profiles, bytes)
         select left(hash, 2), count(*), sum(disk_bytes) from added group by 1 order by 1
         on conflict (shard) do update
           set profiles = kept.profiles + excluded.profiles, bytes = kept.bytes + excluded.bytes
     )
     select count(*)::int as found from given join known using (key)`,
    [toJson(rows)],
  );
  return Number(row?.['found']) === rows.length;
}

export function profileOf(row: Readonly<Record<string, unknown>>): StoredProfile {
  const { seconds, counts } = row;
  return {
    // Only kinds were written.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    kind: String(row['kind']) as ProfileKind,
    service: fromJson<string>(row['service']),
    labels: fromJson<Readonly<Record<string, string>>>(row['labels']),
    interval: { from: Number(row['from_ms']), to: Number(row['to_ms']) },
    hash: String(row['hash']),
    bytes: Number(row['bytes']),
    ...(seconds === null ? {} : { seconds: Number(seconds) }),
    ...(counts === null ? {} : { counts: fromJson<Counts>(counts) }),
  };
}

function seriesKey(kind: ProfileKind, service: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(toJson([kind, service, sorted]))
    .digest('hex');
}
