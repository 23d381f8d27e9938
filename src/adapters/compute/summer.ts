import { Piscina } from 'piscina';
import type { ProfileSums } from '../../pipeline/querier-ports.ts';
import { guard } from './compute.ts';

export interface RunningSummer extends ProfileSums {
  close(): Promise<void>;
}

const HEAP_MB = 512;
/** While somebody looks into the store there is a thread. */
const IDLE_MS = 30_000;

/** A thread of its own: whoever looks into the store keeps neither an investigation nor a push waiting. */
export function connectSummer(): RunningSummer {
  const pool = new Piscina({
    filename: new URL('./sum-work.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return {
    sum: (request, signal) =>
      guard<Awaited<ReturnType<ProfileSums['sum']>>>(signal, () => pool.run(request, { name: 'sumSources', signal })),
    close: () => pool.destroy(),
  };
}
