import { Failure } from '../core/failure.ts';
import type { CompactionBatch, MergeSource, Stretch } from './housekeeping-ports.ts';
import type { Breath, House, HouseRules } from './house.ts';
import type { StoredProfile } from './ports.ts';

/** Held in memory at once. */
const MOST_BYTES = 32 * 1024 * 1024;
const MERGE_TIMEOUT_MS = 60_000;
/** One round merges for so long; what is left waits for the next. */
const ROUND_MS = 4 * 60_000;

/**
 * Merges the profiles of one series that lie in one stretch of time: first five minutes, which the windows of an investigation
 * still fit, and the hour only where no baseline reaches any more. Sums stay exact; what cannot be added up stays as it is.
 */
export async function compactProfiles(
  rules: HouseRules,
  house: House,
  breathe: Breath,
  signal: AbortSignal,
): Promise<void> {
  const now = house.clock.now();
  await compactStretch('minutes', now - rules.compactAfterMs);
  await compactStretch('hour', now - rules.hourlyAfterMs);

  async function compactStretch(stretch: Stretch, before: number): Promise<void> {
    while ((await breathe()) && house.clock.now() < now + ROUND_MS) {
      const found = await house.compaction.next(stretch, before);
      if (found === undefined) return;
      const batch = fitting(found);
      const merged = await mergeBatch(batch, house, signal);
      if (!(await house.compaction.replace(batch, merged === undefined ? [] : [merged], stretch))) continue;
      if (merged !== undefined) {
        house.meter.compacted(batch.profiles.length, 1, bytesOf(batch.profiles) - merged.bytes);
      }
    }
  }
}

/** From the front, one at least. */
function fitting({ ids, profiles }: CompactionBatch): CompactionBatch {
  let bytes = 0;
  const tooMuch = profiles.findIndex((profile) => (bytes += profile.bytes) > MOST_BYTES);
  const count = tooMuch < 0 ? profiles.length : Math.max(1, tooMuch);
  return { ids: ids.slice(0, count), profiles: profiles.slice(0, count) };
}

/** The profile that stands for all of the batch; undefined when they had better stay as they are. */
async function mergeBatch(
  { profiles }: CompactionBatch,
  { blobs, merger, log }: House,
  signal: AbortSignal,
): Promise<StoredProfile | undefined> {
  const [first] = profiles;
  // What folded text counts is said beside it, and a merged profile would say it itself.
  if (first === undefined || profiles.length < 2 || profiles.some(({ counts }) => counts !== undefined))
    return undefined;
  const sources: MergeSource[] = [];
  for (const profile of profiles) {
    const bytes = await blobs.get(profile.hash);
    if (bytes === undefined) return undefined;
    const seconds = profile.seconds ?? (profile.interval.to - profile.interval.from) / 1000;
    sources.push({ bytes, ...(seconds > 0 ? { seconds } : {}) });
  }
  try {
    const merged = await merger.merge(sources, AbortSignal.any([signal, AbortSignal.timeout(MERGE_TIMEOUT_MS)]));
    if (merged.kind === 'unlike') {
      log.debug('profiles of one series are not merged', { service: first.service, kind: first.kind, why: merged.why });
      return undefined;
    }
    if (merged.bytes.byteLength >= bytesOf(profiles)) return undefined;
    return {
      kind: first.kind,
      service: first.service,
      labels: first.labels,
      interval: {
        from: Math.min(...profiles.map(({ interval }) => interval.from)),
        to: Math.max(...profiles.map(({ interval }) => interval.to)),
      },
      hash: await blobs.put(merged.bytes),
      bytes: merged.bytes.byteLength,
      seconds: merged.seconds,
    };
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted || error.code === 'DISK_FULL') throw error;
    log.warn('profiles could not be merged and stay as they are', { service: first.service, problem: error.message });
    return undefined;
  }
}

function bytesOf(profiles: readonly StoredProfile[]): number {
  return profiles.reduce((sum, { bytes }) => sum + bytes, 0);
}
