/** What comes from the repository's host. https://git-scm.com/docs/git-clone https://git-scm.com/docs/git-fetch */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../core/failure.ts';
import { networkCall } from './credentials.ts';
import { BrokenMirror } from './git-failure.ts';
import { sizeOf } from './mirror-folder.ts';
import { addressKind, shownAddress } from './repository-address.ts';
import type { RepositorySection } from './repository-section.ts';
import { runGit, type GitCall } from './run-git.ts';

const CLONE_TIMEOUT_MS = 900_000;
const FETCH_TIMEOUT_MS = 300_000;
const MOST_BYTES = 5e9;
/** How often the size of what comes in is looked at. */
const LOOK_MS = 500;

/** Branches and tags; hosts offer a ref for every pull request ever made besides. */
const WANTED = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
/** A work copy on this machine has branches of its origin that it never checked out. */
const ALL = ['+refs/*:refs/*'];

/** Every call rejects with GIT_TIMEOUT, GIT_UNAVAILABLE or CANCELLED. */
export interface Download {
  clone(folder: string, signal: AbortSignal): Promise<void>;
  /** All branches and tags; what is gone there goes here, its commits stay. */
  fetch(folder: string, signal: AbortSignal): Promise<void>;
  /** History that a shallow source has by now. */
  unshallow(folder: string, signal: AbortSignal): Promise<void>;
  /** One commit by its full hash, which no branch or tag holds any more; that the host has none is no failure. */
  fetchCommit(folder: string, commit: string, signal: AbortSignal): Promise<void>;
}

/** `trusted`: a file for settings of git, where it reads from a path. */
export function connectDownload(section: RepositorySection, trusted: string): Download {
  const { url, partial = false } = section;
  const isFile = addressKind(url) === 'file';
  const path = isFile ? (url.startsWith('file:') ? fileURLToPath(url) : resolve(url)) : undefined;
  const shown = shownAddress(url);
  const most = section.max_bytes ?? MOST_BYTES;
  // By its name where git itself has to find it again, to fetch files.
  const source = partial ? 'origin' : (path ?? url);
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head'];
  const refs = path === undefined ? WANTED : ALL;

  return {
    clone(half, signal) {
      const options = [path === undefined ? '--bare' : '--mirror', ...(partial ? ['--filter=blob:none'] : [])];
      // Through the protocol, which alone can filter.
      const from = path === undefined || !partial ? (path ?? url) : `file://${path}`;
      const args = ['clone', ...options, '--quiet', '--template=', '--', from, half];
      return inBounds(half, args, { timeoutMs: CLONE_TIMEOUT_MS }, signal);
    },
    fetch: (mirror, signal) =>
      inBounds(mirror, ['fetch', ...quietly, '--prune', '--', source, ...refs], { folder: mirror }, signal),
    unshallow: (mirror, signal) =>
      inBounds(mirror, ['fetch', ...quietly, '--unshallow', '--', source, ...refs], { folder: mirror }, signal),
    fetchCommit: (mirror, commit, signal) =>
      inBounds(mirror, ['fetch', ...quietly, '--', source, commit], { folder: mirror, codes: [1, 128] }, signal),
  };

  /** Ends what grows over the limit. */
  async function inBounds(
    place: string,
    args: readonly string[],
    call: Omit<GitCall, 'timeoutMs'> & { readonly timeoutMs?: number },
    signal: AbortSignal,
  ): Promise<void> {
    const full = new AbortController();
    const { settings, environment, ...from } = networkCall(section);
    const measure = async () => {
      if ((await sizeOf(place)) > most) full.abort();
    };
    const look = setInterval(() => void measure(), LOOK_MS);
    try {
      // Objects one by one are slow to read, and every fetch adds to the graph what it brought.
      const packed = { ...settings, 'fetch.unpackLimit': '1', 'fetch.writeCommitGraph': 'true' };
      const global = path === undefined ? {} : { GIT_CONFIG_GLOBAL: await trust(path) };
      await runGit(
        args,
        { timeoutMs: FETCH_TIMEOUT_MS, ...call, ...from, settings: packed, environment: { ...environment, ...global } },
        AbortSignal.any([signal, full.signal]),
      );
      await measure();
    } catch (error) {
      if (!full.signal.aborted) throw error instanceof Failure ? told(error) : error;
    } finally {
      clearInterval(look);
    }
    if (!full.signal.aborted) return;
    const message = `${shown} is larger than the max_bytes of its mirror, ${most / 1e6} MB`;
    throw new Failure('GIT_UNAVAILABLE', message, { retryable: false });
  }

  /** A path that the configuration names may belong to another user; git asks its configuration, by file alone. */
  async function trust(directory: string): Promise<string> {
    const lines = [directory, join(directory, '.git')].map((one) => `\tdirectory = ${JSON.stringify(one)}\n`);
    await mkdir(dirname(trusted), { recursive: true });
    await writeFile(trusted, `[safe]\n${lines.join('')}`);
    return trusted;
  }

  function told(error: Failure): Failure {
    if (error instanceof BrokenMirror || error.code === 'CANCELLED') return error;
    return new Failure(error.code, `${shown}: ${error.message}`, { retryable: error.retryable, cause: error });
  }
}
