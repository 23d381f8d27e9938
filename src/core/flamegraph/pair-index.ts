/** Numbers over 0 found by a pair of numbers, without an object per entry. */
export interface PairIndex {
  /** 0 when there is none. */
  get(first: number, second: number): number;
  /** The pair must be new. */
  set(first: number, second: number, value: number): void;
}

const FIRST_SLOTS = 1_024;

/** Open addressing, at most half full. */
export function pairIndex(): PairIndex {
  let slots = new Int32Array(FIRST_SLOTS * 3);
  let mask = FIRST_SLOTS - 1;
  let entries = 0;
  return { get, set };

  function get(first: number, second: number): number {
    for (let slot = slotOf(first, second) & mask; ; slot = (slot + 1) & mask) {
      const value = slots[slot * 3 + 2]!;
      if (value === 0 || (slots[slot * 3] === first && slots[slot * 3 + 1] === second)) return value;
    }
  }

  function set(first: number, second: number, value: number): void {
    if (++entries * 2 > mask) widen();
    put(first, second, value);
  }

  function put(first: number, second: number, value: number): void {
    let slot = slotOf(first, second) & mask;
    while (slots[slot * 3 + 2] !== 0) slot = (slot + 1) & mask;
    slots[slot * 3] = first;
    slots[slot * 3 + 1] = second;
    slots[slot * 3 + 2] = value;
  }

  function widen(): void {
    const old = slots;
    mask = mask * 4 + 3;
    slots = new Int32Array((mask + 1) * 3);
    for (let at = 0; at < old.length; at += 3) if (old[at + 2] !== 0) put(old[at]!, old[at + 1]!, old[at + 2]!);
  }
}

function slotOf(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
