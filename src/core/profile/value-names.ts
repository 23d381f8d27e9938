import type { ValueType } from './profile.ts';

/**
 * What agents call their sample types, without regard to case and to `_`, `-`, `.` and spaces. Go, gperftools, pprof-rs and Pyroscope's agents
 * say cpu; Datadog's cpu-time, wall-time, lock-acquire-wait (Python) and lock-time (.NET); Pyroscope's .NET lock_time; perf's converters
 * cycles_sample; Alloy and OpenTelemetry offcpu and off_cpu; Parca's agent wallclock for time off the CPU; fgprof time; async-profiler the name of
 * its engine, of which perf_events in a unit of time is the CPU's clock.
 */
export const CPU = /^(?:process-)?(?:on-?)?cpu(?:-time)?$|^(?:itimer|ctimer|perf-events)$/;
export const CPU_COUNTS = /^(?:cpu|cpu-samples?|itimer|ctimer)$|^(?:cpu-)?(?:cycles|clock|task-clock)(?::\w+)?-sample$/;
export const WALL = /^(?:wall|wall-?time|time)$/;
export const WALL_COUNTS = /^(?:wall|wall-samples?)$/;
export const OFF_CPU = /^(?:process-)?off-?cpu(?:-time)?$|^wallclock$/;
/** Go writes block and mutex with the same types. */
export const DELAY = /^delay$/;
/** Lock profiles of all others are of the thread that waits. */
export const LOCKS =
  /^(?:locks?|blocks?)(?:-(?:acquire-)?(?:wait|time|duration|delay))*$|^(?:mutex|park|monitor)-(?:wait|time|duration|delay)$|^(?:native-)?lock-tracer$/;
export const SAMPLES = /^samples?$/;
export const EVENTS =
  /^(?:contentions|events|locks?|blocks?|lock-acquire|(?:lock|block|mutex)-count|(?:native-)?lock-tracer)$/;
const MEMORY = /alloc|inuse|heap|space|objects|live|memory|tlab/;
const TASKS = /^(?:goroutines?|threadcreate|threads?|goroutineleak)$/;

/** The name without the differences between agents. */
export function plainType(type: string): string {
  return type.toLowerCase().replaceAll(/[ _.]/g, '-');
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  nanosecond: 1,
  nano: 1,
  ns: 1,
  nsec: 1,
  microsecond: 1e3,
  micro: 1e3,
  us: 1e3,
  usec: 1e3,
  µs: 1e3,
  μs: 1e3,
  millisecond: 1e6,
  milli: 1e6,
  ms: 1e6,
  msec: 1e6,
  second: 1e9,
  sec: 1e9,
  s: 1e9,
};

/** 0 when the unit is no unit of time. */
export function nanosecondsOf(column: ValueType | undefined): number {
  const unit = (column?.unit ?? '').toLowerCase();
  const single = unit.length > 2 && unit.endsWith('s') ? unit.slice(0, -1) : unit;
  return Object.hasOwn(NANOSECONDS, single) ? NANOSECONDS[single]! : 0;
}

export function isCount({ unit }: ValueType): boolean {
  return /^(?:counts?|samples?|)$/i.test(unit);
}

/** What a profile holds that measures neither CPU time nor waiting, in words, with its sample types. */
export function otherContents(sampleTypes: readonly ValueType[]): string {
  const types = sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(', ');
  if (types === '') return 'nothing';
  const plain = sampleTypes.map(({ type }) => plainType(type));
  if (plain.every((type) => MEMORY.test(type))) return `memory (${types})`;
  if (plain.every((type) => TASKS.test(type))) return `goroutines or threads (${types})`;
  if (plain.every((type, at) => LOCKS.test(type) && isCount(sampleTypes[at]!)))
    return `numbers of waits without their time (${types})`;
  return types;
}
