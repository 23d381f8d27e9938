import { Failure } from '../../../core/failure.ts';
import type { Clock } from '../../../pipeline/ports.ts';
import type { Capture, Captured } from './capture.ts';

/** Who asks again within this time is told the same: a service that burns is not to be asked every few seconds. */
const REST_MS = 60_000;

type Outcome =
  | { readonly at: number; readonly captured: Captured }
  | { readonly at: number; readonly failure: Failure };

/** A capture whose failures, and answers without anything, hold for a while. */
export function restAfterTrouble(clock: Clock, capture: Capture): Capture {
  const troubles = new Map<string, Outcome>();
  return async (kind, selector, purpose, signal) => {
    const now = clock.now();
    for (const [key, { at }] of troubles) if (now - at >= REST_MS || at > now) troubles.delete(key);
    const key = JSON.stringify([kind, selector]);
    const known = troubles.get(key);
    if (known !== undefined) {
      if ('failure' in known) throw known.failure;
      return known.captured;
    }
    try {
      const captured = await capture(kind, selector, purpose, signal);
      if (captured.blocks.length === 0) troubles.set(key, { at: clock.now(), captured });
      return captured;
    } catch (error) {
      if (error instanceof Failure && !signal.aborted) troubles.set(key, { at: clock.now(), failure: error });
      throw error;
    }
  };
}
