import { Failure } from '../../src/core/failure.ts';
import type { DeployQueue } from '../../src/pipeline/deploy-ports.ts';

interface Job {
  readonly key: string;
  /** 0 = at once. */
  at: number;
  attempts: number;
  state: 'waiting' | 'running' | 'over';
}

export interface FakeDeployQueue extends DeployQueue {
  /** What was asked for, in that order; a moved job once, with its last time. */
  readonly jobs: readonly Readonly<Job>[];
}

export interface FakeDeployQueueOptions {
  /** Jobs of one service run one after the other; absent = each deploy is a service of its own. */
  readonly serviceOf?: (key: string) => string | undefined;
  readonly retryLimit?: number;
  /** When jobs are due; the machine's clock by default. Looked at when something else happens. */
  readonly now?: () => number;
  /** How long `stop` waits before it aborts running jobs; not at all by default. */
  readonly graceMs?: number;
}

/** Retries at once instead of later; all else as the real one. */
export function fakeDeployQueue(options: FakeDeployQueueOptions = {}): FakeDeployQueue {
  const { serviceOf = (key) => key, retryLimit = 5, now = Date.now, graceMs = 0 } = options;
  const jobs: Job[] = [];
  const running = new Map<Job, Promise<void>>();
  let wake = () => undefined as void;
  let stopping: AbortController | undefined;

  return {
    jobs,
    async enqueue(key, at) {
      if (serviceOf(key) === undefined) throw new Error(`deploy ${key} must be recorded before it is enqueued`);
      const waiting = jobs.find((job) => job.key === key && job.state === 'waiting');
      if (waiting === undefined) jobs.push({ key, at, attempts: 0, state: 'waiting' });
      else waiting.at = at;
      wake();
    },
    async start(handler, givenUp) {
      if (stopping !== undefined) throw new Error('the queue is started already');
      const stop = new AbortController();
      stopping = stop;

      async function run(job: Job): Promise<void> {
        job.state = 'running';
        job.attempts += 1;
        try {
          await handler(job.key, stop.signal);
          job.state = 'over';
        } catch (cause) {
          const isFinal = cause instanceof Failure && !cause.retryable && !stop.signal.aborted;
          job.state = isFinal || job.attempts > retryLimit ? 'over' : 'waiting';
          if (job.state === 'over') await givenUp?.(job.key, cause instanceof Error ? cause.message : String(cause));
        }
      }

      wake = () => {
        if (stopping !== stop) return;
        const busy = new Set([...running.keys()].map(({ key }) => serviceOf(key)));
        const job = jobs.find((one) => one.state === 'waiting' && one.at <= now() && !busy.has(serviceOf(one.key)));
        if (job === undefined) return;
        const work = run(job).finally(() => {
          running.delete(job);
          setImmediate(wake);
        });
        running.set(job, work);
        wake();
      };
      wake();
    },
    async stop() {
      const stop = stopping;
      if (stop === undefined) return;
      stopping = undefined;
      wake = () => undefined;
      const grace = setTimeout(
        () => stop.abort(new Failure('CANCELLED', 'the service is stopping', { retryable: true })),
        graceMs,
      );
      await Promise.all(running.values());
      clearTimeout(grace);
    },
  };
}
