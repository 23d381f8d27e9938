import type { Frame } from '../profile.ts';
import { closeCall, openCall, startCallClock } from './call-clock.ts';
import { threadLabels, threadNames, threadOf } from './chrome-trace-events.ts';
import { isNumber, isObject, lineOf, numberOr, textOr, wrongValue, type JsonObject } from './json-values.ts';
import { frameNumber, type ProfileDraft } from './profile-draft.ts';
import { createStackTally, pourStacks } from './stack-tally.ts';

/** One call, in microseconds of the trace's clock. */
interface Call {
  readonly name: string;
  readonly frame: number;
  readonly start: number;
  end: number;
}

/** What is known of a thread while its events are read. */
interface Thread {
  readonly calls: Call[];
  /** Begun and not yet ended, the innermost last. */
  readonly open: Call[];
  /** How often each name is among them. */
  readonly openByName: Map<string, number>;
  last: number;
}

const NANOSECONDS_PER_MICROSECOND = 1000;
const UNNAMED = '(unnamed)';

/** Adds the self times of the calls that duration events tell of: `B` and `E`, or `X` with both. Answers with the span in seconds. */
export function addTracedCalls(draft: ProfileDraft, events: readonly unknown[]): number {
  const threads = new Map<string, Thread>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < events.length; at++) {
    const event = events[at];
    if (!isObject(event) || (event['ph'] !== 'B' && event['ph'] !== 'E' && event['ph'] !== 'X')) continue;
    const time = event['ts'];
    if (!isNumber(time)) throw wrongValue(draft.format, `ts of event ${at}`, 'a number', time);
    const name = threadOf(event);
    let thread = threads.get(name);
    if (thread === undefined) threads.set(name, (thread = { calls: [], open: [], openByName: new Map(), last: time }));
    addEvent(draft, thread, event, time);
    first = Math.min(first, time);
    last = Math.max(last, thread.last);
  }
  const names = threadNames(events);
  for (const [name, thread] of threads) {
    const tally = createStackTally(draft);
    const clock = startCallClock(tally, NANOSECONDS_PER_MICROSECOND);
    const ends: number[] = [];
    for (const { frame, start, end } of nestingOrder(thread)) {
      while (ends.length > 0 && ends.at(-1)! <= start) closeCall(clock, ends.pop()!);
      openCall(clock, frame, start);
      // A call that ends after its caller did is cut: the clock can only be in one stack.
      ends.push(Math.min(end, ends.at(-1) ?? end));
    }
    while (ends.length > 0) closeCall(clock, ends.pop()!);
    pourStacks(tally, threadLabels(names, name));
  }
  return last > first ? (last - first) / 1e6 : 0;
}

function addEvent(draft: ProfileDraft, thread: Thread, event: JsonObject, time: number): void {
  const { ph } = event;
  const duration = ph === 'X' ? Math.max(0, numberOr(event['dur'], 0)) : 0;
  thread.last = Math.max(thread.last, time + duration);
  const name = textOr(event['name'], UNNAMED);
  if (ph === 'E') return endCall(thread, name === UNNAMED ? thread.open.at(-1)?.name : name, time);
  const call = { name, frame: frameNumber(draft, frameOf(event, name)), start: time, end: time + duration };
  thread.calls.push(call);
  if (ph === 'X') return;
  thread.open.push(call);
  thread.openByName.set(name, (thread.openByName.get(name) ?? 0) + 1);
}

/** Ends a call and those inside it. One that began before the trace did has nothing to end. */
function endCall(thread: Thread, name: string | undefined, time: number): void {
  if (name === undefined || (thread.openByName.get(name) ?? 0) === 0) return;
  for (let call = thread.open.pop(); call !== undefined; call = thread.open.pop()) {
    call.end = Math.max(call.start, time);
    thread.openByName.set(call.name, thread.openByName.get(call.name)! - 1);
    if (call.name === name) return;
  }
}

/** Callers before those they call. What is open at the end of the trace lasts until then. */
function nestingOrder({ calls, open, last }: Thread): readonly Call[] {
  for (const call of open) call.end = Math.max(call.start, last);
  return calls.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** py-spy says where a function stands in `args`, VizTracer behind its name. */
function frameOf(event: JsonObject, given: string): Frame {
  const args = isObject(event['args']) ? event['args'] : {};
  const behind = given.endsWith(')') ? /^(.{1,500}) \(([^()]{1,1000}):(\d{1,9})\)$/.exec(given) : null;
  const file = textOr(args['filename'], behind?.[2] ?? '');
  const line = isNumber(args['line']) ? lineOf(args['line']) : Number(behind?.[3] ?? 0);
  return { name: behind?.[1] ?? given, file, line, startLine: 0 };
}
