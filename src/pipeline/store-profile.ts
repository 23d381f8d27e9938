import type { ProfileKind } from '../core/profile/profile.ts';
import type { Window } from '../core/instant.ts';
import type { Blobs, Clock, Compute, Log, ProfileFacts, ProfileIndex, ProfilePush } from './ports.ts';

export interface StoringWorld {
  readonly compute: Compute;
  readonly blobs: Blobs;
  readonly profileIndex: ProfileIndex;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looking into one pushed profile takes milliseconds; a worker that is busy may need longer. */
const INSPECT_TIMEOUT_MS = 10_000;

/**
 * Keeps one pushed profile: readable bytes first, then the index, so that nothing is indexed that is not there.
 * Rejects with MalformedProfile for what is no profile and with a Failure when it could not be kept.
 */
export async function storeProfile(push: ProfilePush, world: StoringWorld): Promise<void> {
  const facts = await world.compute.inspect(push.bytes, AbortSignal.timeout(INSPECT_TIMEOUT_MS));
  const kinds = kindsOf(push, facts);
  if (kinds.length === 0) {
    world.log.debug('profile of a kind that is not kept', { service: push.service });
    return;
  }
  const interval = intervalOf(push, facts, world.clock.now());
  const hash = await world.blobs.put(push.bytes);
  const shared = { service: push.service, labels: push.labels, interval, hash, bytes: push.bytes.byteLength };
  await world.profileIndex.add(kinds.map((kind) => ({ kind, ...shared })));
}

/** Go's block and mutex profiles look alike inside: the sender's word decides, else it counts as waiting. */
function kindsOf(push: ProfilePush, facts: ProfileFacts): readonly ProfileKind[] {
  if (push.kind !== undefined && facts.kinds.includes(push.kind)) return [push.kind];
  return facts.kinds.includes('block') ? facts.kinds.filter((kind) => kind !== 'mutex') : facts.kinds;
}

function intervalOf(push: ProfilePush, facts: ProfileFacts, now: number): Window {
  if (push.interval !== undefined) return push.interval;
  const from = facts.timeMs > 0 ? facts.timeMs : now - facts.durationSeconds * 1000;
  return { from, to: from + facts.durationSeconds * 1000 };
}
