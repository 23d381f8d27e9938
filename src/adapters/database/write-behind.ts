import { setImmediate as turn } from 'node:timers/promises';
import type { Incident } from '../../core/incident/incident.ts';
import type { Executor } from './engine.ts';
import { saveIncident } from './incidents.ts';
import { fromJson, lookupKey } from './storable.ts';

/** What one alert costs stays far below a millisecond; so many of them are a pause that nobody at a door notices. */
const ALERTS_PER_TURN = 50;

/** Incidents of one transaction, written when somebody else must see them. */
export interface WriteBehind {
  /** The service's newest incident, as this transaction left it. */
  latest(service: string): Promise<Incident | undefined>;
  save(incident: Incident): void;
  flush(): Promise<void>;
}

/**
 * A delivery of ten thousand alerts of one service changes one incident ten thousand times, and each time it is longer:
 * read and written once it costs a second instead of minutes.
 */
export function writeBehind(executor: Executor): WriteBehind {
  const latest = new Map<string, Incident | undefined>();
  const unsaved = new Map<string, Incident>();
  let asked = 0;

  return {
    async latest(service) {
      asked += 1;
      if (asked % ALERTS_PER_TURN === 0) await turn();
      if (!latest.has(service)) {
        await flush();
        const [row] = await executor.query(
          `select body::text from burnscope.incident where service = $1 order by opened_at desc, id desc limit 1`,
          [lookupKey(service)],
        );
        latest.set(service, row && fromJson<Incident>(row['body']));
      }
      return latest.get(service);
    },
    save(incident) {
      unsaved.set(incident.id, incident);
      const known = latest.get(incident.service);
      if (known?.id === incident.id) latest.set(incident.service, incident);
      // Which of two is the newest is for the database to say.
      else latest.delete(incident.service);
    },
    flush,
  };

  async function flush(): Promise<void> {
    for (const incident of unsaved.values()) await saveIncident(executor, incident);
    unsaved.clear();
  }
}
