import { idText } from '../id-table.ts';
import type { JfrCursor } from './cursor.ts';
import { constantNumber, openReader, readConstant, type PoolReader, type Pools } from './pools.ts';

type LabelSet = readonly (readonly [key: string, text: string])[];

/** Numbers distinct sets of labels over all chunks; set 0 is empty. */
export interface LabelSets {
  readonly sets: LabelSet[];
  readonly numbers: Map<string, number>;
}

/** Labels of one chunk's threads. */
export interface ChunkThreads {
  readonly labels: LabelSets;
  readonly reader: PoolReader;
  /** Set + 1 of each thread, or 0. */
  readonly setOf: Int32Array;
}

export function openLabelSets(): LabelSets {
  return { sets: [[]], numbers: new Map([['', 0]]) };
}

export function openThreads(cursor: JfrCursor, pools: Pools, labels: LabelSets): ChunkThreads {
  const reader = openReader(cursor, pools, 'java.lang.Thread', ['javaName', 'osName', 'osThreadId']);
  return { labels, reader, setOf: new Int32Array(reader.pool?.ids.size ?? 0) };
}

/** `thread`, its Java name or else the system's, and `tid`, the system's number; virtual threads have none. */
export function threadLabels({ labels, reader, setOf }: ChunkThreads, low: number, high: number): number {
  const number = constantNumber(reader, low, high);
  if (number < 0) return 0;
  const known = setOf[number]!;
  if (known !== 0) return known - 1;
  const { text, low: lows, high: highs } = readConstant(reader, number);
  const [javaName, osName, tid] = [text[0]!, text[1]!, idText(lows[2]!, highs[2]!)];
  const name = (javaName || osName).slice(0, LONGEST_NAME);
  const set = numberSet(labels, `${name}\0${tid}`, [
    ...(name === '' ? [] : [['thread', name] as const]),
    ...(tid === '0' ? [] : [['tid', tid] as const]),
  ]);
  setOf[number] = set + 1;
  return set;
}

/** Thousands of threads may be given one name that fills the file, and each is kept with its number. */
const LONGEST_NAME = 1000;

/** Ids of spans in halves; a root of undefined means that the recorder knows of none. */
export interface SpanIds {
  readonly low: number;
  readonly high: number;
  readonly root?: { readonly low: number; readonly high: number };
}

/**
 * The set with the span added, under the names that the recorders' own pprof files use: Datadog's `span id` and `local root span id` are
 * decimal, Pyroscope's `span_id` is hexadecimal.
 */
export function withSpan(labels: LabelSets, set: number, { low, high, root }: SpanIds): number {
  if (low === 0 && high === 0) return set;
  const [span, local] = [idText(low, high), root === undefined ? '' : idText(root.low, root.high)];
  const key = `${set}\0${span}\0${local}`;
  const known = labels.numbers.get(key);
  if (known !== undefined) return known;
  const added: LabelSet =
    root === undefined
      ? [['span_id', BigInt(span).toString(16).padStart(16, '0')]]
      : [
          ['span id', span],
          ['local root span id', local],
        ];
  return numberSet(labels, key, [...labels.sets[set]!, ...added]);
}

function numberSet({ sets, numbers }: LabelSets, key: string, set: LabelSet): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const added = set.length === 0 ? 0 : sets.push(set) - 1;
  numbers.set(key, added);
  return added;
}
