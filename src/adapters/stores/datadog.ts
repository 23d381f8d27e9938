/**
 * Datadog's continuous profiler, behind a flag: there is no public API for reading profiles. What is asked is what Datadog's own tools ask:
 * https://github.com/DataDog/datadog-pgo, https://github.com/DataDog/pup
 */
import { Failure } from '../../core/failure.ts';
import { isoInstant } from '../../core/instant.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { Compute, ProfileStore, WaitingClock } from '../../pipeline/ports.ts';
import { shareCalls } from '../share-calls.ts';
import { reachDatadog } from './datadog/ask-datadog.ts';
import type { DatadogSection } from './datadog/datadog-section.ts';
import { downloadProfiles, type Downloads } from './datadog/download-profiles.ts';
import { explainNone } from './datadog/explain-none.ts';
import { linksOf } from './datadog/links.ts';
import { listProfiles, type Listing } from './datadog/list-profiles.ts';
import { noticesOf } from './datadog/listing-notices.ts';
import { readKind } from './datadog/read-kind.ts';
import { searchQuery } from './datadog/search-query.ts';
import { sumProfiles, type Sums } from './datadog/sum-profiles.ts';

export interface DatadogTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
  readonly compute: Pick<Compute, 'inspect'>;
  /** How long the profiles of one kind and window may be read: then it answers with what came. */
  readonly budgetMs: number;
}

export function connectDatadog(section: DatadogSection, tools: DatadogTools): ProfileStore {
  const { clock, budgetMs, compute } = tools;
  const datadog = reachDatadog(section, tools);
  const listings = shareCalls<Listing>();
  const sums = shareCalls<Sums>();
  const downloads = shareCalls<Downloads>();
  return {
    name: section.name,
    async fetch({ kind, selector, window }, signal) {
      if (signal.aborted) throw cancelled(signal);
      const query = searchQuery(selector, section);
      const key = `${query} ${window.from} ${window.to}`;
      const began = clock.now();
      const listing = await listings(signal, key, () => listProfiles(datadog, section, query, window, signal));
      const asked = `profiles/list ${query} ${isoInstant(window.from)}..${isoInstant(window.to)}: ${listing.profiles.length} profiles`;
      const words = `no ${kind} profiles of ${query} between ${isoInstant(window.from)} and ${isoInstant(window.to)}`;
      if (listing.profiles.length === 0) {
        const why = await explainNone(datadog, { selector, window, now: clock.now() }, signal);
        return { kind: 'empty', reason: `${words}: ${why}`, asked };
      }
      const left = Math.max(1, budgetMs - (clock.now() - began));
      const ways = {
        sum: (of: ProfileKind, type: string) =>
          sums(signal, `${type} ${key}`, () =>
            sumProfiles(
              datadog,
              section,
              { kind: of, type, selector, window, profiles: listing.profiles, budgetMs: left },
              signal,
            ),
          ),
        download: () =>
          downloads(signal, key, () =>
            downloadProfiles({ datadog, section, compute, budgetMs: left }, listing.profiles, signal),
          ),
      };
      const read = await readKind(kind, { selector, window }, section, ways);
      if (read.blocks.length === 0)
        return { kind: 'empty', reason: `${words}: ${read.why}`, asked: `${asked}; ${read.told}` };
      const links = linksOf(
        section,
        query,
        section.types[read.kind === 'off-cpu' ? 'wall' : read.kind] ?? section.types.cpu,
        window,
      );
      const notices = [...read.notices, ...noticesOf(listing, window, clock.now())];
      if (read.kind !== kind) notices.unshift(`${kind} is told by ${read.kind} time.`);
      return {
        kind: 'profiles',
        blocks: read.blocks,
        asked: `${asked}; ${read.told}; ${links.window}`,
        notices,
        links,
      };
    },
  };
}

function cancelled(signal: AbortSignal): Failure {
  return new Failure('CANCELLED', 'the fetch of profiles was cancelled', { retryable: true, cause: signal.reason });
}
