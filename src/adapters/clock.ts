import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../core/failure.ts';
import type { WaitingClock } from '../pipeline/ports.ts';

export const systemClock: WaitingClock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (cause) {
      throw new Failure('CANCELLED', 'no longer waited for', { retryable: true, cause });
    }
  },
};
