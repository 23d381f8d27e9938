import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';
import { MalformedProfile, type Frame, type Profile, type ValueType } from '../profile.ts';
import { measuresOf, type PerfMeasure } from './perf-script-events.ts';
import { plainFrame } from './folded-frame.ts';
import { finishPerfFrames, isResting, type PerfFrames } from './perf-script-frames.ts';
import type { PerfHeader } from './perf-script-header.ts';
import { addSample, draftProfile, finishProfile, frameNumber, type ProfileFacts } from './profile-draft.ts';

type Label = readonly [key: string, text: string];

/** The samples of a `perf script` text in columns; stacks leaf first, as they come. */
export interface PerfSamples {
  readonly stackStart: IntColumn;
  readonly stacks: IntColumn;
  readonly event: IntColumn;
  readonly thread: IntColumn;
  readonly periods: number[];
  readonly eventNumbers: Map<string, number>;
  readonly threadNumbers: Map<string, number>;
  readonly threads: (readonly Label[])[];
  firstTime: number;
  lastTime: number;
}

export function createPerfSamples(): PerfSamples {
  return {
    stackStart: createIntColumn(1024),
    stacks: createIntColumn(4096),
    event: createIntColumn(1024),
    thread: createIntColumn(1024),
    periods: [],
    eventNumbers: new Map(),
    threadNumbers: new Map(),
    threads: [],
    firstTime: Number.POSITIVE_INFINITY,
    lastTime: Number.NEGATIVE_INFINITY,
  };
}

/** Begins a sample; its frames follow in `stacks`. */
export function addHeader(samples: PerfSamples, { comm, thread, time, period, event }: PerfHeader): void {
  appendInt(samples.stackStart, samples.stacks.length);
  appendInt(samples.event, numberOf(samples.eventNumbers, event));
  const number = numberOf(samples.threadNumbers, `${thread} ${comm}`);
  const labels: readonly Label[] = [
    ['comm', comm],
    ['thread id', thread],
  ];
  if (number === samples.threads.length) samples.threads.push(labels.filter(([, text]) => text !== ''));
  appendInt(samples.thread, number);
  samples.periods.push(period);
  if (Number.isNaN(time)) return;
  samples.firstTime = Math.min(samples.firstTime, time);
  samples.lastTime = Math.max(samples.lastTime, time);
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

/** Number of samples of CPU work and the sum of what they stand for. */
interface Work {
  readonly count: number;
  readonly period: number;
  /** Whether perf printed the period of each. */
  readonly isWeighed: boolean;
}

interface Column {
  readonly type: ValueType;
  readonly of: 'work' | 'waits';
  valueOf(period: number): number;
}

/**
 * The profile: CPU samples with the time they stand for where the event is a clock, and the time off the CPU where perf measured
 * that. Throws MalformedProfile when the text holds neither.
 */
export function finishPerfScript(samples: PerfSamples, perfFrames: PerfFrames): Profile {
  if (samples.event.length === 0) throw new MalformedProfile('perf script', 'it holds no samples');
  appendInt(samples.stackStart, samples.stacks.length);
  const frames = finishPerfFrames(perfFrames);
  const measures = measureSamples(samples, frames);
  const work = workOf(samples, measures);
  const isTimed = measures.includes('nanoseconds') && work.isWeighed;
  const columns = columnsOf(work, isTimed, measures.includes('off-cpu'));
  const draft = draftProfile(
    'perf script',
    columns.map(({ type }) => type),
  );
  // Only frames that stacks hold: one whose source line came below it was numbered without it first.
  const numbers = new Map<number, number>();
  const numberOfFrame = (frame: number) => {
    const known = numbers.get(frame) ?? frameNumber(draft, frames[frame]!);
    numbers.set(frame, known);
    return known;
  };
  for (const [sample, measure] of measures.entries()) {
    if (measure === 'other') continue;
    const stack = stackOf(samples, sample).map(numberOfFrame);
    if (stack.length === 0) stack.push(frameNumber(draft, plainFrame('[unknown]')));
    const of = measure === 'off-cpu' ? 'waits' : 'work';
    const values = columns.map((column) => (column.of === of ? column.valueOf(samples.periods[sample]!) : 0));
    addSample(draft, stack, values, samples.threads[samples.thread.items[sample]!]);
  }
  return finishProfile(draft, factsOf(samples, work, isTimed, columns));
}

/** Root first. */
function stackOf({ stackStart, stacks }: PerfSamples, sample: number): number[] {
  return Array.from(stacks.items.subarray(stackStart.items[sample], stackStart.items[sample + 1])).reverse();
}

/** What each sample measures; the rest of CPU 0 to n, where nothing runs, measures nothing. */
function measureSamples(samples: PerfSamples, frames: readonly Frame[]): PerfMeasure[] {
  const ofEvent = measuresOf(Array.from(samples.eventNumbers.keys()));
  const resting = frames.map(isResting);
  return Array.from(samples.event.items.subarray(0, samples.event.length), (event, sample) => {
    const leaf = samples.stackStart.items[sample]!;
    const isIdle = leaf < samples.stackStart.items[sample + 1]! && resting[samples.stacks.items[leaf]!] === true;
    return isIdle ? 'other' : ofEvent[event]!;
  });
}

function workOf({ periods }: PerfSamples, measures: readonly PerfMeasure[]): Work {
  let count = 0;
  let period = 0;
  let isWeighed = true;
  for (const [sample, measure] of measures.entries()) {
    if (measure === 'other' || measure === 'off-cpu') continue;
    count++;
    period += periods[sample]!;
    isWeighed &&= periods[sample]! > 0;
  }
  return { count, period, isWeighed };
}

/**
 * Counters, such as cycles, give no time. A sample of one counts as its share of all that was counted, so that a rate which perf
 * still adjusts, as at the start, gives no place more weight than it had; the sum stays the number of samples.
 */
function columnsOf({ count, period, isWeighed }: Work, isTimed: boolean, hasWaits: boolean): Column[] {
  const columns: Column[] = [];
  if (count > 0) {
    // With waits beside them the samples must say that they are of the CPU.
    const type = { type: hasWaits ? 'cpu' : 'samples', unit: 'count' };
    columns.push({ type, of: 'work', valueOf: (one) => (isTimed || !isWeighed ? 1 : (one * count) / period) });
  }
  if (isTimed && count > 0) columns.push({ type: CPU_TIME, of: 'work', valueOf: (one) => one });
  if (hasWaits) columns.push({ type: { type: 'off-cpu', unit: 'nanoseconds' }, of: 'waits', valueOf: (one) => one });
  return columns;
}

const CPU_TIME: ValueType = { type: 'cpu', unit: 'nanoseconds' };

function factsOf(samples: PerfSamples, work: Work, isTimed: boolean, columns: readonly Column[]): ProfileFacts {
  const seconds = samples.lastTime - samples.firstTime;
  const period =
    isTimed && work.count > 0 ? { period: Math.round(work.period / work.count), periodType: CPU_TIME } : {};
  return {
    ...period,
    ...(columns.length === 1 && !isTimed && columns[0]!.of === 'work' ? { unstated: 'kind' } : {}),
    durationSeconds: seconds > 0 ? Math.round(seconds * 1e9) / 1e9 : 0,
  };
}
