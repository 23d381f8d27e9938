/** Jobs of one kind on pg-boss 12: https://pgboss.io/api/workers, https://pgboss.io/api/jobs. */
import { setTimeout as delay } from 'node:timers/promises';
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/instant.ts';
import type { Log, LogFields } from '../../pipeline/ports.ts';
import { databaseFailure } from './database-failure.ts';
import type { Engine, Executor } from './engine.ts';
import { SCHEMA, type QueueNames } from './start-boss.ts';

export interface JobQueueOptions<Job> {
  readonly names: QueueNames;
  /** Jobs at the same time in this process. */
  readonly workers: number;
  /** How long `stop` lets running jobs finish before it aborts them, and again before it leaves them behind. */
  readonly graceMs: number;
  /** What a job is to those who read the log: "an investigation", "investigations". */
  readonly words: { readonly one: string; readonly many: string };
  readonly fields: (job: Job) => LogFields;
}

export interface NewJob {
  /** No two jobs of a service run at the same time. */
  readonly service: string;
  readonly priority?: number;
  /** Absent = at once. */
  readonly at?: Instant;
}

export interface JobQueue<Job> {
  /** Within the transaction of `executor`; answers with the job's id. */
  send(executor: Executor, job: Job, how: NewJob): Promise<string>;
  /** Many at once, to be run at once, under ids that nobody else has. */
  sendAll(
    executor: Executor,
    jobs: readonly { readonly id: string; readonly job: Job; readonly service: string }[],
  ): Promise<void>;
  /** Lets a job that waits begin at another time; nothing when it runs, or has run. */
  move(executor: Executor, id: string, at: Instant): Promise<void>;
  start(
    handler: (job: Job, signal: AbortSignal) => Promise<void>,
    givenUp: (job: Job, problem: string) => Promise<void>,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** NOTIFY wakes for new jobs; only retries, delayed ones, and what a lost NOTIFY left, wait for the poll. */
const POLL_SECONDS = 1;

export function jobQueue<Job extends object>(
  boss: PgBoss,
  engine: Engine,
  options: JobQueueOptions<Job>,
  log: Log,
): JobQueue<Job> {
  const { names, words, fields } = options;
  let stopping: AbortController | undefined;

  return {
    async send(executor, job, { service, priority, at }) {
      const id = await boss.send(names.jobs, job, {
        singletonKey: service,
        ...(priority === undefined ? {} : { priority }),
        ...(at === undefined ? {} : { startAfter: new Date(at) }),
        db: asBossDatabase(executor),
      });
      if (id === null) throw new Error(`the queue ${names.jobs} did not take a job of ${service}`);
      return id;
    },

    async sendAll(executor, jobs) {
      if (jobs.length === 0) return;
      const inserts = jobs.map(({ id, job, service }) => ({ id, data: job, singletonKey: service }));
      await boss.insert(names.jobs, inserts, { db: asBossDatabase(executor) });
    },

    async move(executor, id, at) {
      await boss.update(names.jobs, undefined, { id, startAfter: new Date(at), db: asBossDatabase(executor) });
    },

    async start(handler, givenUp) {
      if (stopping !== undefined) throw new Error(`the queue ${names.jobs} is started already`);
      const running = new AbortController();
      stopping = running;
      await recoverOrphans(boss, engine, options, log);

      const workers: string[] = [];
      const common = { includeMetadata: true, pollingIntervalSeconds: POLL_SECONDS } as const;
      const fast = { ...common, perJobResults: true, notifyPollingIntervalSeconds: POLL_SECONDS } as const;
      for (let index = 0; index < options.workers; index++) {
        const id = await boss.work<Job, JobResult, typeof fast>(names.jobs, fast, async ([job]) => {
          const result = await attempt(job!, running.signal);
          // A worker that finished sleeps until its next poll, and a job of the same service was invisible so far.
          for (const worker of workers) boss.notifyWorker(worker);
          return [result];
        });
        workers.push(id);
      }
      await boss.work<Job, void, typeof common>(names.givenUp, common, async ([job]) => {
        const problem = problemOf(job!.sourceOutput);
        log.error(`${words.one} was given up`, { ...fields(job!.data), problem });
        await givenUp(job!.data, problem);
      });

      async function attempt(job: JobWithMetadata<Job>, stop: AbortSignal): Promise<JobResult> {
        try {
          await handler(job.data, AbortSignal.any([job.signal, stop]));
          return { id: job.id, status: 'completed' };
        } catch (cause) {
          const final = cause instanceof Failure && !cause.retryable && !stop.aborted;
          const problem = cause instanceof Error ? cause.message : String(cause);
          log.warn(`an attempt at ${words.one} failed`, {
            ...fields(job.data),
            attempt: job.retryCount + 1,
            code: cause instanceof Failure ? cause.code : undefined,
            retry: !final && job.retryCount < job.retryLimit,
            problem,
          });
          return { id: job.id, status: final ? 'deadletter' : 'failed', output: { message: problem } };
        }
      }
    },

    async stop() {
      if (stopping === undefined) return;
      const running = stopping;
      stopping = undefined;
      const drained = Promise.all([boss.offWork(names.jobs), boss.offWork(names.givenUp)]);
      if (await within(options.graceMs, drained)) return;
      running.abort(new Failure('CANCELLED', 'the service is stopping', { retryable: true }));
      if (await within(options.graceMs, drained)) return;
      log.warn(`${words.many} did not stop; they will be run again at the next start`);
    },
  };
}

function asBossDatabase(executor: Executor) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({ rows: [...(await executor.query(text, values))] }),
  };
}

/**
 * A killed process leaves its job active. Alone on the rows, all active ones are such and go back at once; beside
 * other processes only those whose heartbeat is silent, which the supervisor also looks for all the time.
 */
async function recoverOrphans<Job>(
  boss: PgBoss,
  engine: Engine,
  { names, words }: JobQueueOptions<Job>,
  log: Log,
): Promise<void> {
  try {
    if (engine.exclusive) {
      const rows = await engine.query(`select id from ${SCHEMA}.job where name = $1 and state = 'active'`, [
        names.jobs,
      ]);
      const orphans = rows.map((row) => String(row['id']));
      if (orphans.length === 0) return;
      await boss.fail(names.jobs, orphans, { message: 'the process was killed while at it' });
      log.info(`${words.many} of a killed process will be retried`, { count: orphans.length });
    } else {
      await boss.supervise(names.jobs);
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
