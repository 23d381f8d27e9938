import {
  integer,
  list,
  text,
  type JfrBytes,
  type JfrChunkPlan,
  type JfrPoolPlan,
  type JfrTypePlan,
} from './write-jfr.ts';

/** Ids of the types below, free as in every recording. */
export const TYPE = {
  boolean: 3,
  int: 4,
  long: 5,
  float: 6,
  string: 20,
  thread: 21,
  class: 22,
  symbol: 23,
  method: 24,
  frame: 25,
  stack: 26,
  frameType: 27,
  state: 28,
  setting: 50,
  execution: 51,
  wall: 52,
  park: 53,
  sleep: 54,
  cpuTime: 55,
  timespan: 90,
} as const;

const CONSTANT = { pooled: true } as const;
const SAMPLED = [
  { name: 'startTime', type: TYPE.long },
  { name: 'sampledThread', type: TYPE.thread, ...CONSTANT },
  { name: 'stackTrace', type: TYPE.stack, ...CONSTANT },
  { name: 'state', type: TYPE.state, ...CONSTANT },
] as const;

export const TYPES: readonly JfrTypePlan[] = [
  { id: TYPE.boolean, name: 'boolean' },
  { id: TYPE.int, name: 'int' },
  { id: TYPE.long, name: 'long' },
  { id: TYPE.float, name: 'float' },
  { id: TYPE.string, name: 'java.lang.String' },
  { id: TYPE.timespan, name: 'jdk.jfr.Timespan' },
  {
    id: TYPE.thread,
    name: 'java.lang.Thread',
    fields: [
      { name: 'osName', type: TYPE.string },
      { name: 'osThreadId', type: TYPE.long },
      { name: 'javaName', type: TYPE.string },
    ],
  },
  { id: TYPE.class, name: 'java.lang.Class', fields: [{ name: 'name', type: TYPE.symbol, ...CONSTANT }] },
  { id: TYPE.symbol, name: 'jdk.types.Symbol', fields: [{ name: 'string', type: TYPE.string }] },
  {
    id: TYPE.method,
    name: 'jdk.types.Method',
    fields: [
      { name: 'type', type: TYPE.class, ...CONSTANT },
      { name: 'name', type: TYPE.symbol, ...CONSTANT },
    ],
  },
  {
    id: TYPE.frame,
    name: 'jdk.types.StackFrame',
    fields: [
      { name: 'method', type: TYPE.method, ...CONSTANT },
      { name: 'lineNumber', type: TYPE.int },
      { name: 'type', type: TYPE.frameType, ...CONSTANT },
    ],
  },
  {
    id: TYPE.stack,
    name: 'jdk.types.StackTrace',
    fields: [
      { name: 'truncated', type: TYPE.boolean },
      { name: 'frames', type: TYPE.frame, array: true },
    ],
  },
  { id: TYPE.frameType, name: 'jdk.types.FrameType', fields: [{ name: 'description', type: TYPE.string }] },
  { id: TYPE.state, name: 'jdk.types.ThreadState', fields: [{ name: 'name', type: TYPE.string }] },
  {
    id: TYPE.setting,
    name: 'jdk.ActiveSetting',
    fields: [
      { name: 'id', type: TYPE.long },
      { name: 'name', type: TYPE.string },
      { name: 'value', type: TYPE.string },
    ],
  },
  { id: TYPE.execution, name: 'jdk.ExecutionSample', fields: SAMPLED },
  { id: TYPE.wall, name: 'profiler.WallClockSample', fields: [...SAMPLED, { name: 'samples', type: TYPE.int }] },
  {
    id: TYPE.park,
    name: 'jdk.ThreadPark',
    fields: [
      { name: 'duration', type: TYPE.long, timespan: 'TICKS' },
      { name: 'eventThread', type: TYPE.thread, ...CONSTANT },
      { name: 'stackTrace', type: TYPE.stack, ...CONSTANT },
      { name: 'parkedClass', type: TYPE.class, ...CONSTANT },
    ],
  },
  {
    id: TYPE.sleep,
    name: 'jdk.ThreadSleep',
    fields: [
      { name: 'duration', type: TYPE.long, timespan: 'MILLISECONDS' },
      { name: 'stackTrace', type: TYPE.stack, ...CONSTANT },
    ],
  },
];

/** An id that a float64 would round. */
export const LARGE_ID = 2n ** 63n + 1n;

export const LEAF = integer(1);
const CALLER = integer(2);

/** `shop/Cart.total` (line 7) called by `shop/Main.run` (no line), on the threads worker (1) and the nameless 2. */
export const POOLS: readonly JfrPoolPlan[] = [
  {
    type: TYPE.thread,
    constants: [
      [1n, [...text('os-1'), ...integer(4711), ...text('worker')]],
      [2n, [0, ...integer(0), 1]],
    ],
  },
  {
    type: TYPE.symbol,
    constants: [
      [10n, text('shop/Cart')],
      [11n, text('total')],
      [12n, text('shop/Main')],
      [LARGE_ID, text('run')],
      [LARGE_ID - 1n, text('not this one')],
      [13n, text('[[Ljava/lang/String;')],
    ],
  },
  {
    type: TYPE.class,
    constants: [
      [1n, integer(10)],
      [2n, integer(12)],
      [3n, integer(13)],
    ],
  },
  {
    type: TYPE.method,
    constants: [
      [1n, [...integer(1), ...integer(11)]],
      [2n, [...integer(2), ...integer(LARGE_ID)]],
    ],
  },
  {
    type: TYPE.stack,
    constants: [
      [1n, stackOf(false, frameOf(LEAF, 7, 1), frameOf(CALLER, -1, 1))],
      [2n, stackOf(true, frameOf(LEAF, 7, 1))],
      [3n, stackOf(false, frameOf(integer(99), 1, 1))],
      [4n, stackOf(false, frameOf(LEAF, 0, 4))],
    ],
  },
  { type: TYPE.frameType, constants: [[1n, text('Interpreted')]] },
  {
    type: TYPE.state,
    constants: [
      [0n, text('STATE_NEW')],
      [1n, text('STATE_RUNNABLE')],
    ],
  },
];

/** What async-profiler's files have in place of the last two pools. */
export const ASYNC_POOLS: readonly JfrPoolPlan[] = [
  ...POOLS.slice(0, -2),
  {
    type: TYPE.frameType,
    constants: [
      [1n, text('Interpreted')],
      [4n, text('C++')],
      [5n, text('Kernel')],
    ],
  },
  {
    type: TYPE.state,
    constants: [
      [0n, text('STATE_DEFAULT')],
      [1n, text('STATE_RUNNABLE')],
      [2n, text('STATE_SLEEPING')],
    ],
  },
];

function stackOf(truncated: boolean, ...frames: readonly JfrBytes[]): number[] {
  return [truncated ? 1 : 0, ...list(...frames)];
}

function frameOf(method: JfrBytes, line: number, type: number): number[] {
  return [...method, ...integer(BigInt.asUintN(32, BigInt(line))), ...integer(type)];
}

type JfrEvent = JfrChunkPlan['events'][number];

export function execution(stack: number | bigint, state = 1, thread = 1): JfrEvent {
  return [TYPE.execution, [...integer(5), ...integer(thread), ...integer(stack), ...integer(state)]];
}

export function wallSample(stack: number, samples: number): JfrEvent {
  return [TYPE.wall, [...integer(5), ...integer(1), ...integer(stack), ...integer(2), ...integer(samples)]];
}

export function park(duration: number | bigint, lock: number, stack = 1): JfrEvent {
  return [TYPE.park, [...integer(duration), ...integer(1), ...integer(stack), ...integer(lock)]];
}

export function sleep(duration: number): JfrEvent {
  return [TYPE.sleep, [...integer(duration), ...integer(1)]];
}

export function setting(id: number, name: string, value: string): JfrEvent {
  return [TYPE.setting, [...integer(id), ...text(name), ...text(value)]];
}

/** A chunk of JDK's recorder with these events. */
export function jdkChunk(events: readonly JfrEvent[], changes: Partial<JfrChunkPlan> = {}): JfrChunkPlan {
  return { types: TYPES, checkpoints: [{ pools: POOLS }], events, ...changes };
}

/** A chunk of async-profiler with these events. */
export function asyncChunk(events: readonly JfrEvent[], changes: Partial<JfrChunkPlan> = {}): JfrChunkPlan {
  return { types: TYPES, checkpoints: [{ pools: ASYNC_POOLS }], events, ...changes };
}
