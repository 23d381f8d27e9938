/** Heavy work in worker threads, so that the web thread never blocks. https://piscinajs.dev */
import { Piscina } from 'piscina';
import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import type { Compute, ComputedAnalysis } from '../../pipeline/ports.ts';
import type { DrawnOne, Inspected } from './worker.ts';

export interface ComputeSection {
  readonly workers: number;
}

export interface RunningCompute extends Compute {
  close(): Promise<void>;
}

/** Old-space limit of one worker; columns lie outside of it. */
const WORKER_HEAP_MB = 1024;

/** Starts the workers. A cancelled task ends its thread, and another is started. */
export function connectCompute(section: ComputeSection): RunningCompute {
  const pool = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: section.workers,
    maxThreads: section.workers,
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
    async inspect(bytes, signal) {
      const inspected = await guard<Inspected>(signal, () => pool.run(bytes, { name: 'inspectBytes', signal }));
      if (inspected.kind === 'malformed') throw new MalformedProfile(inspected.format, inspected.problem);
      return inspected.facts;
    },
    close: () => pool.destroy(),
  };
}

async function guard<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
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
