import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { addPair, createPairIndex } from './pair-index.ts';
import type { Frame, Profile, SampleLabels, ValueType } from './profile.ts';
import { addStack, createStackIndex } from './stack-index.ts';

/** Profiles of one series being added up, stack by stack. */
export interface ProfileMerge {
  /** Answers why this one cannot be added to those before, and adds nothing then. */
  add(profile: Profile, seconds: number): string | undefined;
  /** The sum: every stack with the same labels once, in order of arrival. Exact as long as the sums stay below 2^53. */
  finish(): Profile;
}

/** Holds one profile at a time besides the sum. */
export function mergeProfiles(): ProfileMerge {
  let first: Profile | undefined;
  let seconds = 0;
  let timeMs = Infinity;
  const frames: Frame[] = [];
  const frameNumbers = new Map<string, number>();
  const stacks = createStackIndex();
  const texts: string[] = [];
  const textNumbers = new Map<string, number>();
  const labelSets: (readonly number[])[] = [];
  const labelSetNumbers = new Map<string, number>();
  /** Of (stack, set of labels). */
  const samples = createPairIndex();
  const stackOf = createIntColumn(1024);
  const labelsOf = createIntColumn(1024);
  let values = new Float64Array(1024);

  return {
    add(profile, length) {
      first ??= profile;
      const why = unlike(first, profile);
      if (why !== undefined) return why;
      seconds += length;
      if (profile.timeMs > 0) timeMs = Math.min(timeMs, profile.timeMs);
      const ofFrame = Int32Array.from(profile.frames, frameNumber);
      const width = profile.sampleTypes.length;
      for (let sample = 0; sample + 1 < profile.stackStart.length; sample++) {
        const [begin, end] = [profile.stackStart[sample]!, profile.stackStart[sample + 1]!];
        const stack = addStack(stacks, profile.stacks, begin, end, ofFrame);
        const labels = labelSetNumber(profile.labels, sample);
        const known = samples.size;
        const place = addPair(samples, stack, labels);
        if (place === known) {
          appendInt(stackOf, stack);
          appendInt(labelsOf, labels);
          reserve((place + 1) * width);
        }
        for (let type = 0; type < width; type++) {
          values[place * width + type]! += profile.values[sample * width + type]!;
        }
      }
      return undefined;
    },
    finish() {
      if (first === undefined) throw new RangeError('nothing was merged');
      const { format, sampleTypes, period, periodType, unstated } = first;
      const labels = finishedLabels();
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

  function frameNumber(frame: Frame): number {
    const key = `${frame.line} ${frame.startLine} ${frame.file}\u0000${frame.name}`;
    const known = frameNumbers.get(key);
    if (known !== undefined) return known;
    frameNumbers.set(key, frames.length);
    return frames.push(frame) - 1;
  }

  function labelSetNumber(labels: SampleLabels | undefined, sample: number): number {
    const set: number[] = [];
    if (labels !== undefined) {
      const [begin, end] = [labels.start[sample]! * 2, labels.start[sample + 1]! * 2];
      for (let at = begin; at < end; at++) set.push(textNumber(labels.texts[labels.pairs[at]!]!));
    }
    const key = set.join(' ');
    const known = labelSetNumbers.get(key);
    if (known !== undefined) return known;
    labelSetNumbers.set(key, labelSets.length);
    return labelSets.push(set) - 1;
  }

  function textNumber(text: string): number {
    const known = textNumbers.get(text);
    if (known !== undefined) return known;
    textNumbers.set(text, texts.length);
    return texts.push(text) - 1;
  }

  function reserve(length: number): void {
    if (length <= values.length) return;
    const larger = new Float64Array(Math.max(length, values.length * 2));
    larger.set(values);
    values = larger;
  }

  function finishedStacks(): Pick<Profile, 'stackStart' | 'stacks'> {
    const flat = createIntColumn(4096);
    const start = createIntColumn(1024);
    appendInt(start, 0);
    for (let sample = 0; sample < samples.size; sample++) {
      const stack = stackOf.items[sample]!;
      const end = stacks.start.items[stack + 1]!;
      for (let at = stacks.start.items[stack]!; at < end; at++) appendInt(flat, stacks.functions.items[at]!);
      appendInt(start, flat.length);
    }
    return { stackStart: filledInts(start), stacks: filledInts(flat) };
  }

  function finishedLabels(): SampleLabels | undefined {
    if (texts.length === 0) return undefined;
    const pairs = createIntColumn(1024);
    const start = createIntColumn(1024);
    appendInt(start, 0);
    for (let sample = 0; sample < samples.size; sample++) {
      for (const text of labelSets[labelsOf.items[sample]!]!) appendInt(pairs, text);
      appendInt(start, pairs.length / 2);
    }
    return { start: filledInts(start), pairs: filledInts(pairs), texts };
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
