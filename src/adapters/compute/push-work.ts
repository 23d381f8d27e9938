/** What is done with pushed profiles in a thread of their own, so that neither a push nor an investigation waits for the other. */
import { gzipSync } from 'node:zlib';
import { encodePprof } from '../../core/profile/encode-pprof.ts';
import { otlpProcesses } from '../../core/profile/formats/otlp-processes.ts';
import { kindsOf } from '../../core/profile/pick-values.ts';
import { MalformedProfile, type Profile } from '../../core/profile/profile.ts';
import { glanceProfile, readProfile } from '../../core/profile/read-profile.ts';
import { subtractProfile } from '../../core/profile/subtract-profile.ts';
import type { ProcessProfile, ProfileFacts } from '../../pipeline/pushes.ts';
import { inflateProfile, MOST_INFLATED_BYTES } from './inflate.ts';

/** Of all processes of one message, gzipped. */
const MOST_SPLIT_BYTES = 128 * 1024 * 1024;

/** An error's class does not survive the way between threads: what is malformed is told in plain values. */
export type Told<T> =
  | { readonly kind: 'good'; readonly answer: T }
  | { readonly kind: 'malformed'; readonly format: string; readonly problem: string };

export function inspectBytes(bytes: Uint8Array): Told<ProfileFacts> {
  return tell(() => {
    const profile = glanceProfile(inflateProfile(bytes, MOST_INFLATED_BYTES));
    const { format, timeMs, durationSeconds, unstated } = profile;
    return { format, timeMs, durationSeconds, kinds: kindsOf(profile), unstated: unstated !== undefined };
  });
}

export interface Subtraction {
  readonly later: Uint8Array;
  readonly earlier: Uint8Array;
}

export function subtractBytes({ later, earlier }: Subtraction): Told<Uint8Array> {
  return tell(() => pack(subtractProfile(read(later), read(earlier))));
}

export function splitMessage(message: Uint8Array): Told<readonly ProcessProfile[]> {
  return tell(() => {
    const processes: ProcessProfile[] = [];
    let bytes = 0;
    for (const { attributes, profile } of otlpProcesses(inflateProfile(message, MOST_INFLATED_BYTES))) {
      const packed = pack(profile);
      bytes += packed.byteLength;
      if (bytes > MOST_SPLIT_BYTES)
        throw new MalformedProfile('otlp', `its processes unfold to more than ${MOST_SPLIT_BYTES} bytes`);
      processes.push({ attributes, bytes: packed });
    }
    return processes;
  });
}

function read(bytes: Uint8Array): Profile {
  return readProfile(inflateProfile(bytes, MOST_INFLATED_BYTES));
}

/** A copy of its own: what lies in the pool of small buffers would take the whole pool along. */
function pack(profile: Profile): Uint8Array {
  try {
    return new Uint8Array(gzipSync(encodePprof(profile)));
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedProfile(profile.format, error.message);
    throw error;
  }
}

function tell<T>(work: () => T): Told<T> {
  try {
    return { kind: 'good', answer: work() };
  } catch (error) {
    if (error instanceof MalformedProfile) return { kind: 'malformed', format: error.format, problem: error.problem };
    throw error;
  }
}
