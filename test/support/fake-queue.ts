import { Failure } from '../../src/core/failure.ts';
import type { Queue } from '../../src/pipeline/ports.ts';
import type { MemoryJob, MemoryState } from './memory-state.ts';

export interface FakeQueueOptions {
  readonly investigations?: number;
  readonly retryLimit?: number;
  /** When jobs with a time are due; the machine's clock by default. Looked at when something else happens. */
  readonly now?: () => number;
  /** How long `stop` waits before it aborts running jobs; not at all by default. */
  readonly graceMs?: number;
}

/** Retries at once instead of later; all else as the real one. */
export function fakeQueue(state: MemoryState, options: FakeQueueOptions = {}): Queue {
  const { investigations = 2, retryLimit = 5, graceMs = 0, now = Date.now } = options;
  const running = new Map<MemoryJob, Promise<void>>();
  let stopping: AbortController | undefined;

  return {
    async start(handler, givenUp) {
      if (stopping !== undefined) throw new Error('the queue is started already');
      const stop = new AbortController();
      stopping = stop;

      async function run(job: MemoryJob): Promise<void> {
        job.state = 'running';
        job.attempts += 1;
        try {
          await handler(job.incidentId, stop.signal, job.round);
          job.state = 'done';
        } catch (cause) {
          const final = cause instanceof Failure && !cause.retryable && !stop.signal.aborted;
          job.state = final || job.attempts > retryLimit ? 'given-up' : 'waiting';
          const problem = cause instanceof Error ? cause.message : String(cause);
          if (job.state === 'given-up') await givenUp?.(job.incidentId, problem, job.round);
        }
      }

      function next(): void {
        if (stopping !== stop || running.size >= investigations) return;
        const busy = new Set([...running.keys()].map((job) => job.service));
        const due = state.jobs.filter((one) => isDue(one, now()) && !busy.has(one.service));
        const job = due.find((one) => one.round === 'first') ?? due[0];
        if (job === undefined) return;
        const work = run(job).finally(() => {
          running.delete(job);
          setImmediate(next);
        });
        running.set(job, work);
        next();
      }

      state.wake = next;
      next();
    },

    async stop() {
      const stop = stopping;
      if (stop === undefined) return;
      stopping = undefined;
      state.wake = () => undefined;
      const grace = setTimeout(
        () => stop.abort(new Failure('CANCELLED', 'the service is stopping', { retryable: true })),
        graceMs,
      );
      await Promise.all(running.values());
      clearTimeout(grace);
    },

    async depth() {
      return { waiting: state.jobs.filter((job) => isDue(job, now())).length, running: running.size };
    },
  };
}

function isDue(job: MemoryJob, now: number): boolean {
  return job.state === 'waiting' && job.notBefore <= now;
}
