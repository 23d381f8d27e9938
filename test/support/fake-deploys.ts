import type { Deploy } from '../../src/core/deploy/deploy.ts';
import type { Deploys } from '../../src/pipeline/ports.ts';

/** Knows the deploys it is given. */
export function fakeDeploys(known: readonly Deploy[]): Deploys {
  return {
    async between(service, { from, to }, signal) {
      signal.throwIfAborted();
      return known.filter((deploy) => deploy.service === service && deploy.at >= from && deploy.at <= to);
    },
  };
}
