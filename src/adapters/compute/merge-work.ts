/** What runs in the merging thread. */
import { gzipSync } from 'node:zlib';
import { encodePprof } from '../../core/profile/encode-pprof.ts';
import { createPprofPool } from '../../core/profile/formats/pprof-pool.ts';
import { decodePprof } from '../../core/profile/formats/pprof.ts';
import { mergeProfiles } from '../../core/profile/merge-profiles.ts';
import { MalformedProfile, type Profile } from '../../core/profile/profile.ts';
import { readProfile } from '../../core/profile/read-profile.ts';
import type { MergedProfile, MergeSource } from '../../pipeline/housekeeping-ports.ts';
import { inflateProfile } from './inflate.ts';

/** A minute of one process inflates to a few; five minutes of the largest stay below it. */
const MOST_INFLATED_BYTES = 128 * 1024 * 1024;
/** Written once and read seldom: worth some time. */
const GZIP = { level: 9 };

/** One after the other, so that the sum and one profile are all that is held. */
export function mergeSources(sources: readonly MergeSource[]): MergedProfile {
  try {
    const merge = mergeProfiles();
    const pool = createPprofPool();
    const totals: number[] = [];
    for (const source of sources) {
      const profile = readProfile(inflateProfile(source.bytes, MOST_INFLATED_BYTES), pool);
      const seconds = source.seconds ?? profile.durationSeconds;
      if (seconds <= 0) return { kind: 'unlike', why: 'nothing says how long they were recorded' };
      const why = merge.add(profile, seconds);
      if (why !== undefined) return { kind: 'unlike', why };
      for (const [type, total] of totalsOf(profile).entries()) totals[type] = (totals[type] ?? 0) + total;
    }
    const merged = merge.finish();
    const bytes = encodePprof(merged);
    // Instead of originals that are deleted: nothing that was not read back.
    const back = decodePprof(bytes);
    if (back.unstated !== merged.unstated)
      return { kind: 'unlike', why: 'as pprof they would not say what they measure' };
    if (totalsOf(back).some((total, type) => total !== totals[type])) {
      return { kind: 'unlike', why: 'their sum is larger than a number holds exactly' };
    }
    // gzip, so that any tool reads the file of an incident.
    return { kind: 'merged', bytes: gzipSync(bytes, GZIP), seconds: merged.durationSeconds };
  } catch (error) {
    if (error instanceof MalformedProfile || error instanceof RangeError) return { kind: 'unlike', why: error.message };
    throw error;
  }
}

function totalsOf({ sampleTypes, values }: Profile): readonly number[] {
  const totals = sampleTypes.map(() => 0);
  for (let at = 0; at < values.length; at++) totals[at % totals.length]! += values[at]!;
  return totals;
}
