import { Failure } from '../../core/failure.ts';
import type { RangeAnswer, Repository } from '../../pipeline/git-ports.ts';
import type { Log } from '../../pipeline/ports.ts';
import { codeHost } from './code-host.ts';
import { findMentions } from './find-mentions.ts';
import { BrokenMirror } from './git-failure.ts';
import type { Mirror } from './mirror.ts';
import { commitPermalink, comparePermalink, linePermalink } from './permalink.ts';
import { readTexts, readTree } from './read-files.ts';
import { readRange } from './read-range.ts';
import type { RepositorySection } from './repository-section.ts';
import { resolveRevisions, type Resolved } from './resolve-revision.ts';
import { readSourceMap } from './source-maps.ts';

/** What a branch pointed to so long ago counts as what it points to now, in milliseconds. */
const BRANCH_MS = 60_000;
const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

export interface RepositoryTools {
  readonly section: RepositorySection;
  readonly mirror: Mirror;
  readonly service: string;
  /** Waits for work of the mirror no longer than the signal. */
  readonly patiently: (work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}

/** A mirror that is here, as its service's repository. */
export function openRepository(tools: RepositoryTools): Repository {
  const { section, mirror, service, patiently, log } = tools;
  const host = codeHost(section);
  const maps = section.source_maps;
  /** What broke is mirrored anew and asked again. */
  const sound = async <T>(signal: AbortSignal, work: (again: boolean) => Promise<T>): Promise<T> => {
    try {
      return await work(false);
    } catch (error) {
      if (!(error instanceof BrokenMirror)) throw error;
      await patiently((long) => mirror.renew(long), signal);
      return work(true);
    }
  };
  return {
    paths: {
      root: (section.root ?? '').replace(/^[./]+|\/+$/g, ''),
      prefixes: (section.prefixes ?? []).toSorted((a, b) => b.from.length - a.from.length),
    },
    range: (from, to, signal) => sound(signal, () => findRange(tools, [from, to], signal)),
    tree: (commit, signal) => sound(signal, () => readTree(mirror, known(commit), signal)),
    texts: (blobs, signal) => sound(signal, (again) => readTexts(mirror, blobs, again, signal)),
    mentions: (words, commit, signal) =>
      sound(signal, () => findMentions(mirror, words, known(commit), signal)).catch((error: unknown) => {
        if (!(error instanceof Failure) || error.code !== 'GIT_TIMEOUT') throw error;
        log.warn('files that mention functions were not found', { why: error.message, service });
        return new Map<string, readonly string[]>(words.map((word) => [word, []]));
      }),
    ...(maps === undefined ? {} : { sourceMap: (file: string) => readSourceMap(maps, file) }),
    commitPage: (commit) => host && commitPermalink(host, commit),
    comparePage: (from, to) => host && comparePermalink(host, from, to),
    linePage: (commit, path, line, lastLine) => host && linePermalink(host, commit, path, line, lastLine),
  };
}

async function findRange(
  tools: RepositoryTools,
  versions: readonly [string, string],
  signal: AbortSignal,
): Promise<RangeAnswer> {
  const { mirror, patiently } = tools;
  const resolve = () => resolveRevisions(mirror, versions, tools.service, signal);
  let resolved = await resolve();
  if (await isOutdated(mirror, resolved)) {
    await fetchOrSay(tools, resolved, signal);
    resolved = await resolve();
  }
  const lost = versions.filter((version, index) => resolved[index]?.kind === 'unknown' && FULL_HASH.test(version));
  if (lost.length > 0) {
    for (const commit of lost) await patiently((long) => mirror.fetchCommit(commit, long), signal);
    resolved = await resolve();
  }
  const [from, to] = resolved;
  if (from?.kind !== 'commit') return { kind: 'unknown', reason: from?.reason ?? '' };
  if (to?.kind !== 'commit') return { kind: 'unknown', reason: to?.reason ?? '' };
  return readRange(mirror, from.commit, to.commit, signal);
}

/** The deploy may be younger than the mirror; a tag stays where it is, a branch moves. */
async function isOutdated(mirror: Mirror, resolved: readonly Resolved[]): Promise<boolean> {
  if (resolved.some(({ kind }) => kind === 'unknown')) return true;
  return resolved.some((one) => one.kind === 'commit' && one.isBranch) && (await mirror.age()) > BRANCH_MS;
}

/** Without what was asked for it is a Failure, with an older state of it only worth a line in the log. */
async function fetchOrSay(
  { mirror, patiently, log }: RepositoryTools,
  resolved: readonly Resolved[],
  signal: AbortSignal,
): Promise<void> {
  const missing = resolved.find((one) => one.kind === 'unknown');
  try {
    await patiently((long) => mirror.fetch(long), signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'CANCELLED' || error instanceof BrokenMirror) throw error;
    if (missing?.kind === 'unknown') {
      const message = `${missing.reason}, and the newest could not be fetched: ${error.message}`;
      throw new Failure(error.code, message, { retryable: error.retryable, cause: error });
    }
    log.warn('a mirror could not be brought up to date', { why: error.message });
  }
}

/** Trees are asked for by the hashes of an earlier answer, never by what somebody calls a version. */
function known(commit: string): string {
  if (!FULL_HASH.test(commit)) throw new TypeError(`"${commit}" is no full hash`);
  return commit;
}
