import type { Profile, SampleLabels } from './profile.ts';

/** One label that samples must carry, such as `span_id` = `1715609f7c746c69`. */
export interface LabelFilter {
  readonly key: string;
  readonly text: string;
}

/**
 * The profile with only those samples that carry the label: the flame graph of one span, tenant or thread. A profile without
 * any such sample comes back empty. Linear in the samples; frames are shared with the whole.
 */
export function withLabel(profile: Profile, { key, text }: LabelFilter): Profile {
  const { labels, stackStart, stacks, values, sampleTypes } = profile;
  const kept = labels === undefined ? [] : labelled(labels, key, text);
  const width = sampleTypes.length;
  const starts = new Int32Array(kept.length + 1);
  kept.forEach((sample, at) => {
    starts[at + 1] = starts[at]! + stackStart[sample + 1]! - stackStart[sample]!;
  });
  const keptStacks = new Int32Array(starts[kept.length]!);
  const keptValues = new Float64Array(kept.length * width);
  kept.forEach((sample, at) => {
    keptStacks.set(stacks.subarray(stackStart[sample], stackStart[sample + 1]), starts[at]);
    keptValues.set(values.subarray(sample * width, (sample + 1) * width), at * width);
  });
  const { labels: _, ...rest } = profile;
  const keptLabels = labels === undefined ? {} : { labels: pickLabels(labels, kept) };
  return { ...rest, ...keptLabels, values: keptValues, stackStart: starts, stacks: keptStacks };
}

/** Numbers of the samples with that label, in order. */
function labelled({ start, pairs, texts }: SampleLabels, key: string, text: string): number[] {
  const spellings = [text, signedTwin(text)];
  const isKey = Uint8Array.from(texts, (one) => Number(one === key));
  const isText = Uint8Array.from(texts, (one) => Number(spellings.includes(one)));
  const found: number[] = [];
  for (let sample = 0; sample + 1 < start.length; sample++) {
    for (let pair = start[sample]!; pair < start[sample + 1]!; pair++) {
      if (isKey[pairs[pair * 2]!] !== 1 || isText[pairs[pair * 2 + 1]!] !== 1) continue;
      found.push(sample);
      break;
    }
  }
  return found;
}

/** Span ids are unsigned, numbers in a pprof signed: the same 64 bits of an id above 2^63 look different there. */
function signedTwin(text: string): string {
  return /^\d{19,20}$/.test(text) ? BigInt.asIntN(64, BigInt(text)).toString() : text;
}

function pickLabels({ start, pairs, texts }: SampleLabels, kept: readonly number[]): SampleLabels {
  const starts = new Int32Array(kept.length + 1);
  kept.forEach((sample, at) => {
    starts[at + 1] = starts[at]! + start[sample + 1]! - start[sample]!;
  });
  const keptPairs = new Int32Array(starts[kept.length]! * 2);
  kept.forEach((sample, at) => {
    keptPairs.set(pairs.subarray(start[sample]! * 2, start[sample + 1]! * 2), starts[at]! * 2);
  });
  return { start: starts, pairs: keptPairs, texts };
}
