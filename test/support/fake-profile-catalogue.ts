import type { KeptProfile, KeptSeries, ProfileCatalogue } from '../../src/pipeline/querier-ports.ts';

/** A catalogue of what it was given. */
export function fakeProfileCatalogue(
  series: readonly KeptSeries[] = [],
  profiles: readonly KeptProfile[] = [],
): ProfileCatalogue {
  const inWindow = (from: number, to: number) => profiles.filter(({ at }) => at >= from && at <= to);
  return {
    async series({ kind, labels, window }, most) {
      const seen = new Set(inWindow(window.from, window.to).map((profile) => profile.series));
      return series
        .filter((one) => seen.has(one.id) && (kind === undefined || one.kind === kind))
        .filter((one) => Object.entries(labels).every(([label, text]) => one.labels[label] === text))
        .slice(0, most);
    },
    async profiles(ids, { from, to }, most) {
      return inWindow(from, to)
        .filter((profile) => ids.includes(profile.series))
        .toSorted((a, b) => a.at - b.at)
        .slice(0, most);
    },
    async reach() {
      const times = profiles.map(({ at }) => at);
      return times.length === 0 ? undefined : { from: Math.min(...times), to: Math.max(...times) };
    },
  };
}
