/** A column of 32-bit integers that grows. */
export interface IntColumn {
  length: number;
  items: Int32Array;
}

export function createIntColumn(capacity = 64): IntColumn {
  return { length: 0, items: new Int32Array(Math.max(1, capacity)) };
}

export function appendInt(column: IntColumn, item: number): void {
  if (column.length === column.items.length) reserveInts(column, 1);
  column.items[column.length++] = item;
}

/** Makes room for `extra` more items, so that a hot loop may write to `items` itself. */
export function reserveInts(column: IntColumn, extra: number): void {
  const needed = column.length + extra;
  if (needed <= column.items.length) return;
  column.items = longerInts(column.items, Math.max(needed, column.items.length * 2));
}

/** The same numbers at the beginning of a longer array. */
export function longerInts(items: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(items);
  return longer;
}

/** The filled part, as a copy without spare room. */
export function filledInts(column: IntColumn): Int32Array {
  return column.items.slice(0, column.length);
}
