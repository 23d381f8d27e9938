import type { Repositories } from '../../src/pipeline/git-ports.ts';

/** No repository is configured for any service. */
export function noRepositories(): Repositories {
  return {
    async open(service, signal) {
      signal.throwIfAborted();
      return { kind: 'unknown', reason: `no repository is configured for ${service}` };
    },
    async refresh() {},
  };
}
