import { Piscina } from 'piscina';
import type { MergedProfile, Merger } from '../../pipeline/housekeeping-ports.ts';
import { guard } from './compute.ts';

export interface RunningMerger extends Merger {
  close(): Promise<void>;
}

const HEAP_MB = 512;
/** Between two rounds of the housekeeping there is no thread. */
const IDLE_MS = 10_000;

/** A thread of its own, so that neither an investigation nor a push ever waits for the housekeeping. */
export function connectMerger(): RunningMerger {
  const pool = new Piscina({
    filename: new URL('./merge-work.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return {
    merge: (sources, signal) => guard<MergedProfile>(signal, () => pool.run(sources, { name: 'mergeSources', signal })),
    close: () => pool.destroy(),
  };
}
