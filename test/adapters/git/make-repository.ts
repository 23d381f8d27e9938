import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectRepositories, type MirroringRepositories } from '../../../src/adapters/git/repositories.ts';
import type { RepositorySection } from '../../../src/adapters/git/repository-section.ts';
import type { Repository } from '../../../src/pipeline/git-ports.ts';
import type { History } from '../../contracts/repositories.ts';
import { quietLog } from '../../support/quiet-log.ts';

export interface MadeRepository {
  readonly folder: string;
  /** Answers with what git printed, trimmed. */
  readonly git: (...args: readonly string[]) => string;
  /** Writes files, `null` removes one, and commits everything; answers with the hash. */
  readonly commit: (
    subject: string,
    files: Readonly<Record<string, string | Uint8Array | null>>,
    more?: { readonly body?: string; readonly author?: string; readonly at?: number },
  ) => string;
}

/** A real repository with a work copy; nothing of this machine's settings counts. */
export function makeRepository(folder: string): MadeRepository {
  mkdirSync(folder, { recursive: true });
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Mira Lindqvist',
        GIT_AUTHOR_EMAIL: 'mira@shop.example',
        GIT_COMMITTER_NAME: 'Mira Lindqvist',
        GIT_COMMITTER_EMAIL: 'mira@shop.example',
        ...environment,
      },
    }).trim();
  run(['init', '--quiet', '--initial-branch=main']);
  let minute = 0;
  return {
    folder,
    git: (...args) => run(args),
    commit(subject, files, { body = '', author, at = Date.UTC(2026, 8, 1, 8, minute++) } = {}) {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) rmSync(join(folder, path));
        else {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), content);
        }
      }
      run(['add', '--all']);
      const date = `${at / 1000} +0000`;
      run(
        [
          'commit',
          '--quiet',
          '--allow-empty',
          '--cleanup=verbatim',
          '-m',
          subject,
          ...(body === '' ? [] : ['-m', body]),
        ],
        {
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
          ...(author === undefined ? {} : { GIT_AUTHOR_NAME: author }),
        },
      );
      return run(['rev-parse', 'HEAD']);
    },
  };
}

export function makeHistory(folder: string, { commits, tags }: History): MadeRepository {
  const made = makeRepository(folder);
  const hashes = commits.map(({ subject, body = '', author, at, files }) =>
    made.commit(subject, files, { body, author, at }),
  );
  for (const [tag, place] of Object.entries(tags)) made.git('tag', tag, hashes[place] ?? '');
  return made;
}

/** A connection to one repository, with mirrors in `mirrors`. */
export function connectTo(
  url: string,
  mirrors: string,
  section: Partial<RepositorySection> = {},
): MirroringRepositories & { readonly log: ReturnType<typeof quietLog> } {
  const log = quietLog();
  const sections = [{ service: 'shop', url, allow_file_urls: true, ...section }];
  return { ...connectRepositories(sections, { folder: mirrors, log }), log };
}

export const soon = (): AbortSignal => AbortSignal.timeout(20_000);

export async function opened(repositories: MirroringRepositories, service = 'shop'): Promise<Repository> {
  const answer = await repositories.open(service, soon());
  if (answer.kind === 'unknown') throw new Error(answer.reason);
  return answer.repository;
}
