import type { ProfileKind } from '../core/profile/profile.ts';
import { isoInstant, type Instant, type Window } from '../core/instant.ts';
import type { Blobs, Clock, Compute, Log, ProfileIndex } from './ports.ts';
import type { ProfileFacts, ProfilePush, PushOutcome } from './pushes.ts';

export interface StoringWorld {
  readonly compute: Compute;
  readonly blobs: Blobs;
  readonly profileIndex: ProfileIndex;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looking into one pushed profile takes milliseconds; a worker that is busy may need longer. */
const INSPECT_TIMEOUT_MS = 10_000;
/** Clocks of hosts differ by less; what Pyroscope takes too. */
const MOST_AHEAD_MS = 10 * 60_000;
/** The longest that profiles can be kept: older ones come from a clock that was never set, not from filling a gap. */
const MOST_BEHIND_MS = 5 * 366 * 24 * 3_600_000;
/** No agent records longer in one profile. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * Keeps one pushed profile: readable bytes first, then the index, so that nothing is indexed that is not there.
 * Rejects with MalformedProfile for what is no profile and with a Failure when it could not be kept.
 */
export async function storeProfile(push: ProfilePush, world: StoringWorld): Promise<PushOutcome> {
  const signal = AbortSignal.timeout(INSPECT_TIMEOUT_MS);
  const { previous } = push;
  const bytes = previous === undefined ? push.bytes : await world.compute.subtract(push.bytes, previous, signal);
  const facts = await world.compute.inspect(bytes, signal);
  const kinds = kindsOf(push, facts);
  if (kinds.length === 0) {
    world.log.debug('profile of a kind that is not kept', { service: push.service });
    return 'not compared';
  }
  const interval = intervalOf(push, facts, world);
  const hash = await world.blobs.put(bytes);
  const counts = facts.unstated && push.counts !== undefined ? { counts: push.counts } : {};
  const { service, labels } = push;
  const shared = { service, labels, interval, hash, bytes: bytes.byteLength, ...counts };
  await world.profileIndex.add(kinds.map((kind) => ({ kind, ...shared })));
  return 'kept';
}

/**
 * What a profile says itself counts, all of it: one of Node's agent holds CPU and wall time. The sender's word decides where
 * the profile says nothing, and between Go's block and mutex, which look alike; without it they count as waiting.
 */
function kindsOf(push: ProfilePush, facts: ProfileFacts): readonly ProfileKind[] {
  if (facts.unstated && push.kind !== undefined) return push.kind === 'none' ? [] : [push.kind];
  const alike = facts.kinds.includes('block') && facts.kinds.includes('mutex');
  if (!alike) return facts.kinds;
  return facts.kinds.filter((kind) => kind !== (push.kind === 'mutex' ? 'block' : 'mutex'));
}

/** What the sender says, else the profile's own time, else that of its arrival: the first that can be true. */
function intervalOf(push: ProfilePush, facts: ProfileFacts, { clock, log }: StoringWorld): Window {
  const now = clock.now();
  const length = facts.durationSeconds * 1000;
  const own = facts.timeMs > 0 ? { from: facts.timeMs, to: facts.timeMs + length } : undefined;
  const said = [push.interval, own].filter((interval) => interval !== undefined);
  const good = said.find((interval) => canBe(interval, now));
  const [doubted] = said;
  if (doubted !== undefined && doubted !== good) {
    log.warn('a profile came with a time that cannot be: set the clock of its host', {
      service: push.service,
      from: isoInstant(doubted.from),
      to: isoInstant(doubted.to),
      taken: good === undefined ? 'the time of its arrival' : 'the time in the profile',
    });
  }
  if (good !== undefined) return good;
  const lengths = [length, ...said.map(({ from, to }) => to - from)];
  return { from: now - (lengths.find((one) => one > 0 && one <= LONGEST_MS) ?? 0), to: now };
}

function canBe({ from, to }: Window, now: Instant): boolean {
  return to <= now + MOST_AHEAD_MS && from >= now - MOST_BEHIND_MS && to - from <= LONGEST_MS;
}
