/** The port `Repositories` on plain git and bare mirrors. */
import type { OpenedRepository, RangeAnswer, Repositories, Repository } from '../../pipeline/git-ports.ts';
import { codeHost } from './code-host.ts';
import { findMentions } from './find-mentions.ts';
import { BrokenMirror } from './git-failure.ts';
import { connectMirror, type Mirror, type MirrorTools } from './mirror.ts';
import { commitPermalink, linePermalink } from './permalink.ts';
import { readTexts, readTree } from './read-files.ts';
import { readRange } from './read-range.ts';
import type { RepositorySection } from './repository-section.ts';
import { resolveRevisions } from './resolve-revision.ts';
import { sectionOf } from './section-of.ts';

export interface MirroringRepositories extends Repositories {
  /** Clones what is not here yet, before an incident has to wait for it; a failure is logged and blame tries again. */
  mirrorAll(signal: AbortSignal): Promise<void>;
}

export function connectRepositories(sections: readonly RepositorySection[], tools: MirrorTools): MirroringRepositories {
  const mirrors = new Map(sections.map((section) => [section, connectMirror(section, tools)]));
  const find = (service: string) => {
    const section = sectionOf(sections, service);
    const mirror = section && mirrors.get(section);
    return section === undefined || mirror === undefined ? undefined : { section, mirror };
  };
  return {
    async mirrorAll(signal) {
      for (const [{ service }, mirror] of mirrors) {
        await mirror.open(signal).catch((error: unknown) => {
          if (signal.aborted) return;
          tools.log.warn('a repository could not be mirrored', { service: String(service), why: String(error) });
        });
      }
    },
    async open(service, signal): Promise<OpenedRepository> {
      const found = find(service);
      if (found === undefined) return { kind: 'unknown', reason: `no repository is configured for ${service}` };
      await found.mirror.open(signal);
      if (found.mirror.isShallow())
        return {
          kind: 'unknown',
          reason: 'the repository is shallow: it lacks the history that tells who wrote a line',
        };
      return { kind: 'repository', repository: repositoryOf(found.section, found.mirror, service) };
    },
    async refresh(service, signal) {
      const mirror = find(service)?.mirror;
      await mirror?.open(signal);
      await mirror?.fetch(signal);
    },
  };
}

function repositoryOf(section: RepositorySection, mirror: Mirror, service: string): Repository {
  const host = codeHost(section);
  /** What broke is mirrored anew and asked again. */
  const sound = async <T>(signal: AbortSignal, work: (again: boolean) => Promise<T>): Promise<T> => {
    try {
      return await work(false);
    } catch (error) {
      if (!(error instanceof BrokenMirror)) throw error;
      await mirror.renew(signal);
      return work(true);
    }
  };
  return {
    paths: {
      root: (section.root ?? '').replace(/^[./]+|\/+$/g, ''),
      prefixes: (section.prefixes ?? []).toSorted((a, b) => b.from.length - a.from.length),
    },
    range: (from, to, signal) => sound(signal, () => rangeOf(mirror, service, [from, to], signal)),
    tree: (commit, signal) => sound(signal, () => readTree(mirror, known(commit), signal)),
    texts: (blobs, signal) => sound(signal, (again) => readTexts(mirror, blobs, again, signal)),
    mentions: (words, commit, signal) => sound(signal, () => findMentions(mirror, words, known(commit), signal)),
    commitPage: (commit) => host && commitPermalink(host, commit),
    linePage: (commit, path, line, lastLine) => host && linePermalink(host, commit, path, line, lastLine),
  };
}

async function rangeOf(
  mirror: Mirror,
  service: string,
  versions: readonly [string, string],
  signal: AbortSignal,
): Promise<RangeAnswer> {
  let resolved = await resolveRevisions(mirror, versions, service, signal);
  if (resolved.some((one) => one.kind === 'unknown')) {
    // The deploy may be younger than the mirror.
    const lost = versions.find((version, index) => resolved[index]?.kind === 'unknown' && isHash(version));
    await mirror.fetch(signal, lost);
    resolved = await resolveRevisions(mirror, versions, service, signal);
  }
  const [from, to] = resolved;
  if (from?.kind !== 'commit') return { kind: 'unknown', reason: from?.reason ?? '' };
  if (to?.kind !== 'commit') return { kind: 'unknown', reason: to?.reason ?? '' };
  return readRange(mirror, from.commit, to.commit, signal);
}

function isHash(version: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(version);
}

/** Trees are asked for by the hashes of an earlier answer, never by what somebody calls a version. */
function known(commit: string): string {
  if (!isHash(commit)) throw new TypeError(`"${commit}" is no full hash`);
  return commit;
}
