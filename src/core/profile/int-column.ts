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
  const larger = new Int32Array(Math.max(needed, column.items.length * 2));
  larger.set(column.items.subarray(0, column.length));
  column.items = larger;
}

/** The filled part, as a copy without spare room. */
export function filledInts(column: IntColumn): Int32Array {
  return column.items.slice(0, column.length);
}
