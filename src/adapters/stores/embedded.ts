/** Profiles that agents pushed to us: an index in the database, the bytes in the blob store. */
import { z } from 'zod';
import { isoInstant } from '../../core/instant.ts';
import type { Window } from '../../core/instant.ts';
import type {
  FetchedProfiles,
  ProfileBlock,
  ProfileIndex,
  ProfileQuery,
  ProfileStore,
  StoredProfile,
} from '../../pipeline/ports.ts';
import { fetchRequests, type RequestTools } from './embedded/of-requests.ts';
import { blockOf, podOf, readBlobs, selectorText, throwIfAborted } from './embedded/stored-blocks.ts';

/** What one investigation side may take; more blocks than this change no ranking. */
export const MOST_BLOCKS = 500;
export const MOST_BYTES = 64 * 1024 * 1024;
/** The longest that the housekeeping merges profiles to. */
const HOUR_MS = 3_600_000;

export const EmbeddedSection = z.strictObject({
  name: z.string().min(1),
  type: z.literal('embedded'),
});
export type EmbeddedSection = z.infer<typeof EmbeddedSection>;

export interface EmbeddedTools extends RequestTools {
  readonly profileIndex: Pick<ProfileIndex, 'find' | 'newest'>;
}

export function connectEmbeddedStore(section: EmbeddedSection, tools: EmbeddedTools): ProfileStore {
  return {
    name: section.name,
    async fetch(query, signal) {
      throwIfAborted(signal);
      const found = await tools.profileIndex.find(query);
      const asked = `${query.kind} profiles of ${selectorText(query.selector)} ${windowText(query.window)}`;
      if (found.length === 0) {
        return { kind: 'empty', reason: `no ${asked}; ${await whatThereIs(query, tools.profileIndex)}`, asked };
      }

      if (query.requests !== undefined) return fetchRequests(query, query.requests, found, asked, tools, signal);
      const chosen = thinOut(found);
      const blocks: ProfileBlock[] = [];
      for await (const [profile, bytes] of readBlobs(chosen, tools.blobs, signal))
        if (bytes !== undefined) blocks.push(blockOf(profile, bytes));
      return answer(asked, found.length, chosen, blocks);
    },
  };
}

function answer(
  asked: string,
  found: number,
  profiles: readonly StoredProfile[],
  blocks: readonly ProfileBlock[],
): FetchedProfiles {
  const chosen = profiles.length;
  const limited = chosen < found ? [`${chosen} of ${found} taken, spread over the window`] : [];
  const merged = mergedText(profiles);
  const lost = chosen - blocks.length;
  if (blocks.length === 0) {
    return { kind: 'empty', reason: `all ${chosen} ${asked} have lost their bytes in the blob store`, asked };
  }
  const missing = lost > 0 ? [`${lost} skipped: their bytes are no longer in the blob store`] : [];
  return { kind: 'profiles', blocks, asked: [asked, ...limited, ...merged, ...missing].join('; '), notices: [] };
}

/** At most what one side may hold: of every pod its share, evenly over the window. In time order. */
function thinOut(found: readonly StoredProfile[]): readonly StoredProfile[] {
  // Sorted by pod and then by time, every n-th one; in time order alone, pods that push in turn would be skipped.
  const byPod = Map.groupBy(found, (profile) => podOf(profile.labels));
  const ordered = [...byPod.values()].flat();
  let count = Math.min(ordered.length, MOST_BLOCKS);
  for (;;) {
    const step = ordered.length / count;
    const chosen = Array.from({ length: count }, (_, index) => ordered[Math.floor(index * step)]!);
    const bytes = chosen.reduce((sum, profile) => sum + profile.bytes, 0);
    if (bytes <= MOST_BYTES || count === 1) return chosen.toSorted((a, b) => a.interval.from - b.interval.from);
    count = Math.max(1, Math.min(count - 1, Math.floor((count * MOST_BYTES) / bytes)));
  }
}

/** Profiles that the housekeeping merged begin and end where their first and last did, not where the window does. */
function mergedText(profiles: readonly StoredProfile[]): readonly string[] {
  const lengths = profiles.flatMap(({ seconds, interval }) => (seconds === undefined ? [] : [lengthOf(interval)]));
  if (lengths.length === 0) return [];
  const minutes = Math.ceil(Math.max(...lengths) / 60_000);
  return [
    `${lengths.length} of them merged over up to ${minutes} minutes each, the window's ends are exact to that much`,
  ];
}

function lengthOf({ from, to }: Window): number {
  return to - from;
}

async function whatThereIs(query: ProfileQuery, index: EmbeddedTools['profileIndex']): Promise<string> {
  const { from, to } = query.window;
  const around = await index.find({ ...query, window: { from: from - HOUR_MS, to: to + HOUR_MS } });
  const coarse = around.filter(({ interval }) => interval.from <= to && interval.to >= from);
  if (coarse.some(({ seconds, interval }) => seconds !== undefined && lengthOf(interval) > lengthOf(query.window))) {
    return 'there are some of that time, but merged by the hour, which is longer than the window';
  }
  const newest = await index.newest(query);
  if (newest !== undefined) return `the newest is from ${isoInstant(newest.interval.from)}`;
  const service = query.selector['service_name'];
  if (service !== undefined && Object.keys(query.selector).length > 1) {
    const ofService = await index.newest({ kind: query.kind, selector: { service_name: service } });
    if (ofService !== undefined) {
      return `of that service there are some with other labels, such as ${selectorText(ofService.labels)}`;
    }
  }
  return 'there are none of any time';
}

function windowText({ from, to }: Window): string {
  return `between ${isoInstant(from)} and ${isoInstant(to)}`;
}
