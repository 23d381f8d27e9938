import { appendInt, createIntColumn, filledInts, type IntColumn } from '../int-column.ts';
import type { SampleLabels } from '../profile.ts';
import { countSpans } from './pprof-sections.ts';
import { readStringIndex, stringAt, type PprofStrings } from './pprof-strings.ts';
import { openMessage, readInteger, readTag, skipField, type WireCursor } from './wire.ts';

/** Labels of the samples read so far. Costs nothing until the first label: most profiles have none. */
export interface LabelDraft {
  readonly strings: PprofStrings;
  readonly start: IntColumn;
  readonly pairs: IntColumn;
  readonly texts: string[];
  /** Text + 1 at [string of the file], or 0. */
  ofString: Int32Array;
  readonly ofNumber: Map<string, number>;
}

export function draftLabels(strings: PprofStrings): LabelDraft {
  return {
    strings,
    start: createIntColumn(1),
    pairs: createIntColumn(64),
    texts: [],
    ofString: new Int32Array(0),
    ofNumber: new Map(),
  };
}

/** Reads one label of sample number `sample` (https://github.com/google/pprof/blob/main/proto/profile.proto, message Label). */
export function readLabel(cursor: WireCursor, tag: number, draft: LabelDraft, sample: number): void {
  const { strings } = draft;
  const outer = openMessage(cursor, tag, 'a label');
  let key = 0;
  let text = 0;
  let unit = 0;
  let low = 0;
  let high = 0;
  while (cursor.at < cursor.end) {
    const inner = readTag(cursor);
    const field = inner >>> 3;
    if (field === 1) key = readStringIndex(cursor, inner, strings, 'the key of a label');
    else if (field === 2) text = readStringIndex(cursor, inner, strings, 'a label');
    else if (field === 3) {
      readInteger(cursor, inner, 'the number of a label');
      ({ low, high } = cursor);
    } else if (field === 4) unit = readStringIndex(cursor, inner, strings, 'the unit of a label');
    else skipField(cursor, inner);
  }
  cursor.end = outer;
  if (key === 0) return;
  closeSamples(draft, sample);
  appendInt(draft.pairs, textOfString(cursor, draft, key));
  appendInt(draft.pairs, text === 0 ? textOfNumber(cursor, draft, low, high, unit) : textOfString(cursor, draft, text));
}

/** Marks where the labels of the samples before `sample` end. */
function closeSamples({ start, pairs }: LabelDraft, sample: number): void {
  while (start.length <= sample) appendInt(start, pairs.length / 2);
}

function textOfString(cursor: WireCursor, draft: LabelDraft, index: number): number {
  if (draft.ofString.length === 0) draft.ofString = new Int32Array(countSpans(draft.strings.spans));
  const known = draft.ofString[index]!;
  if (known > 0) return known - 1;
  draft.ofString[index] = draft.texts.push(stringAt(cursor, draft.strings, index));
  return draft.texts.length - 1;
}

/** Numbers are signed; a unit stands behind them as `512 bytes`. */
function textOfNumber(cursor: WireCursor, draft: LabelDraft, low: number, high: number, unit: number): number {
  const number = high === 0 ? String(low) : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
  const text = unit === 0 ? number : `${number} ${stringAt(cursor, draft.strings, unit)}`;
  const known = draft.ofNumber.get(text);
  if (known !== undefined) return known;
  const added = draft.texts.push(text) - 1;
  draft.ofNumber.set(text, added);
  return added;
}

/** The finished columns, or undefined when no sample had a label. */
export function finishLabels(draft: LabelDraft, samples: number): SampleLabels | undefined {
  if (draft.pairs.length === 0) return undefined;
  closeSamples(draft, samples);
  return { start: filledInts(draft.start), pairs: filledInts(draft.pairs), texts: draft.texts };
}
