/** pg-boss 12 (https://pgboss.io/api/constructor) on our database, with the queues we use. */
import { PgBoss } from 'pg-boss';
import type { Clock, Log } from '../../pipeline/ports.ts';
import { databaseFailure } from './database-failure.ts';
import type { Engine } from './engine.ts';

export interface Retries {
  readonly limit: number;
  readonly firstDelaySeconds: number;
}

export const SCHEMA = 'burnscope_queue';

export interface QueueNames {
  readonly jobs: string;
  /** Dead letters: jobs that no retry will save. */
  readonly givenUp: string;
}

export const INVESTIGATIONS: QueueNames = { jobs: 'investigations', givenUp: 'investigations_given_up' };
export const DEPLOY_CHECKS: QueueNames = { jobs: 'deploy_checks', givenUp: 'deploy_checks_given_up' };

const LONGEST_DELAY_SECONDS = 120;
/** Far over the deadline of an investigation; then its signal aborts. */
const EXPIRY_SECONDS = 300;
/** A worker that is silent for so long is dead; its job is then retried elsewhere within SUPERVISE_SECONDS more. */
const HEARTBEAT_SECONDS = 20;
const SUPERVISE_SECONDS = 10;
const TROUBLE_MS = 30_000;

/**
 * One active job per key, key = service. Policy `singleton` and not `key_strict_fifo`: there, a job that failed for
 * good, or that waits for its retry, holds back every later incident of its service.
 */
export async function startBoss(engine: Engine, retries: Retries, tools: { log: Log; clock: Clock }): Promise<PgBoss> {
  const boss = new PgBoss({
    ...engine.boss,
    schema: SCHEMA,
    schedule: false,
    registerInstance: false,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    openTelemetry: { enabled: false },
  });
  boss.on('error', troubleTeller(tools));
  boss.on('warning', (warning) => tools.log.warn('queue warning', { problem: warning.message }));

  try {
    await boss.start({ attempts: 3 });
    await createQueues(boss, retries);
    return boss;
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw databaseFailure(cause);
  }
}

/** While the database is away every worker complains every second; one line in TROUBLE_MS says it. */
function troubleTeller({ log, clock }: { log: Log; clock: Clock }): (error: Error) => void {
  let toldAt = -Infinity;
  let untold = 0;
  return (error) => {
    if (clock.now() - toldAt < TROUBLE_MS) {
      untold += 1;
      return;
    }
    log.warn('queue trouble', { problem: error.message, sinceLastLine: untold });
    toldAt = clock.now();
    untold = 0;
  };
}

async function createQueues(boss: PgBoss, retries: Retries): Promise<void> {
  const settings = {
    retryLimit: retries.limit,
    retryDelay: retries.firstDelaySeconds,
    retryBackoff: true,
    retryDelayMax: LONGEST_DELAY_SECONDS,
    expireInSeconds: EXPIRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
  };
  // createQueue leaves one alone that exists; updateQueue brings it to the settings of today.
  for (const { jobs, givenUp } of [INVESTIGATIONS, DEPLOY_CHECKS]) {
    await boss.createQueue(givenUp, settings);
    await boss.updateQueue(givenUp, settings);
    await boss.createQueue(jobs, { ...settings, notify: true, policy: 'singleton', deadLetter: givenUp });
    await boss.updateQueue(jobs, { ...settings, notify: true });
  }
}
