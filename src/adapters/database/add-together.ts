import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import type { StoredProfile } from '../../pipeline/ports.ts';

type Profiles = readonly StoredProfile[];

interface Waiting extends Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'> {
  readonly profiles: Profiles;
}

/** Between two statements; at twenty pushes a second and more it is as if one came with it. */
const PAUSE_MS = 25;
/** Of the time that the statement before took: the embedded database works in the thread of the doors. */
const PAUSE_PER_MS = 2;
const LONGEST_PAUSE_MS = 500;
/** So many pushes are added in tens of milliseconds. */
const MOST_TOGETHER = 100;

/**
 * What comes while a statement runs, or shortly after it, goes into the next one together: one push costs nearly as much as twenty.
 * Each caller hears of its own profiles only, and not before they are committed.
 */
export function addTogether(
  add: (pushes: readonly Profiles[]) => Promise<void>,
): (profiles: Profiles) => Promise<void> {
  let waiting: Waiting[] = [];
  let isRunning = false;

  return (profiles) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ profiles, resolve, reject });
    if (!isRunning) void run();
    return promise;
  };

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(batch.length);
      const begun = performance.now();
      await addBatch(batch);
      const took = performance.now() - begun;
      await pause(Math.min(Math.max(PAUSE_MS, took * PAUSE_PER_MS), LONGEST_PAUSE_MS));
    }
    isRunning = false;
  }

  async function addBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await add(batch.map(({ profiles }) => profiles));
      for (const { resolve } of batch) resolve();
    } catch (cause) {
      // What can never succeed may be the fault of one push; the others must not suffer for it.
      if (batch.length > 1 && cause instanceof Failure && !cause.retryable) {
        for (const one of batch) await addBatch([one]);
        return;
      }
      for (const { reject } of batch) reject(cause);
    }
  }
}
