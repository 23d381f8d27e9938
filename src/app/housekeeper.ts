import { Failure } from '../core/failure.ts';
import type { House, HouseRules } from '../pipeline/house.ts';
import { keepHouse } from '../pipeline/keep-house.ts';

export interface Housekeeper {
  /** Lets the batch at hand end and begins no other. */
  stop(): Promise<void>;
}

/** From the end of one round to the next; what comes in meanwhile waits so long. */
const PAUSE_MS = 5 * 60_000;
/** Holding every blob against the rows reads the whole folder. */
const THOROUGH_MS = 24 * 3_600_000;

/**
 * Keeps house from now on, in the background: first thoroughly, for what a killed process left. The rules are asked for
 * at each round, so that a reload needs nothing.
 */
export function startHousekeeper(rules: () => HouseRules, house: House): Housekeeper {
  const stopping = new AbortController();
  const { signal } = stopping;
  let thoroughAt = -Infinity;

  const done = (async () => {
    while (!signal.aborted) {
      const now = house.clock.now();
      const thorough = now - thoroughAt >= THOROUGH_MS;
      try {
        const outcome = await keepHouse(rules(), house, thorough, signal);
        if (thorough && outcome === 'done') thoroughAt = now;
      } catch (error) {
        if (signal.aborted) return;
        house.log.error('housekeeping failed and goes on with the next round', {
          problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
      await house.clock.sleep(PAUSE_MS, signal).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
