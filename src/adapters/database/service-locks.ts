import type { Executor } from './engine.ts';

/** How long a commit waits for a service out of turn; all it could learn by waiting longer is a deadlock. */
const OUT_OF_TURN_MS = 10;

export interface ServiceLocks {
  /** Holds the service until the transaction ends. Rejects with SQLSTATE 55P03 when it must not wait. */
  hold(key: string): Promise<void>;
}

/**
 * Locks of one transaction on rows of burnscope.service, by upsert: advisory locks are not everywhere. Two commits that
 * take the same services in opposite order would deadlock, which PostgreSQL notices only after a second; so a commit
 * waits freely in ascending order only, and otherwise gives up at once, to be run again with all its services in order.
 */
export function serviceLocks(executor: Executor): ServiceLocks {
  const held = new Set<string>();
  let highest = '';

  return {
    async hold(key) {
      if (held.has(key)) return;
      const inTurn = key > highest;
      if (!inTurn) await executor.query(`set local lock_timeout = '${OUT_OF_TURN_MS}ms'`);
      await executor.query(
        'insert into burnscope.service (name) values ($1) on conflict (name) do update set name = excluded.name',
        [key],
      );
      if (!inTurn) await executor.query('set local lock_timeout = default');
      held.add(key);
      if (inTurn) highest = key;
    },
  };
}
