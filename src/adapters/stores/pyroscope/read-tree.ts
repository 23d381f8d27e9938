/** The smaller answer, for a profile that is too large and for the spans of old servers: functions only, and at most so many nodes. */
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { decodePprof } from '../../../core/profile/formats/pprof.ts';
import { pickValues } from '../../../core/profile/pick-values.ts';
import type { Profile, ProfileKind } from '../../../core/profile/profile.ts';
import { MalformedProfile } from '../../../core/profile/profile.ts';
import { encodePprof } from '../../../core/profile/encode-pprof.ts';
import { CODES, type Pyroscope } from './ask-pyroscope.ts';
import { mentionsOther, type MergeRequest } from './merge-messages.ts';
import type { PickedType } from './profile-types.ts';

const MOST_NODES = 65_536;
/** Deeper stacks are cut by every agent. */
const MOST_DEPTH = 4_096;
const Answer = z.object({ tree: z.base64().default('') });
/** The function that servers put in place of what they cut off. */
const OTHER = 'other';
const NAMELESS = '[unknown]';

export async function readTree(
  pyroscope: Pyroscope,
  type: PickedType,
  method: 'SelectMergeStacktraces' | 'SelectMergeSpanProfile',
  question: MergeRequest & { readonly spanSelector?: readonly string[] },
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly cutShare: number }> {
  const message = { ...question, format: 'PROFILE_FORMAT_TREE', maxNodes: MOST_NODES };
  const { tree } = await pyroscope.json(method, message, Answer, signal);
  const profile = profileOf(Buffer.from(tree, 'base64'), type, pyroscope.url);
  if (profile.stackStart.length === 1) return { bytes: new Uint8Array(), cutShare: 0 };
  return { bytes: encodePprof(profile), cutShare: shareOfOther(profile, 0) };
}

/** What part of a profile's cost the server cut off; 0 as well where it cannot be read, which the decoder will say. */
export function cutShare(bytes: Uint8Array, kind: ProfileKind): number {
  if (!mentionsOther(bytes)) return 0;
  try {
    const profile = decodePprof(bytes);
    return shareOfOther(profile, pickValues(profile, kind)?.cost ?? 0);
  } catch (error) {
    if (error instanceof MalformedProfile) return 0;
    throw error;
  }
}

/** A function of the service that is really called so has a file. */
function shareOfOther({ frames, stacks, stackStart, values, sampleTypes }: Profile, column: number): number {
  let all = 0;
  let other = 0;
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    const cost = values[sample * sampleTypes.length + column]!;
    all += cost;
    const end = stackStart[sample + 1]!;
    const leaf = end > stackStart[sample]! ? frames[stacks[end - 1]!] : undefined;
    if (leaf?.name === OTHER && leaf.file === '') other += cost;
  }
  return all > 0 ? other / all : 0;
}

/**
 * Depth first: length of the name, name, self, number of children; the first node has no name.
 * https://github.com/grafana/pyroscope/blob/main/pkg/model/tree.go
 */
function profileOf(bytes: Uint8Array, { sampleType, sampleUnit }: PickedType, url: string): Profile {
  const names = new Map<string, number>();
  const [stacks, stackStart, values]: [number[], number[], number[]] = [[], [0], []];
  const path: number[] = [];
  const left: number[] = [];
  const decoder = new TextDecoder();
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 56) throw malformed(url, at);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const length = number();
    const name = decoder.decode(bytes.subarray(at, (at += length)));
    const self = number();
    const children = number();
    if (at > bytes.length || path.length > MOST_DEPTH) throw malformed(url, at);
    // Of the root, which is left out below, and of what had no symbols.
    const shown = name === '' ? NAMELESS : name;
    if (!names.has(shown)) names.set(shown, names.size);
    path.push(names.get(shown)!);
    if (self > 0) {
      // The root is no frame.
      stacks.push(...path.slice(1));
      stackStart.push(stacks.length);
      values.push(self);
    }
    left.push(children);
    while (left.length > 0 && left.at(-1) === 0) {
      left.pop();
      path.pop();
      if (left.length > 0) left.push(left.pop()! - 1);
    }
    if (left.length === 0 && at < bytes.length) throw malformed(url, at);
  }
  if (left.length > 0) throw malformed(url, at);
  return {
    format: 'pprof',
    sampleTypes: [{ type: sampleType, unit: sampleUnit }],
    values: Float64Array.from(values),
    stackStart: Int32Array.from(stackStart),
    stacks: Int32Array.from(stacks),
    frames: [...names.keys()].map((name) => ({ name, file: '', line: 0, startLine: 0 })),
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
  };
}

function malformed(url: string, at: number): Failure {
  return new Failure(CODES.rejected, `${url} answered a tree that breaks off at byte ${at}`, { retryable: false });
}
