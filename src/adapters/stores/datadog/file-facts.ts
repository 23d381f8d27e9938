import type { Window } from '../../../core/instant.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { Compute } from '../../../pipeline/ports.ts';

/**
 * Files of one name and service are alike, and looking into a JFR costs as much as reading it: so many are looked into, and where they
 * agree the others are taken to be so too.
 */
const MOST_LOOKED_INTO = 4;
/** Further from its event than so many times its length, the clock of a profile is not believed. */
const FARTHEST = 2;

export interface FileFacts {
  readonly kinds: readonly ProfileKind[];
  readonly interval: Window;
}

interface Look {
  readonly kinds: string;
  readonly facts: FileFacts;
  /** From the time of the event to that of the profile. */
  readonly shiftMs: number;
  readonly lengthMs: number;
}

/** What files hold and when it was recorded; `listed` is what the event says. Rejects as `inspect` does. */
export function factsKept(compute: Pick<Compute, 'inspect'>) {
  const looks = new Map<string, Look[]>();
  return async (name: string, bytes: Uint8Array, listed: Window, signal: AbortSignal): Promise<FileFacts> => {
    const before = looks.get(name) ?? [];
    looks.set(name, before);
    const [first] = before;
    if (
      first !== undefined &&
      before.length >= MOST_LOOKED_INTO &&
      before.every(({ kinds }) => kinds === first.kinds)
    ) {
      const mean = (of: (look: Look) => number) => before.reduce((sum, look) => sum + of(look), 0) / before.length;
      const from = listed.from + Math.round(mean(({ shiftMs }) => shiftMs));
      return { kinds: first.facts.kinds, interval: { from, to: from + Math.round(mean(({ lengthMs }) => lengthMs)) } };
    }
    const { kinds: found, timeMs, durationSeconds } = await compute.inspect(bytes, signal);
    const kinds = kindsIn(found, name);
    const listedMs = listed.to - listed.from;
    const shift = timeMs - listed.from;
    const shiftMs = timeMs > 0 && Math.abs(shift) <= FARTHEST * listedMs ? shift : 0;
    const own = Math.round(durationSeconds * 1000);
    const lengthMs = own > 0 && own <= FARTHEST * listedMs ? own : listedMs;
    const from = listed.from + shiftMs;
    const facts = { kinds, interval: { from, to: from + lengthMs } };
    before.push({ kinds: kinds.join(' '), facts, shiftMs, lengthMs });
    return facts;
  };
}

/** Go writes block and mutex profiles alike; its tracer names the files by them. */
function kindsIn(kinds: readonly ProfileKind[], name: string): readonly ProfileKind[] {
  if (!kinds.includes('block') || !kinds.includes('mutex')) return kinds;
  const not = /mutex/i.test(name) ? 'block' : 'mutex';
  return kinds.filter((kind) => kind !== not);
}
