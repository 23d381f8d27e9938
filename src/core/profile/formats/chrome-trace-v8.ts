import { linkNodes } from './cpuprofile-nodes.ts';
import { tallySamples } from './cpuprofile-samples.ts';
import { timesFromDeltas } from './cpuprofile-times.ts';
import { threadLabels, threadNames, threadOf } from './chrome-trace-events.ts';
import { idOr, isList, isNumber, isObject, numberOr, type JsonObject } from './json-values.ts';
import type { ProfileDraft } from './profile-draft.ts';
import { createStackTally, pourStacks } from './stack-tally.ts';

/** One of V8's CPU profiles, gathered from the events that it is spread over. Times are in microseconds. */
export interface TracedProfile {
  readonly id: string;
  thread: string;
  readonly nodes: unknown[];
  readonly samples: unknown[];
  readonly timeDeltas: unknown[];
  start: number;
  end: number;
}

/**
 * V8 writes a `Profile` event when it starts on a thread and then `ProfileChunk`s from a thread of its own, which name the profile by
 * its id (https://source.chromium.org/chromium/chromium/src/+/main:v8/src/profiler/cpu-profiler.cc); Chrome before 67 wrote one
 * `CpuProfile` event with all of it.
 */
export function gatherProfiles(events: readonly unknown[]): readonly TracedProfile[] {
  const profiles = new Map<string, TracedProfile>();
  for (const event of events) {
    if (!isObject(event)) continue;
    const { name } = event;
    if (name !== 'Profile' && name !== 'ProfileChunk' && name !== 'CpuProfile') continue;
    const data = isObject(event['args']) ? event['args']['data'] : undefined;
    if (!isObject(data)) continue;
    const id = profileId(event);
    let profile = profiles.get(id);
    if (profile === undefined) {
      profile = {
        id,
        thread: threadOf(event),
        nodes: [],
        samples: [],
        timeDeltas: [],
        start: Number.NaN,
        end: Number.NaN,
      };
      profiles.set(id, profile);
    }
    if (name === 'Profile') profile.thread = threadOf(event);
    addPart(profile, data);
  }
  return Array.from(profiles.values()).filter(({ samples }) => samples.length > 0);
}

function profileId(event: JsonObject): string {
  const { id, id2, pid } = event;
  const own = idOr(id ?? (isObject(id2) ? id2['local'] : undefined), '');
  return own === '' ? threadOf(event) : `${idOr(pid, '')}:${own}`;
}

/** Chunks come in order; deltas stand beside the part of the profile in new traces and inside it in old ones. */
function addPart(profile: TracedProfile, data: JsonObject): void {
  const part = isObject(data['cpuProfile']) ? data['cpuProfile'] : {};
  append(profile.nodes, part['nodes']);
  append(profile.samples, part['samples']);
  append(profile.timeDeltas, data['timeDeltas'] ?? part['timeDeltas']);
  for (const times of [data, part]) {
    if (isNumber(times['startTime'])) profile.start = times['startTime'];
    profile.end = numberOr(times['endTime'], profile.end);
  }
}

function append(to: unknown[], list: unknown): void {
  // Not push(...list): a list of a million would overflow the stack.
  if (isList(list)) for (const one of list) to.push(one);
}

/** Adds the samples of all profiles; answers with the longest one's length in seconds. */
export function addTracedProfiles(
  draft: ProfileDraft,
  events: readonly unknown[],
  profiles: readonly TracedProfile[],
): number {
  const names = threadNames(events);
  let longest = 0;
  for (const { id, thread, nodes, samples, timeDeltas, start, end } of profiles) {
    const where = `profile ${id}: `;
    const tally = createStackTally(draft);
    const times = timesFromDeltas(draft.format, where, timeDeltas, samples.length, start, end);
    tallySamples(tally, where, linkNodes(draft.format, where, nodes), samples, times);
    pourStacks(tally, threadLabels(names, thread));
    const last = Number.isNaN(end) ? times.times.at(-1)! : end;
    longest = Math.max(longest, (last - (Number.isNaN(start) ? 0 : start)) / 1e6);
  }
  return longest;
}
