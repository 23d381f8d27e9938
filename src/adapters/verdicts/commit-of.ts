import type { Deploy } from '../../core/deploy/deploy.ts';
import { repositoryKey } from '../../core/deploy/repository-key.ts';
import type { DeployRow } from '../../pipeline/deploy-ports.ts';
import type { StatusTools } from './sink.ts';

export interface StatusPlace {
  /** Below the host, such as `acme/shop`. */
  readonly path: string;
  readonly commit: string;
}

/** A code host. */
export interface StatusHost {
  /** Where its repositories are cloned from: `github.com`, `git.example/gitlab`. */
  readonly host: string;
  /** How a path below it looks. */
  readonly paths: RegExp;
}

const FULL_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Where the status of a deploy belongs at this host. Undefined, and a line in the
 * log, where that is not known for sure: short hashes are no commits to a code host, and a token is not taken elsewhere.
 */
export async function commitOf(
  { key, deploy }: DeployRow,
  { host, paths }: StatusHost,
  sink: string,
  { log, repositoryOf, trace }: Pick<StatusTools, 'log' | 'repositoryOf' | 'trace'>,
  signal: AbortSignal,
): Promise<StatusPlace | undefined> {
  const skip = (why: string): undefined => {
    log.info('a verdict has no commit to stand at', { sink, deploy: key, service: deploy.service, why });
    return undefined;
  };
  const commit = fullHashOf(deploy) ?? fullHashOf(await trace(deploy, signal));
  if (commit === undefined) return skip('no full commit hash is known');
  const repository = repositoryOf(deploy.service) ?? deploy.repository;
  if (repository === undefined) return skip('no repository is known');
  const address = repositoryKey(repository);
  const path = address.startsWith(`${host}/`) ? address.slice(host.length + 1) : '';
  if (!paths.test(path) || /(?:^|\/)\.\.?(?:\/|$)/.test(path)) return skip(`the repository is not at ${host}`);
  return { path, commit };
}

function fullHashOf({ commit, toVersion }: Deploy): string | undefined {
  return [commit, toVersion].map((text) => text?.toLowerCase()).find((text) => FULL_HASH.test(text ?? ''));
}
