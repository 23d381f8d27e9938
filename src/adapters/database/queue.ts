/** Investigations as jobs of pg-boss 12: https://pgboss.io/api/workers, https://pgboss.io/api/jobs. */
import { setTimeout as delay } from 'node:timers/promises';
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { Failure } from '../../core/failure.ts';
import type { Round } from '../../core/incident/refinement.ts';
import type { Clock, Log, Queue } from '../../pipeline/ports.ts';
import { databaseFailure } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';
import type { Jobs } from './ledger.ts';
import { GIVEN_UP, QUEUE, SCHEMA, startBoss } from './start-boss.ts';
import type { Retries } from './start-boss.ts';

export interface QueueOptions {
  /** Investigations at the same time in this process. */
  readonly investigations: number;
  readonly retries: Retries;
  /** How long `stop` lets running jobs finish before it aborts them, and again before it leaves them behind. */
  readonly graceMs: number;
}

interface Job {
  readonly incidentId: string;
  /** Jobs of versions that knew no second look carry none. */
  readonly round?: Round;
}

type Handler = Parameters<Queue['start']>[0];

/** Of the jobs that are due, answers come before second looks. */
const PRIORITY: Readonly<Record<Round, number>> = { first: 1, refined: 0 };

/** NOTIFY wakes for new jobs; only retries, and what a lost NOTIFY left, wait for the poll. */
const POLL_SECONDS = 1;

export interface QueueConnection {
  readonly queue: Queue;
  readonly jobs: Jobs;
  close(): Promise<void>;
}

export async function connectQueue(
  engine: Engine,
  options: QueueOptions,
  tools: { log: Log; clock: Clock },
): Promise<QueueConnection> {
  const boss = await startBoss(engine, options.retries, tools);
  const queue = queueOf(boss, engine, options, tools.log);
  return {
    queue,
    jobs: {
      async enqueue(executor, { incidentId, service, round, at }) {
        const job: Job = { incidentId, round };
        const id = await boss.send(QUEUE, job, {
          singletonKey: service,
          priority: PRIORITY[round],
          ...(at === undefined ? {} : { startAfter: new Date(at) }),
          db: asBossDatabase(executor),
        });
        if (id === null) throw new Error(`the queue did not take the job of incident ${incidentId}`);
        return id;
      },
      async move(executor, id, at) {
        await boss.update(QUEUE, undefined, { id, startAfter: new Date(at), db: asBossDatabase(executor) });
      },
    },
    async close() {
      await queue.stop();
      await boss.stop({ graceful: false });
    },
  };
}

function asBossDatabase(executor: Executor) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({ rows: [...(await executor.query(text, values))] }),
  };
}

function queueOf(boss: PgBoss, engine: Engine, options: QueueOptions, log: Log): Queue {
  let stopping: AbortController | undefined;

  return {
    async start(handler, givenUp) {
      if (stopping !== undefined) throw new Error('the queue is started already');
      const running = new AbortController();
      stopping = running;
      await recoverOrphans(boss, engine, log);

      const workers: string[] = [];
      const common = { includeMetadata: true, pollingIntervalSeconds: POLL_SECONDS } as const;
      const fast = { ...common, perJobResults: true, notifyPollingIntervalSeconds: POLL_SECONDS } as const;
      for (let index = 0; index < options.investigations; index++) {
        const id = await boss.work<Job, JobResult, typeof fast>(QUEUE, fast, async ([job]) => {
          const result = await attempt(job!, handler, running.signal, log);
          // A worker that finished sleeps until its next poll, and a job of the same service was invisible so far.
          for (const worker of workers) boss.notifyWorker(worker);
          return [result];
        });
        workers.push(id);
      }
      await boss.work<Job, void, typeof common>(GIVEN_UP, common, async ([job]) => {
        const { incidentId, round = 'first' } = job!.data;
        const problem = problemOf(job!.sourceOutput);
        log.error('an investigation was given up', { incidentId, round, problem });
        await givenUp?.(incidentId, problem, round);
      });
    },

    async stop() {
      if (stopping === undefined) return;
      const running = stopping;
      stopping = undefined;
      const drained = Promise.all([boss.offWork(QUEUE), boss.offWork(GIVEN_UP)]);
      if (await within(options.graceMs, drained)) return;
      running.abort(new Failure('CANCELLED', 'the service is stopping', { retryable: true }));
      if (await within(options.graceMs, drained)) return;
      log.warn('investigations did not stop; they will be run again at the next start');
    },

    async depth() {
      const [row] = await engine.query(
        `select count(*) filter (where state = 'retry' or (state = 'created' and start_after <= now()))::int as waiting,
                count(*) filter (where state = 'active')::int as running
           from ${SCHEMA}.job where name = $1`,
        [QUEUE],
      );
      return { waiting: Number(row?.['waiting'] ?? 0), running: Number(row?.['running'] ?? 0) };
    },
  };
}

async function attempt(
  job: JobWithMetadata<Job>,
  handler: Handler,
  stopping: AbortSignal,
  log: Log,
): Promise<JobResult> {
  const { incidentId, round = 'first' } = job.data;
  try {
    await handler(incidentId, AbortSignal.any([job.signal, stopping]), round);
    return { id: job.id, status: 'completed' };
  } catch (cause) {
    const final = cause instanceof Failure && !cause.retryable && !stopping.aborted;
    const problem = cause instanceof Error ? cause.message : String(cause);
    log.warn('an attempt at an investigation failed', {
      incidentId,
      round,
      attempt: job.retryCount + 1,
      code: cause instanceof Failure ? cause.code : undefined,
      retry: !final && job.retryCount < job.retryLimit,
      problem,
    });
    return { id: job.id, status: final ? 'deadletter' : 'failed', output: { message: problem } };
  }
}

/**
 * A killed process leaves its job active. Alone on the rows, all active ones are such and go back at once; beside
 * other processes only those whose heartbeat is silent, which the supervisor also looks for all the time.
 */
async function recoverOrphans(boss: PgBoss, engine: Engine, log: Log): Promise<void> {
  try {
    if (engine.exclusive) {
      const rows = await engine.query(`select id from ${SCHEMA}.job where name = $1 and state = 'active'`, [QUEUE]);
      const orphans = rows.map((row) => String(row['id']));
      if (orphans.length > 0) await boss.fail(QUEUE, orphans, { message: 'the process was killed while at it' });
      if (orphans.length > 0) log.info('investigations of a killed process will be retried', { count: orphans.length });
    } else {
      await boss.supervise(QUEUE);
    }
  } catch (cause) {
    throw databaseFailure(cause);
  }
}

/** pg-boss keeps `{ message }` of ours, and `{ value: { message } }` of its own. */
function problemOf(output: unknown): string {
  if (typeof output !== 'object' || output === null) return 'unknown';
  if ('message' in output) return String(output.message);
  if ('value' in output) return problemOf(output.value);
  return 'unknown';
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(milliseconds, false, { signal: timer.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return done;
}
