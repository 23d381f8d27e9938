import type { Leases } from '../../pipeline/housekeeping-ports.ts';
import type { Executor } from './engine.ts';

/** The database's clock alone counts: those of the processes may differ. */
export function connectLeases(executor: Executor): Leases {
  return {
    async hold(name, holder, milliseconds) {
      const rows = await executor.query(
        `insert into burnscope.lease as held (name, holder, until_at)
           values ($1, $2, now() + $3::double precision * interval '1 millisecond')
         on conflict (name) do update set holder = excluded.holder, until_at = excluded.until_at
           where held.holder = excluded.holder or held.until_at < now()
         returning 1`,
        [name, holder, milliseconds],
      );
      return rows.length > 0;
    },
    async release(name, holder) {
      await executor.query('delete from burnscope.lease where name = $1 and holder = $2', [name, holder]);
    },
  };
}
