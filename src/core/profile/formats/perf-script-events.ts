import { MalformedProfile } from '../profile.ts';

/** What an event of perf measures. */
export type PerfMeasure = 'nanoseconds' | 'cpu' | 'off-cpu' | 'other';

/**
 * Events that happen in proportion to CPU time, best first (https://man7.org/linux/man-pages/man1/perf-list.1.html). The clocks
 * count nanoseconds; the others give no time, only which share of it. The empty name stands for an event that is not printed.
 */
const CPU_EVENTS = [
  ['cpu-clock', 'task-clock'],
  ['cycles', 'cpu-cycles'],
  ['ref-cycles', 'bus-cycles'],
  ['instructions', ''],
];

/** The event without its modifiers and its unit: `cpu-clock:ppp`, `cpu_core/cycles/P`. */
function plainEvent(event: string): string {
  const inUnit = /^[^/]+\/([^/,]*)/.exec(event)?.[1];
  return inUnit ?? event.replace(/:[ukhIGHpPSDWeb]*$/, '');
}

/** 0 for the best; the number of ranks when the event does not go with CPU time. */
function rankOf(event: string): number {
  const rank = CPU_EVENTS.findIndex((events) => events.includes(plainEvent(event)));
  return rank < 0 ? CPU_EVENTS.length : rank;
}

/**
 * What each of the events of a recording is counted as. Of several that go with CPU time only the best kind counts, since they
 * sample the same work twice. Throws MalformedProfile when none measures any time.
 */
export function measuresOf(events: readonly string[]): PerfMeasure[] {
  // Not Math.min(...ranks): a text of hundreds of thousands of events would overflow the stack.
  const best = events.reduce((least, event) => Math.min(least, rankOf(event)), CPU_EVENTS.length);
  const measures = events.map((event): PerfMeasure => {
    if (plainEvent(event) === 'offcpu-time') return 'off-cpu';
    if (best === CPU_EVENTS.length || rankOf(event) !== best) return 'other';
    return best === 0 ? 'nanoseconds' : 'cpu';
  });
  if (measures.every((measure) => measure === 'other')) throw new MalformedProfile('perf script', whyNot(events));
  return measures;
}

function whyNot(events: readonly string[]): string {
  const named = events.slice(0, 5).join(', ');
  return events.some((event) => event.startsWith('sched:'))
    ? `its events, ${named}, say how often threads stopped and not for how long: use perf record --off-cpu`
    : `its events, ${named}, do not measure time: record cpu-clock or cycles`;
}
