import type { Profile } from '../profile.ts';
import { isCount, nanosecondsOf, plainType } from '../value-names.ts';

/** Counts of samples whose type does not say what made the profiler take them. */
const BARE = /^(?:samples?|cpu|perf-events)$/;

/** A profile without the column that only repeats counts, and marked where it leaves open what it measures. */
export function settleValueTypes(profile: Profile): Profile {
  const settled = withoutFalseTimes(profile);
  const { periodType, sampleTypes } = settled;
  const [only, ...more] = sampleTypes;
  if (only === undefined || more.length > 0 || !isCount(only) || !BARE.test(plainType(only.type))) return settled;
  if (periodType.type === '') return { ...settled, unstated: 'kind' };
  // async-profiler since 4.5 calls counts by its engine, and the time between them too: perf_events every 10 ms.
  const isSampled = only.type === periodType.type && nanosecondsOf(periodType) > 0;
  return isSampled ? { ...settled, sampleTypes: [{ type: 'samples', unit: 'count' }] } : settled;
}

/**
 * async-profiler's converter before 4.3 writes CPU and wall samples twice, as cpu/count and as cpu/nanoseconds, with the count in both
 * (one.convert.JfrToOtlp). No sample takes a nanosecond: the second column is no time.
 */
function withoutFalseTimes(profile: Profile): Profile {
  const { sampleTypes, values } = profile;
  const width = sampleTypes.length;
  const kept = Array.from(sampleTypes.keys()).filter((column) => !repeatsCount(column));
  if (kept.length === width) return profile;
  return {
    ...profile,
    sampleTypes: kept.map((column) => sampleTypes[column]!),
    values: values.filter((_, at) => kept.includes(at % width)),
  };

  function repeatsCount(column: number): boolean {
    const { type } = sampleTypes[column]!;
    const isNanoseconds = nanosecondsOf(sampleTypes[column]) === 1;
    const counts = sampleTypes.findIndex((other) => other.type === type && isCount(other));
    if (!isNanoseconds || counts < 0) return false;
    for (let row = 0; row < values.length; row += width)
      if (values[row + column] !== values[row + counts]) return false;
    return true;
  }
}
