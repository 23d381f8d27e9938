/** A bare copy of one repository. https://git-scm.com/docs/git-clone https://git-scm.com/docs/git-fetch */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Log } from '../../pipeline/ports.ts';
import { networkCall } from './credentials.ts';
import { BrokenMirror } from './git-failure.ts';
import { isGrown, removeLeftovers, repackIfNeeded } from './mirror-folder.ts';
import { withLock } from './mirror-lock.ts';
import { addressKind, shownAddress } from './repository-address.ts';
import type { RepositorySection } from './repository-section.ts';
import { runGit, type GitCall, type GitOutput } from './run-git.ts';

const CLONE_TIMEOUT_MS = 600_000;
const FETCH_TIMEOUT_MS = 300_000;
const COMMAND_TIMEOUT_MS = 10_000;
const MOST_BYTES = 5e9;
/** A mirror that breaks again so soon is not made anew again: the repository itself is broken, or the disk. */
const RENEWED_MS = 3_600_000;
/** How often the size of what comes in is looked at. */
const LOOK_MS = 500;

/** Branches and tags; hosts offer a ref for every pull request ever made besides. */
const WANTED = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
/** A work copy on this machine has branches of its origin that it never checked out. */
const ALL = ['+refs/*:refs/*'];

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

export interface Mirror extends MirrorReader {
  /** Clones what is not here yet. */
  open(signal: AbortSignal): Promise<void>;
  /** Whether it lacks history: then every line would seem to be written by its oldest commit. */
  isShallow(): boolean;
  /** Brings it up to date; `revision`, a full hash, is fetched besides where the host gives single commits. */
  fetch(signal: AbortSignal, revision?: string): Promise<void>;
  /** Sets a broken mirror aside and clones it anew, once in an hour. */
  renew(signal: AbortSignal): Promise<void>;
}

export interface MirrorTools {
  readonly folder: string;
  readonly log: Log;
}

export function connectMirror(section: RepositorySection, tools: MirrorTools): Mirror {
  const { url, partial: isPartial = false } = section;
  const address = addressKind(url) === 'file' && !url.startsWith('file:') ? resolve(url) : url;
  const name = createHash('sha256')
    .update(`${url}${isPartial ? '\npartial' : ''}`)
    .digest('hex')
    .slice(0, 20);
  const folder = join(tools.folder, `${name}.git`);
  const lock = `${folder}.lock`;
  const most = section.max_bytes ?? MOST_BYTES;
  const shown = shownAddress(url);
  let renewedAt = -Infinity;

  return {
    isPartial,
    isShallow: () => existsSync(join(folder, 'shallow')),
    async open(signal) {
      if (existsSync(folder)) return;
      await mkdir(tools.folder, { recursive: true });
      await withLock(lock, signal, async () => {
        if (!existsSync(folder)) await clone(signal);
      });
    },
    read: (args, call, signal) =>
      runGit(
        args,
        {
          timeoutMs: isPartial ? FETCH_TIMEOUT_MS : COMMAND_TIMEOUT_MS,
          ...(isPartial ? networkCall(section) : {}),
          ...call,
          folder,
        },
        signal,
      ),
    async fetch(signal, revision) {
      await withLock(lock, signal, () => fetchAll(signal));
      if (revision !== undefined) await withLock(lock, signal, () => fetchOne(revision, signal));
    },
    async renew(signal) {
      if (Date.now() - renewedAt < RENEWED_MS) return;
      renewedAt = Date.now();
      await withLock(lock, signal, async () => {
        const aside = `${folder}.broken`;
        await rm(aside, { recursive: true, force: true });
        await rename(folder, aside).catch(() => undefined);
        tools.log.error('a mirror is broken and is cloned anew', { repository: shown, aside });
        await clone(signal);
      });
    },
  };

  async function clone(signal: AbortSignal): Promise<void> {
    await removeLeftovers(tools.folder, basename(folder));
    const half = `${folder}.${randomUUID()}.partial`;
    const filter = isPartial ? ['--filter=blob:none'] : [];
    const refs = addressKind(url) === 'file' ? ['--mirror'] : ['--bare'];
    try {
      await inBounds(half, CLONE_TIMEOUT_MS, signal, (call, bounded) =>
        runGit(['clone', ...refs, ...filter, '--quiet', '--template=', '--', address, half], call, bounded),
      );
      const graph = ['commit-graph', 'write', '--reachable', '--split', '--no-progress'];
      await runGit(graph, { folder: half, timeoutMs: CLONE_TIMEOUT_MS }, signal);
      await rename(half, folder);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
    tools.log.info('mirrored a repository', { repository: shown });
  }

  async function fetchAll(signal: AbortSignal): Promise<void> {
    const refs = addressKind(url) === 'file' ? ALL : WANTED;
    const args = ['fetch', '--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--', source(), ...refs];
    await inBounds(folder, FETCH_TIMEOUT_MS, signal, (call, bounded) => runGit(args, { ...call, folder }, bounded));
    await repackIfNeeded(folder, signal);
  }

  /** A commit that no branch or tag holds any more; that the host refuses it is no failure. */
  async function fetchOne(revision: string, signal: AbortSignal): Promise<void> {
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', source(), revision];
    await inBounds(folder, FETCH_TIMEOUT_MS, signal, (call, bounded) =>
      runGit(args, { ...call, folder, codes: [1, 128] }, bounded),
    );
  }

  /** By its name where git itself has to find it again, to fetch files. */
  function source(): string {
    return isPartial ? 'origin' : address;
  }

  /** Ends what grows over the limit. */
  async function inBounds(
    place: string,
    timeoutMs: number,
    signal: AbortSignal,
    work: (call: GitCall, signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const full = new AbortController();
    const { settings, environment } = networkCall(section);
    const measure = async () => {
      if (await isGrown(place, most)) full.abort();
    };
    const look = setInterval(() => void measure(), LOOK_MS);
    try {
      const packed = { ...settings, 'fetch.unpackLimit': '1', 'fetch.writeCommitGraph': 'true' };
      await work({ settings: packed, environment, timeoutMs }, AbortSignal.any([signal, full.signal]));
      await measure();
    } catch (error) {
      if (!full.signal.aborted) throw error instanceof Failure ? told(error) : error;
    } finally {
      clearInterval(look);
    }
    if (full.signal.aborted) {
      const message = `${shown} is larger than max_bytes of its mirror, ${most / 1e6} MB`;
      throw new Failure('GIT_UNAVAILABLE', message, { retryable: false });
    }
  }

  function told(error: Failure): Failure {
    if (error instanceof BrokenMirror || error.code === 'CANCELLED') return error;
    return new Failure(error.code, `${shown}: ${error.message}`, { retryable: error.retryable, cause: error });
  }
}
