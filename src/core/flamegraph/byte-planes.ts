/** Whole numbers below 2^32 as four planes of bytes, the lowest first: planes of like bytes deflate far better than numbers. */
export function writePlanes(numbers: ArrayLike<number>, into: Uint8Array, at: number): number {
  const count = numbers.length;
  for (let i = 0; i < count; i++) {
    const number = numbers[i]!;
    into[at + i] = number;
    into[at + count + i] = number >>> 8;
    into[at + 2 * count + i] = number >>> 16;
    into[at + 3 * count + i] = number >>> 24;
  }
  return at + 4 * count;
}

/** What writePlanes wrote at `at`, count numbers. */
export function readPlanes(bytes: Uint8Array, at: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  const [second, third, fourth] = [at + count, at + 2 * count, at + 3 * count];
  for (let i = 0; i < count; i++) {
    numbers[i] = bytes[at + i]! | (bytes[second + i]! << 8) | (bytes[third + i]! << 16) | (bytes[fourth + i]! << 24);
  }
  return numbers;
}
