/** In an order of which every beginning is spread over the whole, by the golden ratio: reading may end at any time. */
export function scattered<T>(sorted: readonly T[]): readonly T[] {
  const ratio = (Math.sqrt(5) - 1) / 2;
  return sorted
    .map((item, index) => ({ item, place: (index * ratio) % 1 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
