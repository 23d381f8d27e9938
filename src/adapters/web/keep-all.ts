import type { Log } from '../../pipeline/ports.ts';
import type { ProfilePush } from '../../pipeline/pushes.ts';
import type { PushGate } from './push-gate.ts';
import { worstOf, type Refusal } from './push-refusal.ts';

/** One profile of many in a message, or why there is none of it. */
export type PushOfMany =
  | { readonly where: string; readonly push: ProfilePush }
  | { readonly where: string; readonly refusal: Refusal; readonly size: number };

const AT_ONCE = 8;

/**
 * Keeps each of the profiles in a message for itself: a bad one takes none of the others along. Answers with one refusal
 * for all that were refused; undefined when all were taken.
 */
export async function keepAll(
  gate: PushGate,
  door: string,
  pushes: readonly PushOfMany[],
  log: Log,
): Promise<(Refusal & { readonly refused: number }) | undefined> {
  const found: (Refusal | undefined)[] = [];
  const todo = pushes.entries();
  // Several at a time: each waits for a disk and a database most of the time.
  const keepOn = async (): Promise<void> => {
    for (const [at, one] of todo) {
      const refusal = 'push' in one ? await gate.keep(door, one.push) : one.refusal;
      if (!('push' in one)) gate.refuse(door, one.refusal, one.size);
      found[at] = refusal && { ...refusal, message: `${one.where}: ${refusal.message}` };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, keepOn));
  const refusals = found.filter((refusal) => refusal !== undefined);
  const worst = worstOf(refusals);
  if (worst === undefined) return undefined;
  if (refusals.length > 1)
    log.warn('profiles of a push were refused', {
      door,
      refused: refusals.length,
      kept: pushes.length - refusals.length,
      problems: refusals
        .slice(0, 5)
        .map(({ message, problem }) => problem ?? message)
        .join('; ')
        .slice(0, 2000),
    });
  const kept = `${refusals.length} of ${pushes.length} profiles were not taken, the others are kept`;
  const message = pushes.length > 1 ? `${worst.message} (${kept})` : worst.message;
  return { ...worst, message, refused: refusals.length };
}
