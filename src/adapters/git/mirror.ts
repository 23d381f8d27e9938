/** A bare copy of one repository, kept for as long as its address is configured. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Log } from '../../pipeline/ports.ts';
import { networkCall } from './credentials.ts';
import { connectDownload } from './download.ts';
import { latestCall } from './latest-call.ts';
import { mergePacks, removeLeftovers, removeStale } from './mirror-folder.ts';
import { withLock } from './mirror-lock.ts';
import { shownAddress } from './repository-address.ts';
import type { RepositorySection } from './repository-section.ts';
import { runGit, type GitCall, type GitOutput } from './run-git.ts';

const READ_TIMEOUT_MS = 30_000;
const LAZY_READ_TIMEOUT_MS = 120_000;
const GRAPH_TIMEOUT_MS = 300_000;
/** A mirror that breaks again so soon is not made anew again: the repository itself is broken, or the disk. */
const RENEWED_MS = 3_600_000;
/** How often a shallow source is asked whether it has its history by now. */
const SHALLOW_MS = 600_000;
/** Its time is when the mirror was last brought up to date. */
const FETCHED = 'burnscope-fetched';

export interface MirrorReader {
  /** Asks git; rejects with GIT_TIMEOUT, GIT_UNAVAILABLE (BrokenMirror where objects lack) or CANCELLED. */
  read(
    args: readonly string[],
    call: Omit<GitCall, 'folder' | 'timeoutMs'> & { readonly timeoutMs?: number },
    signal: AbortSignal,
  ): Promise<GitOutput>;
  /** Files come when they are read. */
  readonly isPartial: boolean;
}

/** Calls at the same time share one clone and one fetch. */
export interface Mirror extends MirrorReader {
  /** Clones what is not here yet. */
  open(signal: AbortSignal): Promise<void>;
  /** Whether it lacks history: then every line would seem to be written by its oldest commit. */
  isShallow(): boolean;
  /** Brings it up to date. */
  fetch(signal: AbortSignal): Promise<void>;
  /** How long ago it was brought up to date, in milliseconds. */
  age(): Promise<number>;
  /** A commit that no branch or tag holds any more, by its full hash, from hosts that give such. */
  fetchCommit(commit: string, signal: AbortSignal): Promise<void>;
  /** Sets a broken mirror aside and clones it anew, once in an hour. */
  renew(signal: AbortSignal): Promise<void>;
}

export interface MirrorTools {
  readonly folder: string;
  readonly log: Log;
}

export function connectMirror(section: RepositorySection, { folder: room, log }: MirrorTools): Mirror {
  const { url, partial: isPartial = false } = section;
  const digest = createHash('sha256')
    .update(`${url}${isPartial ? '\npartial' : ''}`)
    .digest('hex');
  const folder = join(room, `${digest.slice(0, 20)}.git`);
  const shown = shownAddress(url);
  const download = connectDownload(section, `${folder}config`);
  let renewedAt = -Infinity;
  let unshallowedAt = -Infinity;

  /** One process at a time. */
  const alone = async (signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    await mkdir(room, { recursive: true });
    await withLock(`${folder}.lock`, signal, work);
  };
  const isShallow = () => existsSync(join(folder, 'shallow'));

  const ready = latestCall((signal) =>
    alone(signal, async () => {
      if (!existsSync(folder)) await clone(signal);
      if (!isShallow() || Date.now() - unshallowedAt < SHALLOW_MS) return;
      unshallowedAt = Date.now();
      await download.unshallow(folder, signal);
    }),
  );
  const fetched = latestCall((signal) =>
    alone(signal, async () => {
      await removeStale(folder);
      await download.fetch(folder, signal);
      await writeFile(join(folder, FETCHED), '');
      if (!isPartial) await mergePacks(folder, signal);
    }),
  );

  return {
    isPartial,
    isShallow,
    async open(signal) {
      if (!existsSync(folder) || isShallow()) await ready(signal);
    },
    read: (args, call, signal) =>
      runGit(
        args,
        isPartial
          ? { timeoutMs: LAZY_READ_TIMEOUT_MS, ...networkCall(section), ...call, folder }
          : { timeoutMs: READ_TIMEOUT_MS, ...call, folder },
        signal,
      ),
    fetch: fetched,
    age: () =>
      stat(join(folder, FETCHED)).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => Infinity,
      ),
    fetchCommit: (commit, signal) => alone(signal, () => download.fetchCommit(folder, commit, signal)),
    async renew(signal) {
      if (Date.now() - renewedAt < RENEWED_MS) return;
      renewedAt = Date.now();
      await alone(signal, async () => {
        const aside = `${folder}.broken`;
        await rm(aside, { recursive: true, force: true });
        if (existsSync(folder)) await rename(folder, aside);
        log.error('a mirror is broken and is cloned anew', { repository: shown, aside });
        await clone(signal);
      });
    },
  };

  async function clone(signal: AbortSignal): Promise<void> {
    await removeLeftovers(room, basename(folder));
    const half = `${folder}.${randomUUID()}.partial`;
    const began = Date.now();
    try {
      await download.clone(half, signal);
      const graph = ['commit-graph', 'write', '--reachable', '--split', '--no-progress'];
      await runGit(graph, { folder: half, timeoutMs: GRAPH_TIMEOUT_MS }, signal);
      await writeFile(join(half, FETCHED), '');
      await rename(half, folder);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
    log.info('mirrored a repository', { repository: shown, milliseconds: Date.now() - began });
  }
}
