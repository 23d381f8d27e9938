import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';
import { addPair, createPairIndex, findPair, type PairIndex } from '../pair-index.ts';

/**
 * Finds records by their 64-bit id. Ids are nearly always 1…n, which a plain array answers; those that are not (hashes,
 * addresses) go through the pair index, so that no bit is lost above 2^53.
 */
export interface IdTable {
  /** Record + 1 at [id], for small ids. */
  readonly direct: Int32Array;
  readonly rare: PairIndex;
  readonly rareRecord: IntColumn;
}

export function createIdTable(records: number): IdTable {
  return { direct: new Int32Array(records * 2 + 64), rare: createPairIndex(), rareRecord: createIntColumn() };
}

/** False when that id was there before. */
export function addId(table: IdTable, low: number, high: number, record: number): boolean {
  if (findId(table, low, high) >= 0) return false;
  if (high === 0 && low < table.direct.length) table.direct[low] = record + 1;
  else {
    addPair(table.rare, low, high);
    appendInt(table.rareRecord, record);
  }
  return true;
}

/** The record with that id, or -1. */
export function findId(table: IdTable, low: number, high: number): number {
  if (high === 0 && low < table.direct.length) return table.direct[low]! - 1;
  const rare = findPair(table.rare, low, high);
  return rare < 0 ? -1 : table.rareRecord.items[rare]!;
}

/** For error messages. */
export function idText(low: number, high: number): string {
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}
