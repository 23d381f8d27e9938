/** The first line of a sample in `perf script` text. */
export interface PerfHeader {
  readonly comm: string;
  /** Thread id; empty where the fields leave it out. */
  readonly thread: string;
  /** Seconds on perf's clock, which begins at boot; NaN when not printed. */
  readonly time: number;
  /** What the sample stands for, in the event's own unit; 0 when not printed. */
  readonly period: number;
  /** As perf prints it, `cpu-clock:ppp`; empty when not printed. */
  readonly event: string;
  /** Where what stands behind the event begins: the one frame of a sample without call chain, or the fields of a tracepoint. */
  readonly restAt: number;
}

/** Tracepoints print their fields behind the event; nobody needs more of the line than this. */
export const LONGEST_HEADER = 4096;

/**
 * Reads `comm pid/tid [cpu] flags time: period event: rest`, of which perf prints what it was asked for. The name of a command may
 * hold spaces and numbers, so everything is found from the time on, to both sides. Undefined for what has neither time nor event.
 */
export function readPerfHeader(line: string): PerfHeader | undefined {
  const text = line.slice(0, LONGEST_HEADER);
  const words = Array.from(text.matchAll(/\S+/g));
  const word = (at: number) => words[at]?.[0] ?? '';
  const timeAt = words.findIndex(([one], at) => at > 0 && /^\d{1,12}\.\d{1,9}:$/.test(one));
  let eventAt = timeAt + 1;
  let period = 0;
  if (timeAt < 0) eventAt = words.findIndex(([one], at) => at > 0 && one.length > 1 && one.endsWith(':'));
  else if (/^\d{1,18}$/.test(word(eventAt))) period = Number(word(eventAt++));
  const hasEvent = word(eventAt).length > 1 && word(eventAt).endsWith(':');
  if (timeAt < 0 && !hasEvent) return undefined;
  const threadAt = findThread(words.slice(0, timeAt < 0 ? eventAt : timeAt).map(([one]) => one));
  const commEnd = words[threadAt < 0 ? (timeAt < 0 ? eventAt : timeAt) : threadAt]?.index ?? 0;
  const end = hasEvent ? words[eventAt]!.index + word(eventAt).length : text.length;
  return {
    comm: text.slice(0, commEnd).trim(),
    thread: threadAt < 0 ? '' : word(threadAt).replace(/^\d+\//, ''),
    time: timeAt < 0 ? Number.NaN : Number(word(timeAt).slice(0, -1)),
    period,
    event: hasEvent ? word(eventAt).slice(0, -1) : '',
    restAt: end + (/^ */.exec(text.slice(end))?.[0].length ?? 0),
  };
}

/** Place of the `tid` or `pid/tid` among the words before the time, or -1; behind it may stand `[cpu]` and flags. */
function findThread(words: readonly string[]): number {
  for (let at = words.length - 1; at > 0; at--) if (/^\d{1,10}(?:\/-?\d{1,10})?$/.test(words[at]!)) return at;
  return -1;
}
