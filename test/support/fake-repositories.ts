import type { Repositories, Repository } from '../../src/pipeline/git-ports.ts';

/** Knows the repositories it is given, by service. */
export function fakeRepositories(known: Readonly<Record<string, Repository>> = {}): Repositories {
  return {
    async open(service, signal) {
      signal.throwIfAborted();
      const repository = known[service];
      return repository === undefined
        ? { kind: 'unknown', reason: `no repository is configured for ${service}` }
        : { kind: 'repository', repository };
    },
    async refresh() {},
  };
}
