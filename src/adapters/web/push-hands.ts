import type { Request, Response } from 'express';
import type { Instant } from '../../core/instant.ts';
import type { Clock } from '../../pipeline/ports.ts';

/** Pushes in hand at one time; each may hold its whole body in memory. */
export const MOST_IN_HAND = 32;
/** So long a body may take when others wait for its place, in milliseconds. */
const GRACE_MS = 2_000;

export interface PushHands {
  /**
   * False when all hands are full. A push whose body still comes after the grace gives its place to the next one and is let go: a few
   * slow senders keep nobody out.
   */
  take(request: Request, response: Response, letGo: () => void): boolean;
}

interface Coming {
  readonly since: Instant;
  readonly leave: () => void;
  readonly letGo: () => void;
}

export function openHands(clock: Clock): PushHands {
  /** Those whose body is not there yet, the oldest first. */
  const coming = new Map<Request, Coming>();
  let inHand = 0;
  const makeRoom = (): boolean => {
    const [oldest] = coming.values();
    if (oldest === undefined || clock.now() - oldest.since < GRACE_MS) return false;
    oldest.leave();
    oldest.letGo();
    return true;
  };
  return {
    take(request, response, letGo) {
      if (inHand >= MOST_IN_HAND && !makeRoom()) return false;
      inHand++;
      let held = true;
      const leave = () => {
        if (held) inHand--;
        held = false;
        coming.delete(request);
      };
      coming.set(request, { since: clock.now(), leave, letGo });
      request.once('end', () => coming.delete(request));
      response.once('close', leave);
      return true;
    },
  };
}
