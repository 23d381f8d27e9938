/** Heavy work in worker threads, so that the web thread never blocks. https://piscinajs.dev */
import { Piscina } from 'piscina';
import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import type { Compute, ComputedAnalysis } from '../../pipeline/ports.ts';
import type { ProcessProfile, ProfileFacts } from '../../pipeline/pushes.ts';
import type { Told } from './push-work.ts';
import type { DrawnOne } from './worker.ts';

export interface ComputeSection {
  readonly workers: number;
}

export interface RunningCompute extends Compute {
  close(): Promise<void>;
}

/** Old-space limit of one worker; columns lie outside of it. */
const WORKER_HEAP_MB = 1024;
/** Agents push every few seconds; where none does, there is no thread. */
const PUSH_THREAD_IDLE_MS = 120_000;

/** Starts the workers. A cancelled task ends its thread, and another is started. */
export function connectCompute(section: ComputeSection): RunningCompute {
  const pool = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: section.workers,
    maxThreads: section.workers,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  });
  // Pushes have a thread of their own: an analysis of seconds would keep all agents waiting, and a push that takes its thread
  // down should take nothing else along.
  const pushPool = new Piscina({
    filename: new URL('./push-work.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: PUSH_THREAD_IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  });
  return {
    analyse: (request, signal) =>
      guard<ComputedAnalysis>(signal, () => pool.run(request, { name: 'analyseRequest', signal })),
    async drawOne(request, signal) {
      const drawn = await guard<DrawnOne>(signal, () => pool.run(request, { name: 'drawPlain', signal }));
      if (drawn.kind === 'malformed') throw new MalformedProfile(drawn.format, drawn.problem);
      return drawn.picture;
    },
    inspect: (bytes, signal) => work<ProfileFacts>('inspectBytes', bytes, signal),
    subtract: (later, earlier, signal) => work<Uint8Array>('subtractBytes', { later, earlier }, signal),
    splitByProcess: (message, signal) => work<readonly ProcessProfile[]>('splitMessage', message, signal),
    async close() {
      await Promise.all([pool.destroy(), pushPool.destroy()]);
    },
  };

  async function work<T>(name: string, given: unknown, signal: AbortSignal): Promise<T> {
    const told = await guard<Told<T>>(signal, () => pushPool.run(given, { name, signal }));
    if (told.kind === 'malformed') throw new MalformedProfile(told.format, told.problem);
    return told.answer;
  }
}

/** What a worker throws, as a Failure. */
export async function guard<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (signal.aborted) {
      throw new Failure('CANCELLED', 'the computation was cancelled', { retryable: true, cause: error });
    }
    const what = error instanceof Error ? error.message : String(error);
    throw new Failure('COMPUTE_FAILED', `the computation failed: ${what}`, { retryable: false, cause: error });
  }
}
