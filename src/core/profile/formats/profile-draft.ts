import { appendInt, createIntColumn, filledInts, type IntColumn } from '../int-column.ts';
import { MalformedProfile, type Frame, type Profile, type SampleLabels, type ValueType } from '../profile.ts';

/** Deeper stacks are runaway recursion or no stacks. */
export const DEEPEST_STACK = 10_000;
/** Frames of all stacks together, as for pprof: a small file can name a deep stack many times. */
const MOST_FRAMES = 2 ** 26;

/** A profile being put together by a decoder, sample by sample. */
export interface ProfileDraft {
  readonly format: string;
  readonly sampleTypes: readonly ValueType[];
  readonly values: number[];
  readonly stackStart: IntColumn;
  readonly stacks: IntColumn;
  readonly frames: Frame[];
  readonly frameIds: Map<string, number>;
  readonly labelStart: IntColumn;
  readonly labelPairs: IntColumn;
  readonly labelTexts: string[];
  readonly labelIds: Map<string, number>;
}

/** What a decoder knows of the profile as a whole; the rest is unknown. */
export type ProfileFacts = Partial<Pick<Profile, 'unstated' | 'period' | 'periodType' | 'timeMs' | 'durationSeconds'>>;

export function draftProfile(format: string, sampleTypes: readonly ValueType[]): ProfileDraft {
  const draft: ProfileDraft = {
    format,
    sampleTypes,
    values: [],
    stackStart: createIntColumn(1024),
    stacks: createIntColumn(4096),
    frames: [],
    frameIds: new Map(),
    labelStart: createIntColumn(1024),
    labelPairs: createIntColumn(64),
    labelTexts: [],
    labelIds: new Map(),
  };
  appendInt(draft.stackStart, 0);
  appendInt(draft.labelStart, 0);
  return draft;
}

/** Number of a frame; the same frame always gets the same one. */
export function frameNumber(draft: ProfileDraft, frame: Frame): number {
  const key = `${frame.name}\0${frame.file}\0${frame.line}\0${frame.startLine}`;
  const known = draft.frameIds.get(key);
  if (known !== undefined) return known;
  const added = draft.frames.push(frame) - 1;
  draft.frameIds.set(key, added);
  return added;
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
  if (stacks.length + stack.length > MOST_FRAMES)
    throw new MalformedProfile(format, `its stacks unfold to more than ${MOST_FRAMES} frames`);
  for (const [at, { type, unit }] of draft.sampleTypes.entries()) {
    const measured = values[at] ?? Number.NaN;
    if (!Number.isFinite(measured) || measured < 0)
      throw new MalformedProfile(format, `sample ${sample} has ${measured} for ${type}/${unit}`);
    draft.values.push(measured);
  }
  for (let at = 0; at < stack.length; at++) appendInt(stacks, stack[at]!);
  appendInt(stackStart, stacks.length);
  for (const [key, text] of labels) {
    appendInt(labelPairs, labelText(draft, key));
    appendInt(labelPairs, labelText(draft, text));
  }
  appendInt(labelStart, labelPairs.length / 2);
}

function labelText(draft: ProfileDraft, text: string): number {
  const known = draft.labelIds.get(text);
  if (known !== undefined) return known;
  const added = draft.labelTexts.push(text) - 1;
  draft.labelIds.set(text, added);
  return added;
}

/** The finished profile. Throws MalformedProfile when it holds no sample. */
export function finishProfile(draft: ProfileDraft, facts: ProfileFacts = {}): Profile {
  const { format, sampleTypes, values, frames } = draft;
  if (draft.stackStart.length === 1) throw new MalformedProfile(format, 'it holds no samples');
  const labels: SampleLabels = {
    start: filledInts(draft.labelStart),
    pairs: filledInts(draft.labelPairs),
    texts: draft.labelTexts,
  };
  return {
    format,
    sampleTypes,
    values: Float64Array.from(values),
    stackStart: filledInts(draft.stackStart),
    stacks: filledInts(draft.stacks),
    frames,
    ...(labels.pairs.length === 0 ? {} : { labels }),
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
    ...facts,
  };
}
