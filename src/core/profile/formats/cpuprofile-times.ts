import { isNumber, wrongValue } from './json-values.ts';

/** When samples were taken, in microseconds; `start` and `end` are NaN where the file does not say. */
export interface SampleTimes {
  readonly times: Float64Array;
  readonly start: number;
  readonly end: number;
}

/** Adds up the deltas: each is the time since the sample before, the first one since the start (https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile). */
export function timesFromDeltas(
  format: string,
  where: string,
  deltas: readonly unknown[],
  count: number,
  start: number,
  end: number,
): SampleTimes {
  const times = new Float64Array(count);
  let time = Number.isNaN(start) ? 0 : start;
  for (let at = 0; at < count; at++) {
    const delta = deltas[at];
    if (!isNumber(delta)) throw wrongValue(format, `${where}timeDeltas[${at}]`, 'a number', delta);
    time += delta;
    times[at] = time;
  }
  return { times, start, end };
}

/** Without times the samples share the recording equally. */
export function evenTimes(count: number, start: number, end: number): SampleTimes {
  const interval = count === 0 ? 0 : (end - start) / count;
  return { times: Float64Array.from({ length: count }, (_, at) => start + at * interval), start, end };
}

/**
 * How long each sample stands for: until the next one, as DevTools counts, and the last until the end of the recording. V8 writes
 * samples of two threads out of order, so deltas may be negative; time goes by the clock and not by the order in the file.
 */
export function sampleWeights({ times, end }: SampleTimes): Float64Array {
  const count = times.length;
  const weights = new Float64Array(count);
  if (count === 0) return weights;
  const order = isSorted(times) ? undefined : times.map((_, at) => at).sort((a, b) => times[a]! - times[b]! || a - b);
  const placeAt = (rank: number) => (order === undefined ? rank : order[rank]!);
  for (let rank = 0; rank + 1 < count; rank++)
    weights[placeAt(rank)] = times[placeAt(rank + 1)]! - times[placeAt(rank)]!;
  const first = times[placeAt(0)]!;
  const last = times[placeAt(count - 1)]!;
  // No end, or one before the last sample: it stands for as long as the others do.
  weights[placeAt(count - 1)] = end >= last ? end - last : count > 1 ? (last - first) / (count - 1) : 0;
  return weights;
}

function isSorted(times: Float64Array): boolean {
  for (let at = 1; at < times.length; at++) if (times[at]! < times[at - 1]!) return false;
  return true;
}
