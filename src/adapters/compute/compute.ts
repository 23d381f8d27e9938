/** Heavy work in worker threads, so that the web thread never blocks. https://piscinajs.dev */
import { Piscina } from 'piscina';
import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import type { Compute, ComputedAnalysis } from '../../pipeline/ports.ts';
import type { ProcessProfile, ProfileFacts } from '../../pipeline/pushes.ts';
import type { DrawnOne } from './draw-plain.ts';
import type { Told } from './push-work.ts';

export interface ComputeSection {
  readonly workers: number;
}

export interface RunningCompute extends Compute {
  /** Starts a thread before there is work for it: loading what it runs takes as long as asking the metrics. */
  wake(): void;
  close(): Promise<void>;
}

/** Old-space limit of one worker; columns lie outside of it. */
const WORKER_HEAP_MB = 1024;
/** What lives longer than a moment, of pushes, is bytes, and those lie outside of the heap. */
const PUSH_YOUNG_MB = 8;
/** Between two incidents there is no thread, and none for pushes where no agent pushes: each takes some 40 MB. */
const ANALYSIS_IDLE_MS = 60_000;
const PUSH_IDLE_MS = 120_000;

/** Threads are started by the work that comes. A cancelled task ends its thread, and another is started. */
export function connectCompute(section: ComputeSection): RunningCompute {
  const pool = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: section.workers,
    idleTimeout: ANALYSIS_IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  });
  // Pushes have a thread of their own: an analysis of seconds would keep all agents waiting, and a push that takes its thread
  // down should take nothing else along.
  const pushPool = new Piscina({
    filename: new URL('./push-work.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: PUSH_IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: PUSH_YOUNG_MB },
  });
  let waking: Promise<unknown> | undefined;
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
    wake() {
      // What keeps it from starting is told to the work that comes.
      waking ??= pool
        .run(undefined, { name: 'awake' })
        .catch(() => undefined)
        .finally(() => (waking = undefined));
    },
    async close() {
      // A thread that answers a pool which is gone is an error of nobody.
      await waking;
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
