import type { Labels } from '../../src/core/alert/alert.ts';
import type { ProfileIndex, ProfileQuery, StoredProfile } from '../../src/pipeline/ports.ts';

export function fakeProfileIndex(): ProfileIndex {
  const kept = new Map<string, StoredProfile>();

  function matching({ kind, selector }: Omit<ProfileQuery, 'window'>): StoredProfile[] {
    return [...kept.values()]
      .filter((profile) => profile.kind === kind && holds(profile.labels, selector))
      .toSorted((a, b) => a.interval.from - b.interval.from);
  }

  return {
    async add(profiles) {
      for (const given of profiles) {
        const profile = { ...given, labels: { service_name: given.service, ...given.labels } };
        const labels = Object.entries(profile.labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
        const identity = JSON.stringify([profile.kind, labels, profile.interval, profile.hash]);
        if (!kept.has(identity)) kept.set(identity, profile);
      }
    },
    async find(query) {
      const { from, to } = query.window;
      return matching(query).filter(({ interval }) => interval.from >= from && interval.from <= to);
    },
    async newest(query) {
      return matching(query).at(-1);
    },
  };
}

function holds(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([label, text]) => Object.hasOwn(labels, label) && labels[label] === text);
}
