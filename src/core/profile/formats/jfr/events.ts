import type { JfrChunk } from './chunks.ts';
import { openEvent, type JfrCursor, type StringPool } from './cursor.ts';
import { costOf, countOf, FIELDS, highOf, lowOf, has, type EventFields } from './event-fields.ts';
import { countedEvent, executionMeasures, type ExecutionMeasures } from './execution-measures.ts';
import { threadLabels, withSpan, type ChunkThreads } from './label-sets.ts';
import { layOut, pickFields, readFields, type Layouts } from './layout.ts';
import { className, type JfrNames } from './names.ts';
import { constantNumber, type Pools } from './pools.ts';
import { addRow, type Measure, type Rows } from './rows.ts';
import type { Sampling } from './sampling.ts';
import { plainFrame, stackNumber, type ChunkStacks } from './stacks.ts';

/** What is known of a chunk when its events are read. */
export interface ChunkReading {
  readonly chunk: JfrChunk;
  readonly layouts: Layouts;
  readonly pools: Pools;
  readonly strings: StringPool;
  readonly sampling: Sampling;
  readonly names: JfrNames;
  readonly stacks: ChunkStacks;
  readonly threads: ChunkThreads;
}

/**
 * The events that are read, and what they measure. jdk.NativeMethodSample is not among them: it shows a thread in native code, mostly
 * waiting there (of 349 recorded in a web service 288 stood in epoll or a socket's read), and nothing tells those from the
 * ones at work; nor are allocations.
 */
const EVENTS: ReadonlyMap<string, Measure> = new Map([
  ['datadog.ExecutionSample', 'cpu'],
  ['jdk.CPUTimeSample', 'cpu'],
  ['jdk.ExecutionSample', 'cpu'],
  ['datadog.MethodSample', 'wall'],
  ['profiler.WallClockSample', 'wall'],
  ['jdk.JavaMonitorEnter', 'lock'],
  ['jdk.JavaMonitorWait', 'lock'],
  ['jdk.ThreadPark', 'lock'],
  ['profiler.NativeLock', 'lock'],
  ['jdk.ThreadSleep', 'idle'],
]);

const EXECUTION = 'jdk.ExecutionSample';

interface Wanted {
  readonly name: string;
  readonly measure: Measure;
  readonly fields: EventFields;
}

/** Adds all events of a chunk that measure something to the rows. */
export function readEvents(cursor: JfrCursor, reading: ChunkReading, rows: Rows): void {
  const { chunk, strings, sampling } = reading;
  const wanted = wantedEvents(reading);
  const states = executionMeasures(cursor, reading.pools, sampling);
  for (let at = chunk.begin; at < chunk.end; at = cursor.end) {
    openEvent(cursor, at, chunk.end);
    const event = cursor.high === 0 ? wanted.get(cursor.low) : undefined;
    if (event === undefined) continue;
    readFields(cursor, event.fields, strings);
    addEvent(reading, rows, event, states);
  }
  rows.event ||= countedEvent(sampling);
}

/** By id of type. Where two samplers of the CPU ran at once only one counts: the better, which stands first above. */
function wantedEvents({ layouts, sampling }: ChunkReading): ReadonlyMap<number, Wanted> {
  const wanted = new Map<number, Wanted>();
  let sampled = false;
  for (const [name, measure] of EVENTS) {
    const type = layouts.types.byName.get(name);
    if (type === undefined || !sampling.occurring.has(type.id)) continue;
    if (measure === 'cpu' && sampled) continue;
    sampled ||= measure === 'cpu';
    wanted.set(type.id, { name, measure, fields: pickFields(layOut(layouts, type), FIELDS) });
  }
  return wanted;
}

function addEvent(reading: ChunkReading, rows: Rows, event: Wanted, states: ExecutionMeasures): void {
  const { fields } = event;
  const measure = event.name === EXECUTION ? states.of(lowOf(fields, 'state')) : event.measure;
  const place = {
    stack: stackNumber(reading.stacks, lowOf(fields, 'stackTrace'), highOf(fields, 'stackTrace')),
    labels: labelsOf(reading, rows, fields),
    lock: lockFrame(reading, fields),
  };
  addRow(rows, measure, place, countOf(fields), costOf(fields, measure, reading));
}

function labelsOf({ threads }: ChunkReading, { labels }: Rows, fields: EventFields): number {
  const thread = has(fields, 'sampledThread') ? 'sampledThread' : 'eventThread';
  const set = threadLabels(threads, lowOf(fields, thread), highOf(fields, thread));
  if (!has(fields, 'spanId')) return set;
  const root = { low: lowOf(fields, 'localRootSpanId'), high: highOf(fields, 'localRootSpanId') };
  return withSpan(labels, set, {
    low: lowOf(fields, 'spanId'),
    high: highOf(fields, 'spanId'),
    ...(has(fields, 'localRootSpanId') ? { root } : {}),
  });
}

/** The class of the lock as a last frame, as async-profiler writes its stacks; -1 where there is none. */
function lockFrame({ names, stacks }: ChunkReading, fields: EventFields): number {
  const field = has(fields, 'monitorClass') ? 'monitorClass' : 'parkedClass';
  const number = constantNumber(names.classes, lowOf(fields, field), highOf(fields, field));
  return number < 0 ? -1 : plainFrame(stacks.store.draft, className(names, number));
}
