import { Failure } from '../core/failure.ts';
import { captureHealthy, type CapturingWorld, type HealthyCapturer } from '../pipeline/capture-healthy.ts';
import type { WaitingClock } from '../pipeline/ports.ts';

export interface Captures {
  /** From now on these record by their schedules; what others were recording is let go of. */
  follow(capturers: readonly HealthyCapturer[]): void;
  stop(): Promise<void>;
}

/** The longest sleep: clocks are set, and timers know no months. */
const LONGEST_SLEEP_MS = 15 * 60_000;

/** Recordings of healthy services, in the background. */
export function keepCaptures(world: CapturingWorld & { readonly clock: WaitingClock }): Captures {
  let current = new AbortController();
  let done: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const run = async (capturer: HealthyCapturer, signal: AbortSignal) => {
    for (;;) {
      const due = capturer.due(world.clock.now());
      if (due === undefined || !(await sleepUntil(due, signal))) return;
      try {
        await captureHealthy(capturer, world, signal);
      } catch (error) {
        if (signal.aborted) return;
        const problem = error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error);
        world.log.error('healthy recordings failed and go on with the next round', { store: capturer.name, problem });
      }
    }
  };

  /** False when it is time to stop. */
  const sleepUntil = async (due: number, signal: AbortSignal): Promise<boolean> => {
    for (let left = due - world.clock.now(); left > 0 && !signal.aborted; left = due - world.clock.now()) {
      await world.clock.sleep(Math.min(left, LONGEST_SLEEP_MS), signal).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    }
    return !signal.aborted;
  };

  return {
    follow(capturers) {
      if (stopped) return;
      current.abort();
      current = new AbortController();
      const { signal } = current;
      const before = done;
      done = before.then(() => Promise.all(capturers.map((capturer) => run(capturer, signal))));
    },
    async stop() {
      stopped = true;
      current.abort();
      await done;
    },
  };
}
