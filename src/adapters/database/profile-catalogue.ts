import type { Labels } from '../../core/alert/alert.ts';
import type { Window } from '../../core/instant.ts';
import type { Counts } from '../../core/profile/assume-counts.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { ProfileCatalogue } from '../../pipeline/querier-ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, toJson } from './storable.ts';

/** As in the index that investigations ask: a merged profile is at most an hour long, and a little. */
const LONGEST_MERGED_MS = 2 * 3_600_000;
const LONGER = 1.25;

/** Where a profile lies. */
const AT = 'case when profile.seconds is null then profile.from_ms else (profile.from_ms + profile.to_ms) / 2 end';
/** Of a window from $1 to $2: what an investigation would be given, so that an hour never stands for five minutes. */
const IN_WINDOW = `profile.from_ms between $1::double precision - ${LONGEST_MERGED_MS} and $2::double precision
  and ${AT} between $1::double precision and $2::double precision
  and (profile.seconds is null
       or profile.to_ms - profile.from_ms <= ${LONGER} * ($2::double precision - $1::double precision))`;

export function connectProfileCatalogue(executor: Executor): ProfileCatalogue {
  return {
    async series({ kind, labels, window }, most) {
      const rows = await executor.query(
        `select id::text as id, kind, labels::text as labels, service::text as service
           from burnscope.series
          where labels @> $3::jsonb and ($4::text is null or kind = $4)
            and exists (select 1 from burnscope.profile where profile.series = series.id and ${IN_WINDOW})
          order by series.id limit $5`,
        [...ends(window), toJson(labels), kind ?? null, most],
      );
      return rows.map((row) => ({
        id: String(row['id']),
        // Only kinds were written.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        kind: String(row['kind']) as ProfileKind,
        labels: { service_name: fromJson<string>(row['service']), ...fromJson<Labels>(row['labels']) },
      }));
    },
    async profiles(series, window, most) {
      const rows = await executor.query(
        `select series::text as series, ${AT} as at, hash, bytes, counts::text as counts
           from burnscope.profile
          where series in (select jsonb_array_elements_text($3::jsonb)::bigint) and ${IN_WINDOW}
          order by at, id limit $4`,
        [...ends(window), toJson(series), most],
      );
      return rows.map(({ series: of, at, hash, bytes, counts }) => ({
        series: String(of),
        at: Number(at),
        hash: String(hash),
        bytes: Number(bytes),
        ...(counts === null ? {} : { counts: fromJson<Counts>(counts) }),
      }));
    },
    async reach() {
      const [row] = await executor.query(
        'select min(from_ms) as first, max(from_ms) as last from burnscope.profile',
        [],
      );
      return row === undefined || row['first'] === null
        ? undefined
        : { from: Number(row['first']), to: Number(row['last']) };
    },
  };
}

function ends({ from, to }: Window): readonly [number, number] {
  return [from, to];
}
