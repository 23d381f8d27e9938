import type { OpenDatabase } from '../adapters/database/connect-database.ts';
import { Failure } from '../core/failure.ts';
import type { WaitingClock } from '../pipeline/ports.ts';
import { wantsCheck } from '../pipeline/receive-deploys.ts';
import { startVersionWatch, type WatchingWorld } from '../pipeline/watch-versions.ts';
import type { Generation } from './connect-generation.ts';

/** Of one generation. */
export function watchingWorld(
  { deployWorld, config }: Pick<Generation, 'deployWorld' | 'config'>,
  { catalogue, profileIndex, housekeeping }: Pick<OpenDatabase, 'catalogue' | 'profileIndex' | 'housekeeping'>,
  holder: string,
): WatchingWorld & { readonly clock: WaitingClock } {
  const services = [config, ...config.teams].flatMap((file) => Object.keys(file.services));
  return { ...deployWorld, catalogue, profileIndex, leases: housekeeping.leases, holder, services, wantsCheck };
}

export interface VersionWatcher {
  /** Lets go of the round at hand and begins no other. */
  stop(): Promise<void>;
}

/** From the end of one round to the next. */
const PAUSE_MS = 60_000;

/** Looks for new versions from now on, in the background. The world is asked for at each round, so that a reload needs nothing. */
export function startVersionWatcher(world: () => WatchingWorld & { readonly clock: WaitingClock }): VersionWatcher {
  const stopping = new AbortController();
  const { signal } = stopping;
  const watch = startVersionWatch();

  const done = (async () => {
    while (!signal.aborted) {
      const current = world();
      try {
        await watch.look(current, signal);
      } catch (error) {
        if (signal.aborted) return;
        current.log.error('the watch of versions failed and goes on with the next round', {
          problem: error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error),
        });
      }
      await current.clock.sleep(PAUSE_MS, signal).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await done;
      await watch.end(world()).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    },
  };
}
