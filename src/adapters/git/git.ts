/** Blame with plain git on bare mirrors. https://git-scm.com/docs/git-blame (porcelain format) */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BlameAnswer, BlamedCommit, BlamedPlace, Deploy, Region } from '../../core/deploy/deploy.ts';
import { findTreePath } from '../../core/deploy/tree-path.ts';
import type { Git, Log } from '../../pipeline/ports.ts';
import { readBlame } from './read-blame.ts';
import { commitPermalink, linePermalink } from './permalink.ts';
import { runGit, type GitRun } from './run-git.ts';

const CLONE_TIMEOUT_MS = 120_000;
const COMMAND_TIMEOUT_MS = 10_000;

export const RepositorySection = z.strictObject({
  service: z.string().min(1),
  url: z.string().min(1).describe('https, ssh, or a path where allow_file_urls is set'),
  allow_file_urls: z.boolean().default(false),
});
export type RepositorySection = z.infer<typeof RepositorySection>;

export interface MirroringGit extends Git {
  /** Clones what is not here yet, before an incident has to wait for it; a failure is logged and blame tries again. */
  mirrorAll(signal: AbortSignal): Promise<void>;
}

export function connectGit(
  repositories: readonly RepositorySection[],
  tools: { readonly folder: string; readonly log: Log },
): MirroringGit {
  return {
    async mirrorAll(signal) {
      for (const repository of repositories) {
        await openMirror(repository, tools, signal).catch((error: unknown) => {
          if (!signal.aborted)
            tools.log.warn('a repository could not be mirrored', { service: repository.service, why: String(error) });
        });
      }
    },
    async blame(service, deploy, regions, signal) {
      const repository = repositories.find((candidate) => candidate.service === service);
      if (repository === undefined) return { kind: 'unknown', reason: `no repository is configured for ${service}` };
      const mirror = await openMirror(repository, tools, signal);
      return blameRange(mirror, repository.url, deploy, regions, signal);
    },
  };
}

async function openMirror(
  repository: RepositorySection,
  tools: { readonly folder: string; readonly log: Log },
  signal: AbortSignal,
): Promise<GitRun> {
  const name = createHash('sha256').update(repository.url).digest('hex').slice(0, 20);
  const folder = join(tools.folder, `${name}.git`);
  const allowFileUrls = repository.allow_file_urls;
  if (!existsSync(folder)) {
    await mkdir(tools.folder, { recursive: true });
    const half = `${folder}.${randomUUID()}.partial`;
    const run = { allowFileUrls, timeoutMs: CLONE_TIMEOUT_MS };
    try {
      await runGit(['clone', '--mirror', '--quiet', '--', repository.url, half], run, signal);
      await rename(half, folder);
    } catch (error) {
      await rm(half, { recursive: true, force: true });
      // Another process may have been faster; its mirror is as good.
      if (!existsSync(folder)) throw error;
    }
    tools.log.info('mirrored a repository', { service: repository.service });
  }
  return { folder, allowFileUrls, timeoutMs: COMMAND_TIMEOUT_MS };
}

async function blameRange(
  mirror: GitRun,
  url: string,
  deploy: Deploy,
  regions: readonly Region[],
  signal: AbortSignal,
): Promise<BlameAnswer> {
  if (deploy.fromVersion === undefined)
    return { kind: 'unknown', reason: 'the version before the deploy is not known' };
  let [from, to] = await resolveBoth(mirror, deploy.fromVersion, deploy.toVersion, signal);
  if (from === undefined || to === undefined) {
    // The deploy may be younger than the mirror.
    await runGit(['fetch', '--quiet', '--prune', 'origin'], { ...mirror, timeoutMs: CLONE_TIMEOUT_MS }, signal);
    [from, to] = await resolveBoth(mirror, deploy.fromVersion, deploy.toVersion, signal);
  }
  if (from === undefined || to === undefined) {
    const unknown = from === undefined ? deploy.fromVersion : deploy.toVersion;
    return { kind: 'unknown', reason: `the repository knows no revision ${unknown}` };
  }
  const listed = await runGit(['rev-list', '--count', `${from}..${to}`], mirror, signal);
  const paths = (await runGit(['ls-tree', '-r', '-z', '--name-only', to], mirror, signal)).split('\0');
  const tree = new Set(paths);
  const commits: BlamedCommit[] = [];
  const places: BlamedPlace[] = [];
  for (const region of regions) {
    const path = findTreePath(region.file, tree);
    if (path === undefined) continue;
    const shown = linePermalink(url, to, path, region.fromLine);
    if (shown !== undefined) places.push({ function: region.function, file: region.file, permalink: shown });
    const lines = `${Math.max(1, region.fromLine)},${Math.max(1, region.toLine, region.fromLine)}`;
    const args = ['blame', '--porcelain', '-L', lines, `${from}..${to}`, '--', path];
    const output = await runGit(args, mirror, signal).catch(() => '');
    for (const blamed of readBlame(output)) {
      const permalink = commitPermalink(url, blamed.commit);
      commits.push({ ...blamed, function: region.function, ...(permalink === undefined ? {} : { permalink }) });
    }
  }
  return { kind: 'commits', commits, places, commitsInRange: Number(listed.trim()) };
}

function resolveBoth(mirror: GitRun, from: string, to: string, signal: AbortSignal) {
  return Promise.all([resolveVersion(mirror, from, signal), resolveVersion(mirror, to, signal)]);
}

/** A tag, branch, commit, or the tag that carries a leading v. */
async function resolveVersion(mirror: GitRun, version: string, signal: AbortSignal): Promise<string | undefined> {
  for (const candidate of [version, `v${version}`]) {
    // Labels are untrusted: a version that looks like an option or a range is none.
    if (!/^[A-Za-z0-9_][\w.+/-]*$/.test(candidate) || candidate.includes('..')) continue;
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`];
    const found = await runGit(args, mirror, signal).catch(() => '');
    if (found.trim() !== '') return found.trim();
  }
  return undefined;
}
