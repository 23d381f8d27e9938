import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { addPair, createPairIndex, type PairIndex } from './pair-index.ts';
import type { SampleLabels } from './profile.ts';

/** The distinct sets of labels that samples of several profiles carry. Set 0 is the empty one. */
export interface LabelSets {
  readonly texts: string[];
  readonly numbers: Map<string, number>;
  /** Of (key, text). */
  readonly labels: PairIndex;
  /** Set n + 1 is set `first[n]` with label `second[n]` behind it. */
  readonly sets: PairIndex;
}

export function createLabelSets(): LabelSets {
  return { texts: [], numbers: new Map(), labels: createPairIndex(), sets: createPairIndex() };
}

/** The set of each sample; undefined where none has labels, so that all have the empty one. */
export function numberLabelSets(known: LabelSets, labels: SampleLabels | undefined): Int32Array | undefined {
  if (labels === undefined) return undefined;
  const { start, pairs } = labels;
  const ofText = new Int32Array(labels.texts.length).fill(-1);
  const number = (text: number) =>
    ofText[text]! < 0 ? (ofText[text] = textNumber(known, labels.texts[text]!)) : ofText[text]!;
  const sets = new Int32Array(start.length - 1);
  for (let sample = 0; sample < sets.length; sample++) {
    let set = 0;
    for (let at = start[sample]! * 2; at < start[sample + 1]! * 2; at += 2) {
      const label = addPair(known.labels, number(pairs[at]!), number(pairs[at + 1]!));
      set = addPair(known.sets, set, label) + 1;
    }
    sets[sample] = set;
  }
  return sets;
}

function textNumber({ texts, numbers }: LabelSets, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, texts.length);
  return texts.push(text) - 1;
}

/** The labels of samples that carry these sets; undefined when there is no label at all. */
export function finishLabelSets({ texts, labels, sets }: LabelSets, ofSample: Int32Array): SampleLabels | undefined {
  if (texts.length === 0) return undefined;
  const start = new Int32Array(ofSample.length + 1);
  const pairs = createIntColumn(ofSample.length);
  for (const [sample, last] of ofSample.entries()) {
    const begin = pairs.length;
    for (let set = last; set > 0; set = sets.first[set - 1]!) {
      const label = sets.second[set - 1]!;
      // Walked from the last label to the first: all of it is turned round below, text before key for that.
      appendInt(pairs, labels.second[label]!);
      appendInt(pairs, labels.first[label]!);
    }
    pairs.items.subarray(begin, pairs.length).reverse();
    start[sample + 1] = pairs.length / 2;
  }
  return { start, pairs: filledInts(pairs), texts };
}
