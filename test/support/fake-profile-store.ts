import type { FetchedProfiles, ProfileBlock, ProfileQuery, ProfileStore } from '../../src/pipeline/ports.ts';

export interface FakeProfileStore extends ProfileStore {
  /** Every query that was asked, in order. */
  readonly queries: readonly ProfileQuery[];
}

/** Holds the blocks it is given; `failure` makes every fetch reject. */
export function fakeProfileStore(
  blocks: readonly ProfileBlock[],
  options: { name?: string; failure?: Error; notices?: readonly string[] } = {},
): FakeProfileStore {
  const queries: ProfileQuery[] = [];
  return {
    name: options.name ?? 'fake store',
    queries,
    async fetch(query, signal): Promise<FetchedProfiles> {
      queries.push(query);
      signal.throwIfAborted();
      if (options.failure !== undefined) throw options.failure;
      const asked = `${query.kind} of ${JSON.stringify(query.selector)} in ${query.window.from}..${query.window.to}`;
      const found = blocks
        .filter((block) => block.kind === query.kind)
        .filter(({ interval }) => interval.from >= query.window.from && interval.from <= query.window.to)
        .filter(({ labels }) => Object.entries(query.selector).every(([label, text]) => labels[label] === text))
        .toSorted((a, b) => a.interval.from - b.interval.from);
      return found.length > 0
        ? { kind: 'profiles', blocks: found, asked, notices: options.notices ?? [] }
        : { kind: 'empty', reason: `no profiles: ${asked}`, asked };
    },
  };
}
