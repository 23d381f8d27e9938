/** The samples of single requests: the profiles of that time are looked into, pod by pod, in the thread that adds up. */
import { Failure } from '../../../core/failure.ts';
import { samplesOf, type RequestIds } from '../../../core/profile/request-ids.ts';
import type { FetchedProfiles, ProfileBlock, ProfileQuery, StoredProfile } from '../../../pipeline/ports.ts';
import type { ProfileSums, SumRequest } from '../../../pipeline/querier-ports.ts';
import { blockOf, podOf, readBlobs, type BlobReader } from './stored-blocks.ts';

/** Nothing may be skipped here: one profile left out may be the one that holds the request. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface RequestTools {
  readonly blobs: BlobReader;
  readonly sums: ProfileSums;
}

/** One block for each pod that has samples of them. Rejects with a Failure where there is too much to look into. */
export async function fetchRequests(
  { kind, window }: ProfileQuery,
  requests: RequestIds,
  found: readonly StoredProfile[],
  asked: string,
  { blobs, sums }: RequestTools,
  signal: AbortSignal,
): Promise<FetchedProfiles> {
  const bytes = found.reduce((all, profile) => all + profile.bytes, 0);
  if (bytes > MOST_BYTES) throw tooMuch(found.length, bytes);
  const filter = samplesOf(requests);
  const blocks: ProfileBlock[] = [];
  const notices: string[] = [];
  for (const profiles of Map.groupBy(found, ({ labels }) => podOf(labels)).values()) {
    const sources: SumRequest['sources'][number][] = [];
    for await (const [{ counts }, read] of readBlobs(profiles, blobs, signal))
      if (read !== undefined) sources.push({ bytes: read, ...(counts === undefined ? {} : { counts }) });
    const request: SumRequest = { kind, filter, sources, result: { form: 'pprof', maxNodes: 0 }, timeMs: window.to };
    const { unread, ...summed } = await sums.sum(request, signal);
    const missing = unread.length + profiles.length - sources.length;
    if (missing > 0)
      notices.push(`${missing} of ${profiles.length} profiles of ${podOf(profiles[0]!.labels)} were not read.`);
    if (summed.form === 'pprof' && summed.bytes.length > 0) blocks.push(sumOf(profiles, summed.bytes));
  }
  const words = `${asked}; samples of ${requests.by} ${requests.ids.join(', ')} in ${found.length} profiles`;
  if (blocks.length > 0) return { kind: 'profiles', blocks, asked: words, notices };
  const why = `${found.length} are there, and none holds a sample of ${requests.by} ${requests.ids.join(', ')}`;
  return { kind: 'empty', reason: [`${asked}: ${why}`, ...notices].join('; '), asked: words };
}

/** What the profiles of one pod hold of the requests, over all of their time. */
function sumOf(profiles: readonly StoredProfile[], bytes: Uint8Array): ProfileBlock {
  const from = Math.min(...profiles.map(({ interval }) => interval.from));
  const to = Math.max(...profiles.map(({ interval }) => interval.to));
  const seconds = profiles.reduce((sum, one) => sum + (one.seconds ?? (one.interval.to - one.interval.from) / 1000), 0);
  const { counts: _, ...block } = blockOf(profiles[0]!, bytes);
  return { ...block, interval: { from, to }, seconds };
}

function tooMuch(profiles: number, bytes: number): Failure {
  const megabytes = Math.ceil(bytes / 2 ** 20);
  const message =
    `${profiles} profiles of ${megabytes} MB are of that time, at most ${MOST_BYTES >> 20} MB are looked into for ` +
    'single requests: shorten the time, or add labels';
  return new Failure('PROFILE_STORE_REJECTED', message, { retryable: false });
}
