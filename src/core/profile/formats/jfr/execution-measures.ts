import type { JfrCursor } from './cursor.ts';
import { openReader, readConstant, type Pools } from './pools.ts';
import type { Measure } from './rows.ts';
import type { Sampling } from './sampling.ts';

export interface ExecutionMeasures {
  /** What jdk.ExecutionSample measures in a state of the thread, by the state's id. */
  of(state: number): Measure;
}

/** Events of async-profiler that go by time. */
const TIMERS = new Set(['', 'cpu', 'cpu-clock', 'task-clock', 'itimer', 'ctimer', 'wall']);

/**
 * JDK's recorder samples threads that run Java. async-profiler gives the same event to three things, which only the thread's
 * state and its settings tell apart (one.convert.JfrConverter, WallClock of its sources): samples of the CPU have the state
 * STATE_DEFAULT since version 2.10, and those of the wall clock STATE_RUNNABLE or STATE_SLEEPING until 4.0 gave them an event of
 * their own; before 2.10 there was either one or the other. What is sampled by cache misses or the like counts those.
 */
export function executionMeasures(cursor: JfrCursor, pools: Pools, sampling: Sampling): ExecutionMeasures {
  if (!sampling.isAsync) return { of: () => 'cpu' };
  const counted: Measure = countedEvent(sampling) === '' ? 'cpu' : 'events';
  const states = statesOf(cursor, pools);
  if ([...states.values()].includes('STATE_DEFAULT'))
    return { of: (state) => (states.get(state) === 'STATE_DEFAULT' ? counted : 'wall') };
  return { of: () => (sampling.event === 'wall' ? 'wall' : counted) };
}

/** The event that is counted in place of time, such as `cache-misses`; empty when it is time. */
export function countedEvent({ isAsync, event }: Sampling): string {
  return isAsync && !TIMERS.has(event) ? event : '';
}

function statesOf(cursor: JfrCursor, pools: Pools): ReadonlyMap<number, string> {
  const reader = openReader(cursor, pools, 'jdk.types.ThreadState', ['name']);
  const states = new Map<number, string>();
  for (let number = 0; number < (reader.pool?.ids.size ?? 0); number++)
    states.set(reader.pool!.ids.first[number]!, readConstant(reader, number).text[0]!);
  return states;
}
