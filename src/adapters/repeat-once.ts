import { Failure, type FailureCode } from '../core/failure.ts';
import type { WaitingClock } from '../pipeline/ports.ts';

/** Before the one repetition of a call, in milliseconds, where the server names no time; and the longest that is waited. */
const PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats once what failed with the code `unavailable`. What took all its time is not asked again: the rest of the budget belongs to
 * others.
 */
export async function repeatOnce<T>(
  work: () => Promise<T>,
  { clock, unavailable }: { readonly clock: WaitingClock; readonly unavailable: FailureCode },
  signal: AbortSignal,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || !error.retryable || error.code !== unavailable) throw error;
    const pause = error.retryAfter ?? PAUSE_MS;
    if (pause > LONGEST_PAUSE_MS) throw error;
    await clock.sleep(pause, signal);
    return work();
  }
}
