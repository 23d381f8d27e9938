/** Recordings of before: they lie in the embedded store, where retention and labels are as of any profile. */
import type { Labels } from '../../../core/alert/alert.ts';
import { Failure } from '../../../core/failure.ts';
import type { Window } from '../../../core/instant.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { Blobs, ProfileBlock, ProfileIndex, StoredProfile } from '../../../pipeline/ports.ts';

/** Tells a recording on demand from what an agent pushed. */
export const CAPTURE_LABEL = 'burnscope_capture';
/** Why it was made: because of a burn, or by schedule while there was none. */
export type Purpose = 'burn' | 'healthy';

/** Recordings of one round begin within this time of each other. */
const ROUND_MS = 2 * 60_000;

export interface KeptTools {
  readonly profileIndex: Pick<ProfileIndex, 'find'>;
  readonly blobs: Pick<Blobs, 'get'>;
}

export interface Kept {
  readonly kind: ProfileKind;
  readonly selector: Labels;
  readonly window: Window;
  /** Left out: either. */
  readonly purpose?: Purpose;
}

/** Recordings that begin in the window, in time order. */
export async function findKept(
  { kind, selector, window, purpose }: Kept,
  { profileIndex }: KeptTools,
): Promise<readonly StoredProfile[]> {
  const labels = purpose === undefined ? selector : { ...selector, [CAPTURE_LABEL]: purpose };
  const found = await profileIndex.find({ kind, selector: labels, window });
  return found.filter((profile) => profile.labels[CAPTURE_LABEL] !== undefined);
}

/** Of recordings in time order those of the last round. */
export function lastRound(profiles: readonly StoredProfile[]): readonly StoredProfile[] {
  const last = profiles.at(-1);
  return last === undefined ? [] : profiles.filter(({ interval }) => interval.from > last.interval.from - ROUND_MS);
}

/** Their bytes; those that lost them are left out. */
export async function readKept(
  profiles: readonly StoredProfile[],
  { blobs }: KeptTools,
  signal: AbortSignal,
): Promise<readonly ProfileBlock[]> {
  const blocks: ProfileBlock[] = [];
  for (const { kind, labels, interval, hash, seconds, counts } of profiles) {
    if (signal.aborted) throw cancelled(signal);
    const bytes = await blobs.get(hash);
    if (bytes === undefined) continue;
    const pod = labels['pod'] ?? '';
    const known = { ...(seconds === undefined ? {} : { seconds }), ...(counts === undefined ? {} : { counts }) };
    blocks.push({ kind, pod, labels, interval, bytes, ...known });
  }
  return blocks;
}

export function cancelled(signal: AbortSignal): Failure {
  return new Failure('CANCELLED', 'the fetch of profiles was cancelled', { retryable: true, cause: signal.reason });
}
