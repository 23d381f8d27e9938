/** Blame with plain git on bare mirrors. https://git-scm.com/docs/git-blame (porcelain format) */
import type { BlameAnswer, BlamedCommit, BlamedPlace, Deploy, Region } from '../../core/deploy/deploy.ts';
import { findTreePath } from '../../core/deploy/tree-path.ts';
import type { Git } from '../../pipeline/ports.ts';
import { codeHost } from './code-host.ts';
import { gitText } from './git-text.ts';
import { connectMirror, type Mirror, type MirrorTools } from './mirror.ts';
import { commitPermalink, linePermalink } from './permalink.ts';
import { readBlame } from './read-blame.ts';
import { readTree } from './read-files.ts';
import type { RepositorySection } from './repository-section.ts';
import { resolveRevisions } from './resolve-revision.ts';

export interface MirroringGit extends Git {
  /** Clones what is not here yet, before an incident has to wait for it; a failure is logged and blame tries again. */
  mirrorAll(signal: AbortSignal): Promise<void>;
}

export function connectGit(repositories: readonly RepositorySection[], tools: MirrorTools): MirroringGit {
  const mirrors = repositories.map((section) => ({ section, mirror: connectMirror(section, tools) }));
  return {
    async mirrorAll(signal) {
      for (const { section, mirror } of mirrors) {
        await mirror.open(signal).catch((error: unknown) => {
          if (!signal.aborted)
            tools.log.warn('a repository could not be mirrored', {
              service: String(section.service),
              why: String(error),
            });
        });
      }
    },
    async blame(service, deploy, regions, signal) {
      const found = mirrors.find(({ section }) => [section.service].flat().includes(service));
      if (found === undefined) return { kind: 'unknown', reason: `no repository is configured for ${service}` };
      await found.mirror.open(signal);
      return blameRange(found.section, found.mirror, deploy, regions, signal);
    },
  };
}

async function blameRange(
  section: RepositorySection,
  mirror: Mirror,
  deploy: Deploy,
  regions: readonly Region[],
  signal: AbortSignal,
): Promise<BlameAnswer> {
  if (deploy.fromVersion === undefined)
    return { kind: 'unknown', reason: 'the version before the deploy is not known' };
  const versions = [deploy.fromVersion, deploy.toVersion];
  let [from, to] = await resolveRevisions(mirror, versions, deploy.service, signal);
  if (from?.kind !== 'commit' || to?.kind !== 'commit') {
    await mirror.fetch(signal);
    [from, to] = await resolveRevisions(mirror, versions, deploy.service, signal);
  }
  if (from?.kind !== 'commit') return { kind: 'unknown', reason: from?.reason ?? '' };
  if (to?.kind !== 'commit') return { kind: 'unknown', reason: to?.reason ?? '' };
  const range = `${from.commit}..${to.commit}`;
  const listed = await mirror.read(['rev-list', '--count', range], {}, signal);
  const tree = new Set((await readTree(mirror, to.commit, signal)).keys());
  const host = codeHost(section);
  const commits: BlamedCommit[] = [];
  const places: BlamedPlace[] = [];
  for (const region of regions) {
    const path = findTreePath(region.file, tree);
    if (path === undefined) continue;
    if (host !== undefined) {
      const permalink = linePermalink(host, to.commit, path, region.fromLine);
      places.push({ function: region.function, file: region.file, permalink });
    }
    const lines = `${Math.max(1, region.fromLine)},${Math.max(1, region.toLine, region.fromLine)}`;
    const args = ['blame', '--porcelain', '-L', lines, range, '--', path];
    const output = await mirror.read(args, {}, signal).then(
      ({ stdout }) => gitText(stdout),
      () => '',
    );
    for (const blamed of readBlame(output)) {
      const permalink = host === undefined ? {} : { permalink: commitPermalink(host, blamed.commit) };
      commits.push({ ...blamed, function: region.function, ...permalink });
    }
  }
  return { kind: 'commits', commits, places, commitsInRange: Number(gitText(listed.stdout).trim()) };
}
