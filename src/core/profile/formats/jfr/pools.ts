import { addPair, createPairIndex, findPair, type PairIndex } from '../../pair-index.ts';
import { appendInt, createIntColumn, type IntColumn } from '../../int-column.ts';
import type { JfrChunk } from './chunks.ts';
import {
  malformedJfr,
  openEvent,
  readCount,
  readInteger,
  readString,
  signedOf,
  skipBytes,
  skipInteger,
  type JfrCursor,
  type StringPool,
} from './cursor.ts';
import { layOut, pickFields, readFields, skipValue, type Layout, type Layouts, type Picking } from './layout.ts';

/** The constants of one type, which stay in the bytes until somebody asks. */
export interface Pool {
  readonly layout: Layout;
  /** Numbers the ids. */
  readonly ids: PairIndex;
  /** Where the value of each begins, and the end of the checkpoint it lies in. */
  readonly begins: IntColumn;
  readonly ends: IntColumn;
}

/** By name of type. */
export type Pools = ReadonlyMap<string, Pool>;

/** Types of which constants are wanted; all others are stepped over. */
const WANTED = new Set([
  'java.lang.Class',
  'java.lang.String',
  'java.lang.Thread',
  'jdk.types.FrameType',
  'jdk.types.Method',
  'jdk.types.StackTrace',
  'jdk.types.Symbol',
  'jdk.types.ThreadState',
]);

/** Finds the constants of a chunk: checkpoints lie all over it, and each names the distance to the one before. */
export function readPools(cursor: JfrCursor, chunk: JfrChunk, layouts: Layouts): Pools {
  const pools = new Map<string, Pool>();
  let left = chunk.end - chunk.begin;
  for (let at = chunk.checkpoint; ;) {
    openEvent(cursor, at, chunk.end);
    // Checkpoints that went in a circle or overlapped would hold more bytes than their chunk.
    left -= cursor.end - at;
    if (left < 0) throw malformedJfr(cursor, 'its checkpoints go in a circle', at);
    // Start time and duration.
    skipInteger(cursor);
    skipInteger(cursor);
    readInteger(cursor);
    const distance = signedOf(cursor.low, cursor.high);
    skipBytes(cursor, 1);
    for (let count = readCount(cursor, 'the number of pools'); count > 0; count--) readPool(cursor, layouts, pools);
    if (distance === 0) return pools;
    at += distance;
    if (!(at >= chunk.begin && at < chunk.end)) throw malformedJfr(cursor, 'a checkpoint lies outside its chunk');
  }
}

function readPool(cursor: JfrCursor, layouts: Layouts, pools: Map<string, Pool>): void {
  const at = cursor.at;
  readInteger(cursor);
  const type = cursor.high === 0 ? layouts.types.byId.get(cursor.low) : undefined;
  if (type === undefined) throw malformedJfr(cursor, 'a pool is of a type that is not described', at);
  const layout = layOut(layouts, type);
  const pool = WANTED.has(type.name) ? (pools.get(type.name) ?? addPool(pools, type.name, layout)) : undefined;
  for (let count = readCount(cursor, 'the number of constants'); count > 0; count--) {
    readInteger(cursor);
    if (pool !== undefined) {
      const known = pool.ids.size;
      // The same constant may stand in several checkpoints; it is the same there.
      if (addPair(pool.ids, cursor.low, cursor.high) === known) {
        appendInt(pool.begins, cursor.at);
        appendInt(pool.ends, cursor.end);
      }
    }
    skipValue(cursor, layout);
  }
}

function addPool(pools: Map<string, Pool>, name: string, layout: Layout): Pool {
  const pool = { layout, ids: createPairIndex(), begins: createIntColumn(), ends: createIntColumn() };
  pools.set(name, pool);
  return pool;
}

/** Reads constants of one pool, one at a time. */
export interface PoolReader {
  readonly cursor: JfrCursor;
  readonly pool: Pool | undefined;
  readonly picking: Picking;
  readonly strings: StringPool;
}

export function openReader(cursor: JfrCursor, pools: Pools, name: string, fields: readonly string[]): PoolReader {
  const pool = pools.get(name);
  return {
    // A reader has its own place, so that constants can be looked up while an event is read.
    cursor: { ...cursor },
    pool,
    picking: pickFields(pool?.layout ?? [], fields),
    strings: stringsOf(cursor, pools),
  };
}

/** Number of the constant within its pool, or -1: recorders do lose constants. */
export function constantNumber(reader: PoolReader, low: number, high: number): number {
  return reader.pool === undefined ? -1 : findPair(reader.pool.ids, low, high);
}

/** Places the reader's cursor at the value of a constant. */
export function enterConstant({ cursor, pool }: PoolReader, number: number): void {
  cursor.at = pool!.begins.items[number]!;
  cursor.end = pool!.ends.items[number]!;
}

/** Reads a constant into the reader's picking, which the next one overwrites. */
export function readConstant(reader: PoolReader, number: number): Picking {
  enterConstant(reader, number);
  readFields(reader.cursor, reader.picking, reader.strings);
  return reader.picking;
}

/** Texts of the string pool, each decoded once however many name it; empty for those that are lost. */
export function stringsOf(cursor: JfrCursor, pools: Pools): StringPool {
  const pool = pools.get('java.lang.String');
  if (pool === undefined) return () => '';
  const texts: (string | undefined)[] = [];
  return (low, high) => {
    const number = findPair(pool.ids, low, high);
    if (number < 0) return '';
    const place = { ...cursor, at: pool.begins.items[number]!, end: pool.ends.items[number]! };
    // A text that is the name of a text could go in a circle; nobody writes one.
    return (texts[number] ??= readString(place, () => ''));
  };
}
