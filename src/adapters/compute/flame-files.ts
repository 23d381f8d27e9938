import { Piscina } from 'piscina';
import type { FlameFiles, FoldedDiff } from '../../pipeline/flame-files.ts';
import { guard } from './compute.ts';

export interface RunningFlameFiles extends FlameFiles {
  close(): Promise<void>;
}

const HEAP_MB = 512;
/** Between two downloads there is no thread. */
const IDLE_MS = 10_000;

/** A thread of its own: who downloads keeps no investigation waiting. */
export function connectFlameFiles(): RunningFlameFiles {
  const pool = new Piscina({
    filename: new URL('./flame-work.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return {
    draw: (flames, picture, signal) =>
      guard<Uint8Array>(signal, () => pool.run({ flames, picture }, { name: 'drawFlames', signal })),
    fold: (flames, profile, signal) =>
      guard<FoldedDiff>(signal, () => pool.run({ flames, profile }, { name: 'foldFlames', signal })),
    close: () => pool.destroy(),
  };
}
