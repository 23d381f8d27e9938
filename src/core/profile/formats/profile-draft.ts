import { appendInt, createIntColumn, filledInts, reserveInts, type IntColumn } from '../int-column.ts';
import { addPair, createPairIndex, type PairIndex } from '../pair-index.ts';
import { MalformedProfile, type Frame, type Profile, type SampleLabels, type ValueType } from '../profile.ts';

/** Deeper stacks are runaway recursion or no stacks. */
export const DEEPEST_STACK = 10_000;
/** Frames of all stacks together: a small file can name a deep stack many times. */
const MOST_FRAMES = 2 ** 25;
const FRAMES_PER_BYTE = 64;
/**
 * Letters of all (name, file) pairs per letter of the distinct texts, where a pair itself counts for a few: thousands of functions can
 * share one name that fills half of the file, and names are gone through for each.
 */
const UNFOLDED_LETTERS = 64;
const LETTERS_OF_PLACE = 8;
/** Kept of the names of sample types and units. */
export const LONGEST_TYPE = 200;
/** Keys and texts of all labels together: the attributes of a process are put on each of its samples. */
const MOST_LABEL_TEXTS = 2 ** 26;

/** A profile being put together by a decoder, sample by sample. */
export interface ProfileDraft {
  readonly format: string;
  readonly sampleTypes: readonly ValueType[];
  /** Over all stacks. */
  readonly mostFrames: number;
  readonly values: number[];
  readonly stackStart: IntColumn;
  readonly stacks: IntColumn;
  readonly frames: Frame[];
  /** Names and files by number, then (name, file), then (that pair, line), then (that, first line). */
  readonly frameTexts: Map<string, number>;
  readonly framePlaces: PairIndex;
  readonly frameLines: PairIndex;
  readonly frameIds: PairIndex;
  /** Of the distinct names and files, and of those of all pairs. */
  letters: number;
  unfolded: number;
  readonly labelStart: IntColumn;
  readonly labelPairs: IntColumn;
  readonly labelTexts: string[];
  readonly labelIds: Map<string, number>;
}

/** What a decoder knows of the profile as a whole; the rest is unknown. */
export type ProfileFacts = Partial<Pick<Profile, 'unstated' | 'period' | 'periodType' | 'timeMs' | 'durationSeconds'>>;

/** `fileBytes` bounds what may unfold, where the decoder knows how long the file is. */
export function draftProfile(
  format: string,
  sampleTypes: readonly ValueType[],
  fileBytes = Number.POSITIVE_INFINITY,
): ProfileDraft {
  const draft: ProfileDraft = {
    format,
    sampleTypes,
    mostFrames: Math.min(MOST_FRAMES, fileBytes * FRAMES_PER_BYTE),
    values: [],
    stackStart: createIntColumn(1024),
    stacks: createIntColumn(4096),
    frames: [],
    frameTexts: new Map(),
    framePlaces: createPairIndex(),
    frameLines: createPairIndex(),
    frameIds: createPairIndex(),
    letters: 0,
    unfolded: 0,
    labelStart: createIntColumn(1024),
    labelPairs: createIntColumn(64),
    labelTexts: [],
    labelIds: new Map(),
  };
  appendInt(draft.stackStart, 0);
  appendInt(draft.labelStart, 0);
  return draft;
}

/**
 * Number of a frame; the same frame always gets the same one. Texts are numbered first: a key put together of them would be written
 * out for each line of a function whose name fills half of the file.
 */
export function frameNumber(draft: ProfileDraft, frame: Frame): number {
  const { framePlaces, frameLines, frameIds, frames } = draft;
  const known = framePlaces.size;
  const place = addPair(framePlaces, frameText(draft, frame.name), frameText(draft, frame.file));
  if (place === known) unfold(draft, frame);
  const number = addPair(frameIds, addPair(frameLines, place, frame.line), frame.startLine);
  if (number === frames.length) frames.push(frame);
  return number;
}

function frameText(draft: ProfileDraft, text: string): number {
  const known = draft.frameTexts.size;
  const number = numberOf(draft.frameTexts, text);
  if (number === known) draft.letters += text.length;
  return number;
}

function unfold(draft: ProfileDraft, { name, file }: Frame): void {
  draft.unfolded += name.length + file.length;
  if (draft.unfolded > UNFOLDED_LETTERS * (draft.letters + LETTERS_OF_PLACE * draft.framePlaces.size))
    throw new MalformedProfile(draft.format, 'its names unfold to far more than its size');
}

/** Adds one sample. `stack` holds frame numbers, root first; `values` one number for each sample type. */
export function addSample(
  draft: ProfileDraft,
  stack: ArrayLike<number>,
  values: readonly number[],
  labels: readonly (readonly [key: string, text: string])[] = [],
): void {
  const { format, stackStart, stacks, labelStart, labelPairs } = draft;
  const sample = stackStart.length - 1;
  if (stack.length > DEEPEST_STACK)
    throw new MalformedProfile(format, `sample ${sample} is deeper than ${DEEPEST_STACK} frames`);
  if (stacks.length + stack.length > draft.mostFrames)
    throw new MalformedProfile(format, `its stacks unfold to more than ${draft.mostFrames} frames`);
  for (const [at, { type, unit }] of draft.sampleTypes.entries()) {
    const measured = values[at] ?? Number.NaN;
    if (!Number.isFinite(measured) || measured < 0)
      throw new MalformedProfile(format, `sample ${sample} has ${measured} for ${type}/${unit}`);
    draft.values.push(measured);
  }
  reserveInts(stacks, stack.length);
  for (let at = 0; at < stack.length; at++) stacks.items[stacks.length++] = stack[at]!;
  appendInt(stackStart, stacks.length);
  for (const [key, text] of labels) {
    appendInt(labelPairs, labelText(draft, key));
    appendInt(labelPairs, labelText(draft, text));
    if (labelPairs.length > MOST_LABEL_TEXTS)
      throw new MalformedProfile(format, `sample ${sample}: its labels unfold to more than ${MOST_LABEL_TEXTS / 2}`);
  }
  appendInt(labelStart, labelPairs.length / 2);
}

function labelText({ labelIds, labelTexts }: ProfileDraft, text: string): number {
  const number = numberOf(labelIds, text);
  if (number === labelTexts.length) labelTexts.push(text);
  return number;
}

/** The text's number; a new one gets the number `size` had before. */
function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

/** The finished profile. Throws MalformedProfile when it holds no sample. */
export function finishProfile(draft: ProfileDraft, facts: ProfileFacts = {}): Profile {
  const { format, sampleTypes, frames } = draft;
  if (draft.stackStart.length === 1) throw new MalformedProfile(format, 'it holds no samples');
  const values = Float64Array.from(draft.values);
  // Samples that were joined after they were added.
  if (values.includes(Number.POSITIVE_INFINITY))
    throw new MalformedProfile(format, 'its values add up to more than a number holds');
  const labels: SampleLabels = {
    start: filledInts(draft.labelStart),
    pairs: filledInts(draft.labelPairs),
    texts: draft.labelTexts,
  };
  return {
    format,
    sampleTypes,
    values,
    stackStart: filledInts(draft.stackStart),
    stacks: filledInts(draft.stacks),
    frames,
    ...(labels.pairs.length === 0 ? {} : { labels }),
    periodType: { type: '', unit: '' },
    ...facts,
    period: finiteOr0(facts.period),
    timeMs: finiteOr0(facts.timeMs),
    durationSeconds: finiteOr0(facts.durationSeconds),
  };
}

/** JSON has numbers whose differences and products are beyond what a float64 holds. */
function finiteOr0(number = 0): number {
  return Number.isFinite(number) ? number : 0;
}
