import { ENTRY, IDLE, NOT_RUNNING, OWN, PAUSE, PROFILER, WRAPPER } from './frame-roles.ts';

/**
 * Which waits are left out as idle: those in functions known by name, or also those in which the service never called
 * anything; the latter only where frames tell whose code they are. Time in which V8 did not run never counts.
 */
export type IdleRule = 'keep' | 'named' | 'structural';

/** Answers of cutStack in place of an end. */
export const PROFILER_STACK = -1;
export const IDLE_STACK = -2;

/**
 * Where the stack functions[begin..end) ends after cutting, or why it is not counted at all (ranking rules 1 and 8). Root first.
 * Profiler frames with the service's code below them only label that code, so such stacks stay.
 */
export function cutStack(functions: Int32Array, roles: Uint8Array, begin: number, end: number, idle: IdleRule): number {
  let last = end;
  while (last - 1 > begin && (roles[functions[last - 1]!]! & PAUSE) !== 0) last--;
  let deepestOwn = -1;
  let deepestProfiler = -1;
  let deepestIdle = -1;
  let notRunning = false;
  for (let at = begin; at < last; at++) {
    const role = roles[functions[at]!]!;
    if (role === 0) continue;
    if ((role & OWN) !== 0) deepestOwn = at;
    if ((role & PROFILER) !== 0) deepestProfiler = at;
    if ((role & IDLE) !== 0) deepestIdle = at;
    if ((role & NOT_RUNNING) !== 0) notRunning = true;
  }
  if (deepestProfiler > deepestOwn) return PROFILER_STACK;
  if (notRunning) return IDLE_STACK;
  if (idle !== 'keep') {
    // A function of the service may be named as one that waits for work, too.
    if (deepestIdle >= 0 && deepestIdle >= deepestOwn) return IDLE_STACK;
    if (idle === 'structural' && isIdle(functions, roles, begin, last)) return IDLE_STACK;
  }
  return last;
}

/**
 * Where a stack that cutStack kept ends in the view for ranking: below the deepest frame of the service only the library function
 * stays that it entered.
 */
export function ownEnd(functions: Int32Array, roles: Uint8Array, begin: number, end: number): number {
  for (let at = end - 1; at >= begin; at--) if ((roles[functions[at]!]! & OWN) !== 0) return Math.min(end, at + 2);
  return end;
}

/**
 * A wait is idle when the service never called anything: no own frame, or the only own function is the one the goroutine or
 * thread was started with. A job that a worker runs (loop, job, lock) has a second one. A script's top level is an entry.
 */
function isIdle(functions: Int32Array, roles: Uint8Array, begin: number, end: number): boolean {
  let start = begin;
  while (start < end - 1 && (roles[functions[start]!]! & (ENTRY | WRAPPER)) !== 0) start++;
  let only = -1;
  for (let at = begin; at < end; at++) {
    const called = functions[at]!;
    if ((roles[called]! & (OWN | WRAPPER | ENTRY)) !== OWN) continue;
    if (only >= 0 && only !== called) return false;
    only = called;
  }
  return only < 0 || functions[start] === only;
}
