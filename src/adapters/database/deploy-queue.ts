/** Looks at deploys as jobs. */
import type { PgBoss } from 'pg-boss';
import type { Instant } from '../../core/instant.ts';
import type { DeployQueue } from '../../pipeline/deploy-ports.ts';
import type { Log } from '../../pipeline/ports.ts';
import type { Engine, Executor } from './engine.ts';
import { jobQueue } from './job-queue.ts';
import { DEPLOY_CHECKS, SCHEMA } from './start-boss.ts';
import { lookupKey } from './storable.ts';

/** The queue's side of recording a deploy. */
export interface DeployJobs {
  /** Jobs of deploys that had none, to be run at once; `id` is the job's, and the caller notes it down. */
  add(
    executor: Executor,
    jobs: readonly { readonly id: string; readonly key: string; readonly service: string }[],
  ): Promise<void>;
  /** As `DeployQueue.enqueue`, within a transaction; absent `at` = at once, whatever the database's clock says. */
  enqueue(executor: Executor, key: string, at?: Instant): Promise<void>;
}

interface Job {
  readonly key: string;
}

/** Looks at the same time in this process: they wait for stores more than they compute. */
const WORKERS = 2;

export function connectDeployQueue(
  boss: PgBoss,
  engine: Engine,
  { graceMs }: { readonly graceMs: number },
  log: Log,
): { readonly queue: DeployQueue; readonly jobs: DeployJobs } {
  const all = jobQueue<Job>(
    boss,
    engine,
    {
      names: DEPLOY_CHECKS,
      workers: WORKERS,
      graceMs,
      words: { one: 'a look at a deploy', many: 'looks at deploys' },
      fields: ({ key }) => ({ deploy: key }),
    },
    log,
  );

  async function enqueue(executor: Executor, key: string, at?: Instant): Promise<void> {
    // Locked: of two that ask at once, the second finds the job of the first.
    const [row] = await executor.query('select service, job from burnscope.deploy where key = $1 for update', [
      lookupKey(key),
    ]);
    if (row === undefined) throw new Error(`deploy ${key} must be recorded before it is enqueued`);
    const [waiting] = await executor.query(
      `select 1 from ${SCHEMA}.job where name = $1 and id = $2::uuid and state in ('created', 'retry')`,
      [DEPLOY_CHECKS.jobs, row['job']],
    );
    if (waiting !== undefined) {
      await all.move(executor, String(row['job']), at ?? 0);
      return;
    }
    const id = await all.send(
      executor,
      { key },
      { service: String(row['service']), ...(at === undefined ? {} : { at }) },
    );
    await executor.query('update burnscope.deploy set job = $2 where key = $1', [lookupKey(key), id]);
  }

  return {
    queue: {
      enqueue: (key, at) => engine.transaction((executor) => enqueue(executor, key, at)),
      start: (handler, givenUp) =>
        all.start(
          ({ key }, signal) => handler(key, signal),
          async ({ key }, problem) => givenUp?.(key, problem),
        ),
      stop: () => all.stop(),
    },
    jobs: {
      enqueue,
      add: (executor, jobs) =>
        all.sendAll(
          executor,
          jobs.map(({ id, key, service }) => ({ id, service, job: { key } })),
        ),
    },
  };
}
