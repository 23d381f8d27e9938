import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { createLabelSets, finishLabelSets, numberLabelSets } from './label-sets.ts';
import { addPair, createPairIndex } from './pair-index.ts';
import type { Frame, Profile, ValueType } from './profile.ts';
import { addStack, createStackIndex } from './stack-index.ts';

/** Profiles of one series being added up, stack by stack. */
export interface ProfileMerge {
  /** Answers why this one cannot be added to those before, and adds nothing then. */
  add(profile: Profile, seconds: number): string | undefined;
  /**
   * The sum: every stack with the same labels once, in order of arrival, and only frames that are on one. Exact as long as the sums
   * stay below 2^53.
   */
  finish(): Profile;
}

/** Holds one profile at a time besides the sum. Quickest for profiles that were read with one pool of frames. */
export function mergeProfiles(): ProfileMerge {
  let first: Profile | undefined;
  let seconds = 0;
  let timeMs = Infinity;
  const frames: Frame[] = [];
  /** Frames of the profile that was added last, and the number of each here, or -1. */
  let given: readonly Frame[] = frames;
  let ofGiven = new Int32Array();
  const texts = new Map<string, number>();
  const places = createPairIndex();
  const lines = createPairIndex();
  const distinct = createPairIndex();
  const stacks = createStackIndex();
  const labelSets = createLabelSets();
  /** Of (stack, set of labels). */
  const samples = createPairIndex();
  let values = new Float64Array(1024);

  return {
    add(profile, length) {
      first ??= profile;
      const why = unlike(first, profile);
      if (why !== undefined) return why;
      seconds += length;
      if (profile.timeMs > 0) timeMs = Math.min(timeMs, profile.timeMs);
      const ofFrame = numberFrames(profile);
      const ofSample = numberLabelSets(labelSets, profile.labels);
      const { stackStart, stacks: flat } = profile;
      const width = profile.sampleTypes.length;
      for (let sample = 0; sample + 1 < stackStart.length; sample++) {
        const stack = addStack(stacks, flat, stackStart[sample]!, stackStart[sample + 1]!, ofFrame);
        const place = addPair(samples, stack, ofSample === undefined ? 0 : ofSample[sample]!);
        reserve(samples.size * width);
        for (let type = 0; type < width; type++)
          values[place * width + type]! += profile.values[sample * width + type]!;
      }
      return undefined;
    },
    finish() {
      if (first === undefined) throw new RangeError('nothing was merged');
      const { format, sampleTypes, period, periodType, unstated } = first;
      const labels = finishLabelSets(labelSets, samples.second.subarray(0, samples.size));
      return {
        format,
        ...(unstated === undefined ? {} : { unstated }),
        sampleTypes,
        period,
        periodType,
        frames,
        values: values.slice(0, samples.size * sampleTypes.length),
        ...finishedStacks(),
        ...(labels === undefined ? {} : { labels }),
        timeMs: Number.isFinite(timeMs) ? timeMs : 0,
        durationSeconds: seconds,
      };
    },
  };

  /** Number here of each frame that is on a stack. Profiles that were read with one pool have one list of frames, numbered once. */
  function numberFrames({ frames: asked, stacks: flat }: Profile): Int32Array {
    if (asked !== given) {
      given = asked;
      ofGiven = new Int32Array(asked.length).fill(-1);
    } else if (asked.length > ofGiven.length) {
      const known = ofGiven;
      ofGiven = new Int32Array(asked.length * 2).fill(-1);
      ofGiven.set(known);
    }
    for (let at = 0; at < flat.length; at++) {
      const frame = flat[at]!;
      if (ofGiven[frame]! < 0) ofGiven[frame] = frameNumber(asked[frame]!);
    }
    return ofGiven;
  }

  /** By what the frame says. Texts are numbered first: a key put together of them would be written out for each frame. */
  function frameNumber(frame: Frame): number {
    const place = addPair(places, textNumber(frame.name), textNumber(frame.file));
    const number = addPair(distinct, addPair(lines, place, frame.line), frame.startLine);
    if (number === frames.length) frames.push(frame);
    return number;
  }

  function textNumber(text: string): number {
    let number = texts.get(text);
    if (number === undefined) texts.set(text, (number = texts.size));
    return number;
  }

  function reserve(length: number): void {
    if (length <= values.length) return;
    const larger = new Float64Array(Math.max(length, values.length * 2));
    larger.set(values);
    values = larger;
  }

  /** Of each sample; where nobody put labels on them these are the stacks as they lie. */
  function finishedStacks(): Pick<Profile, 'stackStart' | 'stacks'> {
    const { start, functions } = stacks;
    if (samples.size === stacks.size) return { stackStart: filledInts(start), stacks: filledInts(functions) };
    const flat = createIntColumn(functions.length);
    const starts = createIntColumn(samples.size + 1);
    appendInt(starts, 0);
    for (let sample = 0; sample < samples.size; sample++) {
      const stack = samples.first[sample]!;
      const end = start.items[stack + 1]!;
      for (let at = start.items[stack]!; at < end; at++) appendInt(flat, functions.items[at]!);
      appendInt(starts, flat.length);
    }
    return { stackStart: filledInts(starts), stacks: filledInts(flat) };
  }
}

function unlike(first: Profile, other: Profile): string | undefined {
  const [one, two] = [first, other].map((profile) => profile.sampleTypes.map(spelled).join(', '));
  if (one !== two) return `${one} beside ${two}`;
  const samePeriod = first.period === other.period && spelled(first.periodType) === spelled(other.periodType);
  return samePeriod && first.unstated === other.unstated ? undefined : 'samples of another period';
}

function spelled({ type, unit }: ValueType): string {
  return `${type}/${unit}`;
}
