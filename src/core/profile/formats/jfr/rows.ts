import { addPair, createPairIndex, type PairIndex } from '../../pair-index.ts';
import { MalformedProfile, type Profile, type ValueType } from '../../profile.ts';
import { addSample, finishProfile, type ProfileFacts } from '../profile-draft.ts';
import type { LabelSets } from './label-sets.ts';
import type { StackStore } from './stacks.ts';

/** What a row measures. `events` are hardware or software events that are no time. */
export type Measure = 'cpu' | 'wall' | 'events' | 'lock' | 'idle';

const MEASURES: readonly Measure[] = ['cpu', 'wall', 'events', 'lock', 'idle'];

/** Events added up by stack, labels, lock and measure: samples with the same stack are the rule. */
export interface Rows {
  readonly store: StackStore;
  readonly labels: LabelSets;
  /** (set of labels × measures + measure, frame of the lock + 1) */
  readonly groups: PairIndex;
  /** (stack, group) */
  readonly rows: PairIndex;
  readonly counts: number[];
  readonly costs: number[];
  /** Name of the events, when they are no time. */
  event: string;
}

/** As for pprof: frames over all rows, per byte of the file and at all. */
const FRAMES_PER_BYTE = 64;
const MOST_FRAMES = 2 ** 26;

export function openRows(store: StackStore, labels: LabelSets): Rows {
  return { store, labels, groups: createPairIndex(), rows: createPairIndex(), counts: [], costs: [], event: '' };
}

/** Adds `count` samples or waits of `cost` together; `lock` is the frame that ends the stack, or -1. */
export function addRow(
  { groups, rows, counts, costs }: Rows,
  measure: Measure,
  place: { readonly stack: number; readonly labels: number; readonly lock: number },
  count: number,
  cost: number,
): void {
  const group = addPair(groups, place.labels * MEASURES.length + MEASURES.indexOf(measure), place.lock + 1);
  const row = addPair(rows, place.stack, group);
  counts[row] = (counts[row] ?? 0) + count;
  costs[row] = (costs[row] ?? 0) + cost;
}

/** The profile of all rows, with columns for each measure that occurs. Throws MalformedProfile when there are none. */
export function finishRows(rows: Rows, fileBytes: number, facts: ProfileFacts): Profile {
  const { store, groups, labels, counts, costs, event } = rows;
  const measures = Array.from(rows.rows.second.subarray(0, rows.rows.size), (group) => measureOf(groups, group));
  const columns = new Map<Measure, readonly ValueType[]>();
  for (const measure of MEASURES) if (measures.includes(measure)) columns.set(measure, columnsOf(measure, event));
  const sampleTypes = [...columns.values()].flat();
  const draft = { ...store.draft, sampleTypes };
  const limit = Math.min(MOST_FRAMES, fileBytes * FRAMES_PER_BYTE);
  for (const [row, measure] of measures.entries()) {
    const group = rows.rows.second[row]!;
    const stack = stackOf(rows, rows.rows.first[row]!, groups.second[group]! - 1);
    if (draft.stacks.length + stack.length > limit)
      throw new MalformedProfile('jfr', `its stacks unfold to more than ${limit} frames`);
    const [first, second] = columns.get(measure)!;
    const values = sampleTypes.map((type) =>
      type === (second ?? first) ? costs[row]! : type === first ? counts[row]! : 0,
    );
    addSample(draft, stack, values, labels.sets[Math.floor(groups.first[group]! / MEASURES.length)]);
  }
  return finishProfile(draft, { ...periodOf(rows, measures), ...facts });
}

function measureOf(groups: PairIndex, group: number): Measure {
  return MEASURES[groups.first[group]! % MEASURES.length]!;
}

/**
 * The column of costs, behind that of their number. Samples of the CPU and of wall time are counted apart, as their intervals differ;
 * sleeps are not counted, and events are counts themselves.
 */
function columnsOf(measure: Measure, event: string): readonly ValueType[] {
  const cost = { type: measure, unit: 'nanoseconds' };
  if (measure === 'events') return [{ type: event, unit: 'count' }];
  if (measure === 'idle') return [cost];
  return [{ type: measure === 'lock' ? 'contentions' : measure, unit: 'count' }, cost];
}

function stackOf({ store }: Rows, stack: number, lock: number): ArrayLike<number> {
  const frames = store.frames.items.subarray(store.start.items[stack], store.start.items[stack + 1]);
  return lock < 0 ? frames : [...frames, lock];
}

/** The mean cost of a CPU sample, or of the best that was sampled: intervals may differ between chunks. */
function periodOf({ counts, costs, event }: Rows, measures: readonly Measure[]): ProfileFacts {
  const sampled = MEASURES.slice(0, 3).find((measure) => measures.includes(measure));
  if (sampled === undefined) return {};
  const total = (column: readonly number[]) =>
    column.reduce((sum, amount, row) => (measures[row] === sampled ? sum + amount : sum), 0);
  const periodType = columnsOf(sampled, event).at(-1)!;
  return { period: total(costs) / Math.max(1, total(counts)), periodType };
}
