import { assumeCounts } from '../../core/profile/assume-counts.ts';
import { createPprofPool, type PprofPool } from '../../core/profile/formats/pprof-pool.ts';
import { kindsOf, pickValues } from '../../core/profile/pick-values.ts';
import { ForeignFile, MalformedProfile, type Profile, type ProfileKind } from '../../core/profile/profile.ts';
import { readProfile } from '../../core/profile/read-profile.ts';
import { onlyUsedFrames } from '../../core/profile/used-frames.ts';
import { otherContents } from '../../core/profile/value-names.ts';
import { withLabel, type LabelFilter } from '../../core/profile/with-label.ts';
import type { DecodedSource } from '../../core/report/analyse.ts';
import type { PlainDrawing, ProfileSource } from '../../pipeline/ports.ts';
import { inflateProfile, MOST_INFLATED_BYTES } from './inflate.ts';

/** One bad file among ten is a notice; the other nine still answer. */
export function decodeAll({ sources, labels = [] }: Pick<PlainDrawing, 'sources' | 'labels'>): {
  readonly decoded: readonly DecodedSource[];
  readonly notices: readonly string[];
} {
  const notices: string[] = [];
  const strays: string[] = [];
  const pool = createPprofPool();
  const decoded = sources.flatMap((source) => {
    try {
      return decode(source, labels, notices, pool);
    } catch (error) {
      if (!(error instanceof MalformedProfile)) throw error;
      if (source.stray === true && error instanceof ForeignFile) strays.push(source.name);
      else notices.push(`${source.name} was left out: ${error.message}.`);
      return [];
    }
  });
  const [first, ...more] = strays;
  if (first !== undefined)
    notices.push(
      more.length === 0
        ? `${first} is no profile and was left out.`
        : `${first} and ${more.length} more are no profiles and were left out.`,
    );
  return { decoded, notices };
}

function decode(
  source: ProfileSource,
  labels: readonly LabelFilter[],
  notices: string[],
  pool: PprofPool,
): readonly DecodedSource[] {
  const whole = onlyUsedFrames(readProfile(inflateProfile(source.bytes, MOST_INFLATED_BYTES), pool));
  const kinds = kindsToRead(source, whole);
  if (kinds.length === 0) notices.push(`${source.name} holds ${lacking(source, whole)} and was left out.`);
  const read = labels.reduce(withLabel, whole);
  if (read.stackStart.length === 1 && whole.stackStart.length > 1) {
    const asked = labels.map(({ key, text }) => `${key}=${text}`).join(' and ');
    notices.push(`${source.name} has no samples with the label ${asked} and was left out.`);
    return [];
  }
  const { side, pod, seconds } = source;
  return kinds.map((kind) => {
    const profile = source.counts === undefined ? read : assumeCounts(read, kind, source.counts);
    return { profile, kind, side, pod, ...(seconds === undefined ? {} : { seconds }) };
  });
}

/** A guess by file name holds only where the profile does not say itself what it measures. */
function kindsToRead(source: ProfileSource, profile: Profile): readonly ProfileKind[] {
  const { kind } = source;
  if (profile.unstated !== undefined) return pickValues(profile, kind) === undefined ? [] : [kind];
  if (source.kindGuessed !== true) return pickValues(profile, kind) === undefined ? [] : [kind];
  // Go's block and mutex profiles look alike; only one of the two can be meant.
  const alike = kind === 'mutex' ? 'block' : 'mutex';
  const kinds = kindsOf(profile);
  return kinds.includes('block') && kinds.includes('mutex') ? kinds.filter((one) => one !== alike) : kinds;
}

function lacking({ kind, kindGuessed }: ProfileSource, { sampleTypes }: Profile): string {
  const wanted = kindGuessed === true ? 'CPU time or waiting' : `${kind} samples`;
  return `${otherContents(sampleTypes)}, no ${wanted},`;
}
