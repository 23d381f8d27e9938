import type { Profile } from '../profile.ts';
import { flattenHead, linkNodes, type V8Nodes } from './cpuprofile-nodes.ts';
import { tallyHits, tallySamples, totalHits, V8_TYPES } from './cpuprofile-samples.ts';
import { evenTimes, timesFromDeltas, type SampleTimes } from './cpuprofile-times.ts';
import type { JsonFormat } from './format.ts';
import { isNumber, isObject, listAt, numberOr, wrongValue, type JsonObject } from './json-values.ts';
import { draftProfile, finishProfile } from './profile-draft.ts';
import { createStackTally, pourStacks, type StackTally } from './stack-tally.ts';

const FORMAT = 'cpuprofile';
const MICROSECONDS_PER_SECOND = 1e6;
/** V8's sampling interval when nobody sets another (https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#method-setSamplingInterval). */
const USUAL_INTERVAL = 1000;
/** Microseconds from 1970 to 2001: smaller start times are of a clock that began with the machine, as V8's own. */
const EARLIEST_EPOCH = 1e15;

/**
 * V8's CPU profiles (https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile) as Node, Deno, Chrome and Bun write
 * them, the older form with a nested `head`, and either inside the answer of the inspector's `Profiler.stop`.
 */
export const cpuprofile: JsonFormat = {
  name: FORMAT,
  recognises: (document) => recordingOf(document) !== undefined,
  decode: (document) => decodeCpuprofile(recordingOf(document) ?? {}),
};

function recordingOf(document: unknown): JsonObject | undefined {
  if (!isObject(document)) return undefined;
  const { profile, result } = document;
  const answer = isObject(result) ? result['profile'] : profile;
  const recording = isObject(answer) ? answer : document;
  const { head, nodes, samples } = recording;
  // A heap profile has a head too, but that counts bytes.
  if (isObject(head)) return head['selfSize'] === undefined ? recording : undefined;
  const [first]: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const isV8 = isObject(first) ? isObject(first['callFrame']) : Array.isArray(nodes) && Array.isArray(samples);
  return isV8 ? recording : undefined;
}

function decodeCpuprofile(recording: JsonObject): Profile {
  const draft = draftProfile(FORMAT, V8_TYPES);
  const tally = createStackTally(draft);
  const isOld = isObject(recording['head']);
  // The nested form counts seconds at both ends, and microseconds between samples.
  const scale = isOld ? MICROSECONDS_PER_SECOND : 1;
  const start = numberOr(recording['startTime'], Number.NaN) * scale;
  const end = numberOr(recording['endTime'], Number.NaN) * scale;
  const linked = isObject(recording['head'])
    ? flattenHead(FORMAT, recording['head'])
    : linkNodes(FORMAT, '', listAt(FORMAT, 'nodes', recording['nodes']));
  const { samples } = recording;
  if (Array.isArray(samples) && samples.length > 0)
    tallySamples(tally, '', linked, samples, timesOf(recording, samples.length, start, end));
  else tallyAllHits(tally, linked, end - start);
  pourStacks(tally, []);
  return finishProfile(draft, {
    timeMs: start >= EARLIEST_EPOCH ? Math.floor(start / 1000) : 0,
    durationSeconds: end > start ? (end - start) / MICROSECONDS_PER_SECOND : 0,
  });
}

function timesOf(recording: JsonObject, count: number, start: number, end: number): SampleTimes {
  const { timeDeltas, timestamps } = recording;
  if (timeDeltas !== undefined)
    return timesFromDeltas(FORMAT, '', listAt(FORMAT, 'timeDeltas', timeDeltas), count, start, end);
  if (timestamps !== undefined) {
    const list = listAt(FORMAT, 'timestamps', timestamps);
    const times = Float64Array.from({ length: count }, (_, at) => {
      const time = list[at];
      if (!isNumber(time)) throw wrongValue(FORMAT, `timestamps[${at}]`, 'a number', time);
      return time;
    });
    return { times, start, end };
  }
  return end > start ? evenTimes(count, start, end) : evenTimes(count, 0, count * USUAL_INTERVAL);
}

function tallyAllHits(tally: StackTally, linked: V8Nodes, duration: number): void {
  const hits = totalHits(FORMAT, '', linked);
  tallyHits(tally, '', linked, duration > 0 && hits > 0 ? duration / hits : USUAL_INTERVAL);
}
