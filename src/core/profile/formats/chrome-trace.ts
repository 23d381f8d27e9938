import { MalformedProfile, type Profile } from '../profile.ts';
import { addTracedCalls } from './chrome-trace-calls.ts';
import { traceEventsOf } from './chrome-trace-events.ts';
import { addTracedProfiles, gatherProfiles } from './chrome-trace-v8.ts';
import { V8_TYPES } from './cpuprofile-samples.ts';
import type { JsonFormat } from './format.ts';
import { draftProfile, finishProfile } from './profile-draft.ts';

const FORMAT = 'chrome-trace';

/** Traces of Chrome, Node, py-spy and others: with V8's CPU profiles inside they are read as those, else as nested calls. */
export const chromeTrace: JsonFormat = {
  name: FORMAT,
  recognises: (document) => traceEventsOf(document) !== undefined,
  decode: (document) => decodeTrace(traceEventsOf(document) ?? []),
};

function decodeTrace(events: readonly unknown[]): Profile {
  const profiles = gatherProfiles(events);
  if (profiles.length > 0) {
    const draft = draftProfile(FORMAT, V8_TYPES);
    const durationSeconds = addTracedProfiles(draft, events, profiles);
    return finishProfile(draft, { durationSeconds });
  }
  // Time on a processor or on the wall: the format does not say, see speedscope-units.
  const draft = draftProfile(FORMAT, [{ type: 'cpu', unit: 'nanoseconds' }]);
  const durationSeconds = addTracedCalls(draft, events);
  if (draft.values.length === 0)
    throw new MalformedProfile(
      FORMAT,
      'it has no stacks, neither a CPU profile (category disabled-by-default-v8.cpu_profiler) nor calls that took time',
    );
  return finishProfile(draft, { unstated: 'kind', durationSeconds });
}
