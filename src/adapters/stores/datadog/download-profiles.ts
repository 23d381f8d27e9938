/** Profiles as their tracers sent them, downloaded one by one for all kinds at once. */
import { Failure } from '../../../core/failure.ts';
import { MalformedProfile } from '../../../core/profile/profile.ts';
import type { Compute } from '../../../pipeline/ports.ts';
import type { Datadog } from './ask-datadog.ts';
import { CODES } from './datadog-failures.ts';
import type { DatadogSection } from './datadog-section.ts';
import { factsKept, type FileFacts } from './file-facts.ts';
import type { ListedProfile } from './list-profiles.ts';
import { spread } from '../../spread.ts';
import { scattered } from './scattered.ts';
import { unzip } from './unzip.ts';

/** After so many failures the rest is not asked for. */
const MOST_FAILURES = 3;
const MOST_NAMED = 3;
const MEGABYTE = 1024 * 1024;
/** What tracers upload besides: memory, goroutines, timelines, facts about themselves. */
const UNWANTED =
  /^(?:.*\.(?:json|csv|trace|txt)|(?:delta-)?(?:heap|allocs?|space|goroutines?|goroutineleak|goroutineswait|threadcreate|events)\.pprof)$/i;

const isWanted = (name: string): boolean => !UNWANTED.test(name);

export interface DownloadedFile extends FileFacts {
  readonly profile: ListedProfile;
  readonly bytes: Uint8Array;
}

export interface Downloads {
  readonly files: readonly DownloadedFile[];
  /** Of so many that there are. */
  readonly read: number;
  readonly notices: readonly string[];
}

export interface DownloadTools {
  readonly datadog: Datadog;
  readonly section: DatadogSection;
  readonly compute: Pick<Compute, 'inspect'>;
  readonly budgetMs: number;
}

/** Rejects with the first Failure when nothing could be read at all. */
export async function downloadProfiles(
  { datadog, section, compute, budgetMs }: DownloadTools,
  listed: readonly ListedProfile[],
  signal: AbortSignal,
): Promise<Downloads> {
  const { limits } = section;
  const ordered = listed.toSorted((a, b) =>
    a.pod === b.pod ? a.interval.from - b.interval.from : a.pod < b.pod ? -1 : 1,
  );
  const chosen = spread(ordered, limits.profiles);
  const enough = new AbortController();
  const limit = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(budgetMs)]);
  const failures: Failure[] = [];
  const left: (readonly [string, string])[] = [];
  const files: DownloadedFile[] = [];
  const factsOf = factsKept(compute);
  const ways = waysToDownload(datadog);
  const mostBytes = limits.megabytes * MEGABYTE;
  let [room, read, full] = [mostBytes, 0, false];
  const readOne = async (profile: ListedProfile): Promise<void> => {
    const bytes = await ways(profile, limit);
    if (bytes === undefined) {
      left.push([profile.eventId, 'neither paths.download nor paths.download_by_event has it']);
      return;
    }
    const archive = await unzip(profile.eventId, bytes, { mostBytes, isWanted });
    left.push(...archive.left);
    const size = archive.files.reduce((sum, file) => sum + file.bytes.length, 0);
    if (size > room) {
      full = true;
      enough.abort();
      return;
    }
    room -= size;
    for (const file of archive.files) {
      try {
        const facts = await factsOf(file.name, file.bytes, profile.interval, limit);
        if (facts.kinds.length > 0) files.push({ profile, bytes: file.bytes, ...facts });
      } catch (error) {
        if (error instanceof MalformedProfile) left.push([file.name, error.problem]);
        else if (error instanceof Failure && error.code === 'COMPUTE_FAILED') left.push([file.name, error.message]);
        else throw error;
      }
    }
    read++;
  };
  const tried = async (profile: ListedProfile): Promise<void> => {
    try {
      await readOne(profile);
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      if (error.code === 'CANCELLED') return;
      const isLast = failures.push(error) >= MOST_FAILURES || !error.retryable || error.retryAfter !== undefined;
      if (isLast) enough.abort();
    }
  };
  await sideBySide(scattered(chosen), limits.at_once, limit, tried);
  if (signal.aborted) throw new Failure('CANCELLED', 'the fetch of profiles was cancelled', { retryable: true });
  const late = `more would have taken longer than ${budgetMs / 1000} s`;
  if (read === 0 && left.length === 0 && chosen.length > 0)
    throw (
      failures[0] ??
      new Failure(full ? CODES.rejected : CODES.timeout, full ? tooMuch(datadog, limits) : `${datadog.url}: ${late}`, {
        retryable: !full,
      })
    );
  const notices: string[] = [];
  if (chosen.length < listed.length)
    notices.push(`Of ${listed.length} profiles ${chosen.length} were chosen, evenly over the window and the pods.`);
  const missing = chosen.length - read;
  const why =
    failures[0]?.message ?? (full ? `more than ${limits.megabytes} MB are not kept` : limit.aborted ? late : undefined);
  if (missing > 0 && why !== undefined) notices.push(`${missing} of ${chosen.length} downloads are missing: ${why}.`);
  if (left.length > 0) notices.push(leftOut(left));
  return { files: files.toSorted(byTime), read, notices };
}

function byTime(a: DownloadedFile, b: DownloadedFile): number {
  return a.interval.from - b.interval.from || (a.profile.pod < b.profile.pod ? -1 : 1);
}

function tooMuch({ url }: Datadog, { megabytes }: DatadogSection['limits']): string {
  return `${url}: one profile is larger than the ${megabytes} MB that are kept (limits.megabytes)`;
}

/** The two tools of the vendor put different ids into the path; what answered once is asked first. */
function waysToDownload(datadog: Datadog) {
  let first: 'download' | 'download_by_event' = 'download';
  return async ({ eventId, profileId }: ListedProfile, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const ids = { event_id: eventId, profile_id: profileId };
    const way = first;
    const bytes = await datadog.bytes(way, ids, signal);
    if (bytes !== undefined) return bytes;
    const other = way === 'download' ? 'download_by_event' : 'download';
    const found = await datadog.bytes(other, ids, signal);
    if (found !== undefined) first = other;
    return found;
  };
}

async function sideBySide<T>(
  items: readonly T[],
  atOnce: number,
  limit: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !limit.aborted; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

function leftOut(left: readonly (readonly [name: string, why: string])[]): string {
  const named = left.slice(0, MOST_NAMED).map(([name, why]) => `${name.slice(0, 60)} (${why})`);
  return `Left out: ${named.join(', ')}${left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : ''}.`;
}
