/** Investigations as jobs. */
import type { PgBoss } from 'pg-boss';
import type { Round } from '../../core/incident/refinement.ts';
import type { Log, Queue } from '../../pipeline/ports.ts';
import type { Engine } from './engine.ts';
import { jobQueue } from './job-queue.ts';
import type { Jobs } from './ledger.ts';
import { INVESTIGATIONS, SCHEMA } from './start-boss.ts';

export interface QueueOptions {
  /** Investigations at the same time in this process. */
  readonly investigations: number;
  readonly graceMs: number;
}

interface Job {
  readonly incidentId: string;
  /** Jobs of versions that knew no second look carry none. */
  readonly round?: Round;
}

/** Of the jobs that are due, answers come before second looks. */
const PRIORITY: Readonly<Record<Round, number>> = { first: 1, refined: 0 };

export interface QueueConnection {
  readonly queue: Queue;
  readonly jobs: Jobs;
}

export function connectQueue(boss: PgBoss, engine: Engine, options: QueueOptions, log: Log): QueueConnection {
  const all = jobQueue<Job>(
    boss,
    engine,
    {
      names: INVESTIGATIONS,
      workers: options.investigations,
      graceMs: options.graceMs,
      words: { one: 'an investigation', many: 'investigations' },
      fields: ({ incidentId, round = 'first' }) => ({ incidentId, round }),
    },
    log,
  );
  return {
    queue: {
      start: (handler, givenUp) =>
        all.start(
          ({ incidentId, round = 'first' }, signal) => handler(incidentId, signal, round),
          async ({ incidentId, round = 'first' }, problem) => givenUp?.(incidentId, problem, round),
        ),
      stop: () => all.stop(),
      async depth() {
        const [row] = await engine.query(
          `select count(*) filter (where state = 'retry' or (state = 'created' and start_after <= now()))::int as waiting,
                  count(*) filter (where state = 'active')::int as running
             from ${SCHEMA}.job where name = $1`,
          [INVESTIGATIONS.jobs],
        );
        return { waiting: Number(row?.['waiting'] ?? 0), running: Number(row?.['running'] ?? 0) };
      },
    },
    jobs: {
      enqueue: (executor, { incidentId, service, round, at }) =>
        all.send(
          executor,
          { incidentId, round },
          { service, priority: PRIORITY[round], ...(at === undefined ? {} : { at }) },
        ),
      move: (executor, id, at) => all.move(executor, id, at),
    },
  };
}
