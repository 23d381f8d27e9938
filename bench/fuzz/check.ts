/** What must hold of every input: a sound profile whose tree can be built, or a refusal in one line that says where. */
import { buildCallTree } from '../../src/core/profile/build-call-tree.ts';
import { kindsOf } from '../../src/core/profile/pick-values.ts';
import { MalformedProfile, type Profile, type ProfileKind } from '../../src/core/profile/profile.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';
import { inflateProfile } from '../../src/adapters/compute/inflate.ts';
import type { Random } from '../ranking/random.ts';

export interface Outcome {
  readonly profile?: Profile;
  readonly refusal?: string;
}

const LONGEST_REFUSAL = 300;
/** Random inputs are small; what unfolds further is refused, as by the service at its own bound. */
const MOST_INFLATED = 2 ** 24;
const ANY_KIND: readonly ProfileKind[] = ['cpu', 'block', 'mutex', 'off-cpu', 'wall'];

/** Reads the input. Throws for whatever is neither a sound profile nor a proper refusal. */
export function readOrRefuse(bytes: Uint8Array, mostInflated = MOST_INFLATED): Outcome {
  try {
    const profile = readProfile(inflateProfile(bytes, mostInflated));
    checkProfile(profile);
    return { profile };
  } catch (error) {
    return { refusal: checkRefusal(error) };
  }
}

/** Builds the tree that the service would, or of a kind that the profile may not hold. */
export function buildOrRefuse(profile: Profile, random: Random): void {
  const kinds = kindsOf(profile);
  const kind = kinds.length === 0 || random.below(4) === 0 ? random.pick(ANY_KIND) : random.pick(kinds);
  const source = { profile, kind, side: 'comparison', pod: 'a', seconds: 60 } as const;
  try {
    const { tree } = buildCallTree([source], {
      view: random.below(2) === 0 ? 'own' : 'full',
      idle: random.below(2) === 0 ? 'keep' : 'drop',
    });
    must(
      tree.blocks[0]!.self.every((cost) => cost >= 0),
      'a node has a cost below 0',
    );
  } catch (error) {
    checkRefusal(error);
  }
}

function checkRefusal(error: unknown): string {
  if (!(error instanceof MalformedProfile)) throw error;
  const { message } = error;
  must(message.length <= LONGEST_REFUSAL, `a refusal of ${message.length} characters: ${message.slice(0, 400)}`);
  must(!/[\p{Cc}\u2028\u2029]/u.test(message), `a refusal with control characters: ${JSON.stringify(message)}`);
  must(
    message.startsWith('not a readable ') && message.includes(error.format),
    `a refusal without a format: ${message}`,
  );
  must(PLACE.test(message) || WHOLE.test(error.problem), `a refusal without a place: ${message}`);
  return message;
}

/** A byte, a line, or a named and numbered part of the file. */
const PLACE =
  /\(byte \d+\)$|\bline \d+|\[\d+\]|\b(?:sample|profile|event|resource|location|function|attribute|node|frame|mapping) "?-?\d|\b[a-z]+(?:\.[a-z]+)+\b|\b(?:nodes|samples|frames|profiles|shared|document|timeDeltas|timestamps|dictionary)\b/i;
/** What is wrong with the file as a whole has no place. */
const WHOLE = /^(?:it|its|every line)\b/;

export function checkProfile(profile: Profile): void {
  const { sampleTypes, values, stackStart, stacks, frames, labels } = profile;
  const samples = stackStart.length - 1;
  must(values.length === samples * sampleTypes.length, 'columns of different lengths');
  must(
    values.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY),
    'a value is not finite or below 0',
  );
  checkStarts(stackStart, stacks.length, 'stackStart');
  must(
    stacks.every((frame) => frame >= 0 && frame < frames.length),
    'a stack names a frame that is not there',
  );
  for (const { name, file, line, startLine } of frames) {
    must(typeof name === 'string' && typeof file === 'string', 'a frame without a name');
    must(isLine(line) && isLine(startLine), `a frame at line ${line}, of a function at ${startLine}`);
  }
  for (const { type, unit } of sampleTypes)
    must(typeof type === 'string' && typeof unit === 'string', 'a sample type without a name');
  for (const fact of ['period', 'timeMs', 'durationSeconds'] as const)
    must(profile[fact] >= 0 && profile[fact] < Number.POSITIVE_INFINITY, `${fact} is ${profile[fact]}`);
  if (labels === undefined) return;
  must(labels.start.length === samples + 1, 'labels of another number of samples');
  checkStarts(labels.start, labels.pairs.length / 2, 'labels.start');
  must(
    labels.pairs.every((text) => text >= 0 && text < labels.texts.length),
    'a label names a text that is not there',
  );
}

function isLine(line: number): boolean {
  return Number.isInteger(line) && line >= 0 && line < 2 ** 31;
}

function checkStarts(starts: Int32Array, end: number, what: string): void {
  must(starts[0] === 0 && starts.at(-1) === end, `${what} does not span its column`);
  must(
    starts.every((start, at) => at === 0 || start >= starts[at - 1]!),
    `${what} goes back`,
  );
}

function must(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Error(problem);
}
