import type { JfrChunk } from './chunks.ts';
import { signedOf } from './cursor.ts';
import type { Picking } from './layout.ts';
import type { Measure } from './rows.ts';
import type { Sampling } from './sampling.ts';

const NUMBERS = {
  stackTrace: 0,
  sampledThread: 1,
  eventThread: 2,
  state: 3,
  samples: 4,
  weight: 5,
  duration: 6,
  samplingPeriod: 7,
  monitorClass: 8,
  parkedClass: 9,
  spanId: 10,
  localRootSpanId: 11,
};

type Field = keyof typeof NUMBERS;

/** Fields that the events which are read may have, in the order of their numbers. */
export const FIELDS: readonly string[] = Object.keys(NUMBERS);

/** One event's fields, picked in the order above. */
export type EventFields = Picking;

const NANOSECONDS: Readonly<Record<string, number>> = {
  NANOSECONDS: 1,
  MICROSECONDS: 1e3,
  MILLISECONDS: 1e6,
  SECONDS: 1e9,
};

export function has(fields: EventFields, field: Field): boolean {
  return fields.steps[NUMBERS[field]] !== undefined;
}

export function lowOf(fields: EventFields, field: Field): number {
  return fields.low[NUMBERS[field]]!;
}

export function highOf(fields: EventFields, field: Field): number {
  return fields.high[NUMBERS[field]]!;
}

/** How many samples or waits the event stands for: async-profiler and Datadog's profiler put equal ones into one event. */
export function countOf(fields: EventFields): number {
  if (has(fields, 'samples')) return lowOf(fields, 'samples');
  return has(fields, 'weight') ? lowOf(fields, 'weight') : 1;
}

/** Nanoseconds that the event stands for; of counted events their number. */
export function costOf(
  fields: EventFields,
  measure: Measure,
  { chunk, sampling }: { readonly chunk: JfrChunk; readonly sampling: Sampling },
): number {
  if (measure === 'lock' || measure === 'idle') return nanosecondsOf(fields, 'duration', chunk);
  if (measure === 'wall') return countOf(fields) * sampling.wallInterval;
  if (has(fields, 'samplingPeriod')) return nanosecondsOf(fields, 'samplingPeriod', chunk);
  return countOf(fields) * sampling.cpuInterval;
}

/** Spans of time are in ticks of the chunk's clock, unless their field says otherwise. */
function nanosecondsOf(fields: EventFields, field: Field, chunk: JfrChunk): number {
  const unit = fields.steps[NUMBERS[field]]?.unit ?? '';
  const factor = Object.hasOwn(NANOSECONDS, unit) ? NANOSECONDS[unit]! : chunk.nanosPerTick;
  return Math.max(0, signedOf(lowOf(fields, field), highOf(fields, field))) * factor;
}
