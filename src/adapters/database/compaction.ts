import type { Compaction, Stretch } from '../../pipeline/housekeeping-ports.ts';
import type { Engine } from './engine.ts';
import { addRows, COUNT_OUT, PROFILE_COLUMNS, profileOf, rowsOf } from './profile-rows.ts';

/** Of one series and stretch: enough for five minutes of pushes every three seconds. */
const MOST_ROWS = 100;
/** Which level a profile of such a stretch has, and how long the stretch is. */
const STRETCHES: Readonly<Record<Stretch, { readonly level: number; readonly milliseconds: number }>> = {
  minutes: { level: 1, milliseconds: 300_000 },
  hour: { level: 2, milliseconds: 3_600_000 },
};

export function connectCompaction(engine: Engine): Compaction {
  return {
    async next(stretch, before) {
      const { level, milliseconds } = STRETCHES[stretch];
      // A stretch that is not over yet would be merged twice.
      const end = Math.floor(before / milliseconds) * milliseconds;
      const [oldest] = await engine.query(
        `select series, from_ms from burnscope.profile
          where level = ${level - 1} and from_ms < $1 order by from_ms limit 1`,
        [end],
      );
      if (oldest === undefined) return undefined;
      const from = Math.floor(Number(oldest['from_ms']) / milliseconds) * milliseconds;
      const rows = await engine.query(
        `select ${PROFILE_COLUMNS}
           from burnscope.profile join burnscope.series on series.id = profile.series
          where profile.series = $1 and profile.from_ms >= $2 and profile.from_ms < $3 and profile.level <= ${level}
          order by profile.level, profile.from_ms, profile.id limit ${MOST_ROWS}`,
        [oldest['series'], from, from + milliseconds],
      );
      return { ids: rows.map((row) => String(row['id'])), profiles: rows.map(profileOf) };
    },
    async replace({ ids }, merged, stretch) {
      const { level } = STRETCHES[stretch];
      return engine.transaction(async (executor) => {
        const held = await executor.query(
          'select id from burnscope.profile where id = any($1::bigint[]) order by id for update',
          [ids],
        );
        if (held.length !== ids.length) return false;
        if (merged.length === 0) {
          await executor.query('update burnscope.profile set level = $2 where id = any($1::bigint[])', [ids, level]);
          return true;
        }
        await executor.query(
          `with gone as (
             delete from burnscope.profile where id = any($1::bigint[]) returning hash, disk_bytes
           ), ${COUNT_OUT}
           select 1`,
          [ids],
        );
        if (await addRows(executor, rowsOf(merged, level))) return true;
        throw new Error('a series vanished while its profiles were merged');
      });
    },
  };
}
