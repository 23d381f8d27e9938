import type { BlobNames, NamedBlob } from '../../pipeline/housekeeping-ports.ts';
import type { Executor } from './engine.ts';
import { COUNT_OUT } from './profile-rows.ts';
import { toJson } from './storable.ts';

/** Profiles of a shard that are read in one statement. */
const MOST_AT_ONCE = 500;

export function connectBlobNames(executor: Executor): BlobNames {
  return {
    async named(shard) {
      const [usage] = await executor.query('select profiles from burnscope.profile_usage where shard = $1', [shard]);
      if (Number(usage?.['profiles'] ?? 0) <= MOST_AT_ONCE) return namedBelow(executor, shard);
      // Of a million profiles a shard holds four thousand, and the embedded database answers in the thread that serves the doors.
      const named: NamedBlob[] = [];
      for (const digit of '0123456789abcdef') named.push(...(await namedBelow(executor, shard + digit)));
      return named;
    },
    async letGo(hashes) {
      await executor.query(
        'insert into burnscope.unnamed_blob (hash) select unnest($1::text[]) on conflict do nothing',
        [hashes],
      );
    },
    async unnamed(limit, after) {
      const rows = await executor.query(
        `select hash, exists (select 1 from burnscope.profile where profile.hash = unnamed_blob.hash)
                   or exists (select 1 from burnscope.evidence_blob where evidence_blob.hash = unnamed_blob.hash) as named
           from burnscope.unnamed_blob where hash > $2 order by hash limit $1::int`,
        [limit, after],
      );
      const named = rows.filter((row) => row['named'] === true).map((row) => String(row['hash']));
      if (named.length > 0) await forget(executor, named);
      const last = rows.at(-1);
      return {
        hashes: rows.filter((row) => row['named'] !== true).map((row) => String(row['hash'])),
        ...(last === undefined ? {} : { last: String(last['hash']) }),
      };
    },
    forget: (hashes) => forget(executor, hashes),
    async measured(blobs) {
      await executor.query(
        `with measured as (
           select * from jsonb_to_recordset($1::jsonb) as given (hash text, "diskBytes" double precision)
         ), before as (
           select hash, count(*) as profiles, sum(disk_bytes) as bytes
             from burnscope.profile where hash in (select hash from measured) group by 1
         ), changed as (
           update burnscope.profile set disk_bytes = measured."diskBytes" / before.profiles
             from measured join before using (hash) where profile.hash = measured.hash
         )
         update burnscope.profile_usage set bytes = profile_usage.bytes + more.bytes
           from (select left(hash, 2) as shard, sum(measured."diskBytes" - before.bytes) as bytes
                   from measured join before using (hash) group by 1) as more
          where profile_usage.shard = more.shard`,
        [toJson(blobs)],
      );
    },
    async dropProfiles(hashes) {
      const rows = await executor.query(
        `with gone as (
           delete from burnscope.profile where hash = any($1::text[]) returning hash, disk_bytes
         ), ${COUNT_OUT}
         select hash from gone`,
        [hashes],
      );
      return rows.length;
    },
  };
}

async function forget(executor: Executor, hashes: readonly string[]): Promise<void> {
  await executor.query('delete from burnscope.unnamed_blob where hash = any($1::text[])', [hashes]);
}

async function namedBelow(executor: Executor, prefix: string): Promise<readonly NamedBlob[]> {
  // No hexadecimal digit comes after f.
  const rows = await executor.query(
    `select hash, sum(disk_bytes) as disk_bytes, bool_or(indexed) as indexed, bool_or(not indexed) as evidence
       from (select hash, disk_bytes, true as indexed from burnscope.profile where hash > $1 and hash < $1 || 'g'
             union all
             select hash, 0, false from burnscope.evidence_blob where hash > $1 and hash < $1 || 'g') as named
      group by hash`,
    [prefix],
  );
  return rows.map((row): NamedBlob => {
    const by = row['indexed'] !== true ? 'evidence' : row['evidence'] === true ? 'both' : 'profiles';
    return { hash: String(row['hash']), by, diskBytes: Number(row['disk_bytes']) };
  });
}
