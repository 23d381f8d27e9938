import { appendInt, createIntColumn, type IntColumn } from '../../int-column.ts';
import { addPair, createPairIndex, type PairIndex } from '../../pair-index.ts';
import { DEEPEST_STACK, frameNumber, type ProfileDraft } from '../profile-draft.ts';
import { malformedJfr, readByte, readCount, type JfrCursor } from './cursor.ts';
import { pickFields, readFields, skipStep, type Picking } from './layout.ts';
import { methodName, UNKNOWN, type JfrNames } from './names.ts';
import { constantNumber, enterConstant, openReader, type PoolReader, type Pools } from './pools.ts';

/** Stacks of all chunks, root first: stack i has frames[start[i]..start[i+1]]. */
export interface StackStore {
  readonly draft: ProfileDraft;
  readonly start: IntColumn;
  readonly frames: IntColumn;
}

/** The stacks of one chunk, unfolded when a sample has them. */
export interface ChunkStacks {
  readonly store: StackStore;
  readonly names: JfrNames;
  readonly reader: PoolReader;
  /** Stack + 1 of each constant, or 0. */
  readonly stackOf: Int32Array;
  /** Frames by number of method and line. */
  readonly seen: PairIndex;
  readonly frameOf: IntColumn;
  readonly frame: Picking;
}

/** Number of the stack that stands for a lost one. */
const LOST_STACK = 0;
/** JDK's recorder keeps the 64 frames next to the leaf unless told otherwise. */
const TRUNCATED = '[truncated]';

const NO_STRINGS = (): string => '';

export function openStackStore(draft: ProfileDraft): StackStore {
  const store = { draft, start: createIntColumn(1024), frames: createIntColumn(4096) };
  appendInt(store.start, 0);
  appendInt(store.frames, plainFrame(draft, UNKNOWN));
  appendInt(store.start, 1);
  return store;
}

/** Number of a frame that is a name and nothing else. */
export function plainFrame(draft: ProfileDraft, name: string): number {
  return frameNumber(draft, { name, file: '', line: 0, startLine: 0 });
}

export function openStacks(cursor: JfrCursor, pools: Pools, names: JfrNames, store: StackStore): ChunkStacks {
  const reader = openReader(cursor, pools, 'jdk.types.StackTrace', []);
  const frames = reader.picking.layout.find(({ name }) => name === 'frames');
  return {
    store,
    names,
    reader,
    stackOf: new Int32Array(reader.pool?.ids.size ?? 0),
    seen: createPairIndex(),
    frameOf: createIntColumn(),
    frame: pickFields(frames?.elements ?? [], ['method', 'lineNumber', 'type']),
  };
}

/** Number of the stack with that id. */
export function stackNumber(stacks: ChunkStacks, low: number, high: number): number {
  const number = constantNumber(stacks.reader, low, high);
  if (number < 0) return LOST_STACK;
  const known = stacks.stackOf[number]!;
  if (known !== 0) return known - 1;
  const { start, frames } = stacks.store;
  const begin = frames.length;
  enterConstant(stacks.reader, number);
  readStack(stacks);
  if (frames.length === begin) return LOST_STACK;
  frames.items.subarray(begin, frames.length).reverse();
  const added = start.length - 1;
  appendInt(start, frames.length);
  stacks.stackOf[number] = added + 1;
  return added;
}

/** Appends the frames of the stack at which the reader stands, leaf first. */
function readStack(stacks: ChunkStacks): void {
  const { store, reader } = stacks;
  const { cursor } = reader;
  let truncated = false;
  for (const step of reader.picking.layout) {
    if (step.name === 'truncated' && step.kind === 'byte') truncated = readByte(cursor) !== 0;
    else if (step.name === 'frames' && step.kind === 'array') {
      const count = readCount(cursor, 'the depth of a stack');
      if (count > DEEPEST_STACK) throw malformedJfr(cursor, `a stack is deeper than ${DEEPEST_STACK} frames`);
      for (let left = count; left > 0; left--) appendInt(store.frames, readFrame(stacks));
    } else skipStep(cursor, step);
  }
  if (truncated) appendInt(store.frames, plainFrame(store.draft, TRUNCATED));
}

function readFrame({ store, names, reader, seen, frameOf, frame }: ChunkStacks): number {
  readFields(reader.cursor, frame, NO_STRINGS);
  const [method, line, type] = [0, 1, 2];
  const number = constantNumber(names.methods, frame.low[method]!, frame.high[method]!);
  if (number < 0) return plainFrame(store.draft, UNKNOWN);
  // Lines are signed 32-bit numbers, -1 where the class file tells none.
  const place = Math.max(0, frame.low[line]! | 0);
  const known = seen.size;
  const pair = addPair(seen, number, place);
  if (pair === known) {
    const name = methodName(names, number, frame.low[type]!);
    appendInt(frameOf, frameNumber(store.draft, { name, file: '', line: place, startLine: 0 }));
  }
  return frameOf.items[pair]!;
}
