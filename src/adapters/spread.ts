/** At most so many, evenly over all. Of sorted names that scatters pods over the nodes and the times of their start. */
export function spread<T>(sorted: readonly T[], most: number): readonly T[] {
  if (sorted.length <= most) return sorted;
  return Array.from({ length: most }, (_, index) => sorted[Math.floor((index * sorted.length) / most)]!);
}
