import type { Profile, ProfileKind, ValueType } from './profile.ts';
import {
  CPU,
  CPU_COUNTS,
  DELAY,
  EVENTS,
  isCount,
  LOCKS,
  nanosecondsOf,
  OFF_CPU,
  plainType,
  SAMPLES,
  WALL,
  WALL_COUNTS,
} from './value-names.ts';

/** Which columns of a profile to read for a kind, and how to turn them into nanoseconds. */
export interface PickedValues {
  /** Column that becomes nanoseconds when multiplied by nanosecondsPerUnit. */
  readonly cost: number;
  readonly nanosecondsPerUnit: number;
  /** Column with the number of waits, for profiles that count contentions. */
  readonly events?: number;
  /** Nanoseconds that one sample stands for; 0 for measured durations. */
  readonly samplePeriod: number;
}

/** 100 Hz, what nearly every sampler does when nobody says otherwise. */
const USUAL_PERIOD = 10e6;
/** A sampler faster than 100 kHz or slower than 1 Hz is a number that means something else. */
const SHORTEST_PERIOD = 10e3;
const LONGEST_PERIOD = 1e9;

/**
 * What this profile can be read as, best first. Go's block and mutex profiles look the same: both are named and the sender's
 * word decides. A profile that does not say what it measures is taken for CPU samples, though pickValues reads it as any kind.
 */
export function kindsOf(profile: Profile): ProfileKind[] {
  if (profile.unstated !== undefined) return pickUnstated(profile, 'cpu') === undefined ? [] : ['cpu'];
  const kinds: ProfileKind[] = [];
  if (pickValues(profile, 'cpu') !== undefined) kinds.push('cpu');
  if (timeColumn(profile, DELAY) >= 0 && !saysWhoWaits(profile)) kinds.push('block', 'mutex');
  else if (pickValues(profile, 'block') !== undefined) kinds.push('block');
  if (timeColumn(profile, OFF_CPU) >= 0) kinds.push('off-cpu');
  if (pickValues(profile, 'wall') !== undefined) kinds.push('wall');
  return kinds;
}

/** The columns for one kind, or undefined when the profile does not measure it. */
export function pickValues(profile: Profile, kind: ProfileKind): PickedValues | undefined {
  if (profile.unstated !== undefined) return pickUnstated(profile, kind);
  switch (kind) {
    case 'cpu':
      return pickSampled(profile, CPU) ?? pickSampleCount(profile, CPU_COUNTS, CPU);
    case 'wall':
      return pickSampled(profile, WALL) ?? pickSampleCount(profile, WALL_COUNTS, /^wall/);
    case 'block':
      return pickMeasured(profile, DELAY) ?? pickMeasured(profile, LOCKS);
    case 'mutex':
      return pickMeasured(profile, DELAY);
    case 'off-cpu':
      return pickMeasured(profile, OFF_CPU);
  }
}

/** A single column of which nobody has said what it measures: it is whatever kind is asked for (see assume-counts). */
function pickUnstated(profile: Profile, kind: ProfileKind): PickedValues | undefined {
  const [column] = profile.sampleTypes;
  if (column === undefined) return undefined;
  const isSampled = kind === 'cpu' || kind === 'wall';
  const nanosecondsPerUnit = nanosecondsOf(column);
  if (nanosecondsPerUnit > 0) {
    const samplePeriod = isSampled ? periodOfSamples(profile, 0, nanosecondsPerUnit) : 0;
    return { cost: 0, nanosecondsPerUnit, samplePeriod };
  }
  if (!isCount(column)) return undefined;
  if (profile.unstated === 'kind-and-unit' && !isSampled) return { cost: 0, nanosecondsPerUnit: 1, samplePeriod: 0 };
  const period = statedPeriod(profile) || USUAL_PERIOD;
  return { cost: 0, nanosecondsPerUnit: period, samplePeriod: period };
}

function pickSampled(profile: Profile, types: RegExp): PickedValues | undefined {
  const cost = timeColumn(profile, types);
  if (cost < 0) return undefined;
  const nanosecondsPerUnit = nanosecondsOf(profile.sampleTypes[cost]);
  return { cost, nanosecondsPerUnit, samplePeriod: periodOfSamples(profile, cost, nanosecondsPerUnit) };
}

/** Counts of samples: `samples/count` with a period of that kind, or a type that says the kind itself, as `cpu/count`. */
function pickSampleCount(profile: Profile, counts: RegExp, period: RegExp): PickedValues | undefined {
  const named = countColumn(profile, counts);
  const samples = period.test(plainType(profile.periodType.type)) ? countColumn(profile, SAMPLES) : -1;
  const cost = samples >= 0 ? samples : named;
  if (cost < 0) return undefined;
  const nanoseconds = statedPeriod(profile) || USUAL_PERIOD;
  return { cost, nanosecondsPerUnit: nanoseconds, samplePeriod: nanoseconds };
}

function pickMeasured(profile: Profile, types: RegExp): PickedValues | undefined {
  const cost = timeColumn(profile, types);
  if (cost < 0) return undefined;
  const events = countColumn(profile, EVENTS);
  const picked = { cost, nanosecondsPerUnit: nanosecondsOf(profile.sampleTypes[cost]), samplePeriod: 0 };
  return events < 0 ? picked : { ...picked, events };
}

/** Java's recordings, converted by Pyroscope, have Go's types but a period of `mutex` or `block`: both are of the thread that waits. */
function saysWhoWaits(profile: Profile): boolean {
  return /^(?:mutex|block)$/.test(plainType(profile.periodType.type));
}

/**
 * Nanoseconds per sample. The stated period, unless the sample counts contradict it: a merged profile may carry 1e9 (Pyroscope)
 * or none, and a period of another clock is no better.
 */
function periodOfSamples(profile: Profile, cost: number, nanosecondsPerUnit: number): number {
  const stated = statedPeriod(profile);
  const costType = profile.sampleTypes[cost]?.type;
  const named = countColumn(profile, SAMPLES);
  // async-profiler gives both columns the name of its engine: ctimer/count beside ctimer/ns.
  const counts = named >= 0 ? named : columnOf(profile, /^/, (one) => isCount(one) && one.type === costType);
  const samples = counts < 0 ? 0 : columnTotal(profile, counts);
  const measured = samples === 0 ? 0 : (columnTotal(profile, cost) * nanosecondsPerUnit) / samples;
  if (measured < SHORTEST_PERIOD || measured > LONGEST_PERIOD) return stated || USUAL_PERIOD;
  return stated > measured / 2 && stated < measured * 2 ? stated : measured;
}

/** The profile's own period in nanoseconds; 0 when it states none that can be one. */
function statedPeriod(profile: Profile): number {
  const nanoseconds = profile.period * nanosecondsOf(profile.periodType);
  return nanoseconds >= SHORTEST_PERIOD && nanoseconds < LONGEST_PERIOD ? nanoseconds : 0;
}

function timeColumn(profile: Profile, types: RegExp): number {
  return columnOf(profile, types, (column) => nanosecondsOf(column) > 0);
}

function countColumn(profile: Profile, types: RegExp): number {
  return columnOf(profile, types, isCount);
}

function columnOf({ sampleTypes }: Profile, types: RegExp, fits: (column: ValueType) => boolean): number {
  return sampleTypes.findIndex((column) => types.test(plainType(column.type)) && fits(column));
}

function columnTotal(profile: Profile, column: number): number {
  let total = 0;
  const width = profile.sampleTypes.length;
  for (let at = column; at < profile.values.length; at += width) total += profile.values[at]!;
  return total;
}
