import type { FoundFile } from './find-files.ts';

/** What one investigation side may take, as in the embedded store. */
export const MOST_FILES = 500;
export const MOST_BYTES = 64 * 1024 * 1024;

/** At most what one side may hold: of every pod its share, evenly over the window. */
export function thinOut(
  files: readonly FoundFile[],
  podOf: (file: FoundFile) => string,
  timeOf: (file: FoundFile) => number,
): readonly FoundFile[] {
  // Sorted by pod and then by time, every n-th one; in time order alone, pods that write in turn would be skipped.
  const ordered = files
    .map((file) => ({ file, pod: podOf(file), at: timeOf(file) }))
    .toSorted((a, b) => (a.pod === b.pod ? a.at - b.at : a.pod < b.pod ? -1 : 1))
    .map(({ file }) => file);
  let count = Math.min(ordered.length, MOST_FILES);
  for (;;) {
    const step = ordered.length / count;
    const chosen = Array.from({ length: count }, (_, index) => ordered[Math.floor(index * step)]!);
    const bytes = chosen.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= MOST_BYTES || count <= 1) return chosen;
    count = Math.max(1, Math.min(count - 1, Math.floor((count * MOST_BYTES) / bytes)));
  }
}
