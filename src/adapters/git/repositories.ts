/** The port `Repositories` on plain git and bare mirrors. */
import { Failure } from '../../core/failure.ts';
import type { OpenedRepository, Repositories } from '../../pipeline/git-ports.ts';
import { connectMirror, type Mirror, type MirrorTools } from './mirror.ts';
import { openRepository } from './repository.ts';
import type { RepositorySection } from './repository-section.ts';
import { sectionOf } from './section-of.ts';

export interface MirroringRepositories extends Repositories {
  /**
   * Clones what is not here yet, before an incident has to wait for it; a failure is logged and the next question tries
   * again. Until the signal, what a question began goes on when it is no longer waited for.
   */
  mirrorAll(signal: AbortSignal): Promise<void>;
}

export function connectRepositories(sections: readonly RepositorySection[], tools: MirrorTools): MirroringRepositories {
  const mirrors = new Map<string, Mirror>();
  const mirrorOf = (section: RepositorySection): Mirror => {
    const {
      url,
      allow_file_urls: files,
      partial,
      max_bytes: most,
      ca_file: ca,
      ssh_key_file: sshKey,
      known_hosts_file: hosts,
    } = section;
    const { username, password_file: password, token_file: token } = section;
    const key = JSON.stringify([url, files, partial, most, ca, sshKey, hosts, username, password, token]);
    const mirror = mirrors.get(key) ?? connectMirror(section, tools);
    mirrors.set(key, mirror);
    return mirror;
  };
  let background: AbortSignal | undefined;
  /** A large clone takes longer than one question waits. */
  const patiently = (work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> =>
    background === undefined || background.aborted ? work(signal) : whileWanted(work(background), signal);

  return {
    async mirrorAll(signal) {
      background = signal;
      for (const section of sections) {
        await mirrorOf(section)
          .open(signal)
          .catch((error: unknown) => {
            if (signal.aborted) return;
            const service = [section.service].flat().join(', ');
            tools.log.warn('a repository could not be mirrored', { service, why: String(error) });
          });
      }
    },
    async open(service, signal): Promise<OpenedRepository> {
      const section = sectionOf(sections, service);
      if (section === undefined) return { kind: 'unknown', reason: `no repository is configured for ${service}` };
      const mirror = mirrorOf(section);
      await patiently((long) => mirror.open(long), signal);
      if (!mirror.isShallow())
        return {
          kind: 'repository',
          repository: openRepository({ section, mirror, service, patiently, log: tools.log }),
        };
      const reason = 'the repository is a shallow clone, which lacks the history that tells who wrote what';
      return { kind: 'unknown', reason };
    },
    async refresh(service, signal) {
      const section = sectionOf(sections, service);
      if (section === undefined) return;
      const mirror = mirrorOf(section);
      await patiently(async (long) => {
        await mirror.open(long);
        await mirror.fetch(long);
      }, signal);
    },
  };
}

/** The work goes on when the signal is quicker. */
function whileWanted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      const message = 'the repository is still being mirrored';
      reject(new Failure('CANCELLED', message, { retryable: true, cause: signal.reason }));
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
