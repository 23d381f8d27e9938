import type { Profile, ProfileKind, ValueType } from './profile.ts';

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

const NANOSECONDS: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  nanosecond: 1,
  ns: 1,
  microseconds: 1e3,
  microsecond: 1e3,
  us: 1e3,
  µs: 1e3,
  milliseconds: 1e6,
  millisecond: 1e6,
  ms: 1e6,
  seconds: 1e9,
  second: 1e9,
  s: 1e9,
};

const CPU = ['cpu', 'cpu-time', 'cpu_time', 'process_cpu', 'on-cpu', 'on_cpu'];
const WALL = ['wall', 'wallclock', 'wall-time', 'wall_time', 'time'];
const OFF_CPU = ['off-cpu', 'off_cpu', 'offcpu'];
/** Go writes block and mutex with the same types; Java's lock profiles are of the thread that waits. */
const DELAY = ['delay'];
const LOCKS = ['locks', 'lock', 'lock_time', 'lock-time', 'lock-acquire-wait', 'block', 'block_time'];
const SAMPLES = ['samples', 'sample'];
const EVENTS = ['contentions', 'events', 'lock_count', 'block_count', 'lock-acquire'];

/** 100 Hz, what nearly every sampler does when nobody says otherwise. */
const USUAL_PERIOD = 10e6;
/** A sampler faster than 100 kHz or slower than 1 Hz is a number that means something else. */
const SHORTEST_PERIOD = 10e3;
const LONGEST_PERIOD = 1e9;

/**
 * What this profile can be read as, best first. Go's block and mutex profiles look the same: both are named and the sender's
 * word decides. Folded text says nothing of itself and is taken for CPU samples, though pickValues reads it as any kind.
 */
export function kindsOf(profile: Profile): ProfileKind[] {
  if (isUnitless(profile)) return ['cpu'];
  const kinds: ProfileKind[] = [];
  if (timeColumn(profile, CPU) >= 0 || countsCpuSamples(profile)) kinds.push('cpu');
  if (timeColumn(profile, DELAY) >= 0) kinds.push('block', 'mutex');
  else if (timeColumn(profile, LOCKS) >= 0) kinds.push('block');
  if (timeColumn(profile, OFF_CPU) >= 0) kinds.push('off-cpu');
  if (timeColumn(profile, WALL) >= 0) kinds.push('wall');
  return kinds;
}

/** The columns for one kind, or undefined when the profile does not measure it. */
export function pickValues(profile: Profile, kind: ProfileKind): PickedValues | undefined {
  if (isUnitless(profile)) return pickUnitless(kind);
  switch (kind) {
    case 'cpu':
      return pickSampled(profile, CPU) ?? (countsCpuSamples(profile) ? pickSampleCount(profile) : undefined);
    case 'wall':
      return pickSampled(profile, WALL);
    case 'block':
      return pickMeasured(profile, [...DELAY, ...LOCKS]);
    case 'mutex':
      return pickMeasured(profile, DELAY);
    case 'off-cpu':
      return pickMeasured(profile, OFF_CPU);
  }
}

/** A column of counts that nobody has put a unit on (see assume-counts). */
function isUnitless(profile: Profile): boolean {
  return profile.unstated === 'kind-and-unit' && profile.period === 0 && profile.sampleTypes[0]?.unit === 'count';
}

function pickUnitless(kind: ProfileKind): PickedValues {
  return kind === 'cpu' || kind === 'wall'
    ? { cost: 0, nanosecondsPerUnit: USUAL_PERIOD, samplePeriod: USUAL_PERIOD }
    : { cost: 0, nanosecondsPerUnit: 1, samplePeriod: 0 };
}

function pickSampled(profile: Profile, types: readonly string[]): PickedValues | undefined {
  const cost = timeColumn(profile, types);
  if (cost < 0) return undefined;
  const nanosecondsPerUnit = nanosecondsOf(profile.sampleTypes[cost]);
  return { cost, nanosecondsPerUnit, samplePeriod: samplePeriod(profile, cost, nanosecondsPerUnit) };
}

function pickSampleCount(profile: Profile): PickedValues {
  const period = statedPeriod(profile) || USUAL_PERIOD;
  return { cost: sampleCountColumn(profile), nanosecondsPerUnit: period, samplePeriod: period };
}

function pickMeasured(profile: Profile, types: readonly string[]): PickedValues | undefined {
  const cost = timeColumn(profile, types);
  if (cost < 0) return undefined;
  const events = countColumn(profile, EVENTS);
  const picked = { cost, nanosecondsPerUnit: nanosecondsOf(profile.sampleTypes[cost]), samplePeriod: 0 };
  return events < 0 ? picked : { ...picked, events };
}

/**
 * Nanoseconds per sample. The stated period, unless the sample counts contradict it: a merged profile may carry 1e9 (Pyroscope)
 * or none, and a period of another clock is no better.
 */
function samplePeriod(profile: Profile, cost: number, nanosecondsPerUnit: number): number {
  const stated = statedPeriod(profile);
  const counts = countColumn(profile, SAMPLES);
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

/** Counts of CPU samples: `samples/count` with a period of CPU time, or async-profiler's `cpu/count`. */
function countsCpuSamples(profile: Profile): boolean {
  return (
    countColumn(profile, CPU) >= 0 || (countColumn(profile, SAMPLES) >= 0 && CPU.includes(profile.periodType.type))
  );
}

function sampleCountColumn(profile: Profile): number {
  const samples = countColumn(profile, SAMPLES);
  return samples < 0 ? countColumn(profile, CPU) : samples;
}

function timeColumn(profile: Profile, types: readonly string[]): number {
  return profile.sampleTypes.findIndex((column) => types.includes(column.type) && nanosecondsOf(column) > 0);
}

function countColumn(profile: Profile, types: readonly string[]): number {
  return profile.sampleTypes.findIndex((column) => types.includes(column.type) && column.unit === 'count');
}

/** 0 when the unit is no unit of time. */
function nanosecondsOf(column: ValueType | undefined): number {
  const unit = column?.unit ?? '';
  return Object.hasOwn(NANOSECONDS, unit) ? NANOSECONDS[unit]! : 0;
}

function columnTotal(profile: Profile, column: number): number {
  let total = 0;
  const width = profile.sampleTypes.length;
  for (let at = column; at < profile.values.length; at += width) total += profile.values[at]!;
  return total;
}
