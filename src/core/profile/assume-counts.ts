import type { Profile, ProfileKind } from './profile.ts';
import { isCount } from './value-names.ts';

/** What the numbers of a format without units stand for. */
export interface Counts {
  readonly unit: 'samples' | 'nanoseconds' | 'microseconds' | 'milliseconds' | 'seconds';
  /** Samples per second, for counts of samples. */
  readonly rateHz: number;
}

const TYPES: Readonly<Record<ProfileKind, string>> = {
  cpu: 'cpu',
  wall: 'wall',
  block: 'delay',
  mutex: 'delay',
  'off-cpu': 'off-cpu',
};

/** A profile with the kind and unit put on it that its format leaves out; one that says itself what it counts comes back as it is. */
export function assumeCounts(profile: Profile, kind: ProfileKind, counts: Counts): Profile {
  if (profile.unstated === undefined) return profile;
  const type = TYPES[kind];
  if (profile.unstated === 'kind') {
    const sampleTypes = profile.sampleTypes.map(({ unit }) => ({ type, unit }));
    const isTimed = profile.period > 0 || sampleTypes.some((column) => !isCount(column));
    if (isTimed) return { ...profile, sampleTypes };
    return { ...profile, sampleTypes, period: 1e9 / counts.rateHz, periodType: { type, unit: 'nanoseconds' } };
  }
  if (counts.unit !== 'samples') return { ...profile, sampleTypes: [{ type, unit: counts.unit }] };
  const period = 1e9 / counts.rateHz;
  return {
    ...profile,
    sampleTypes: [{ type, unit: 'nanoseconds' }],
    values: profile.values.map((samples) => samples * period),
    period,
    periodType: { type, unit: 'nanoseconds' },
  };
}
