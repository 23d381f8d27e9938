import type { Deploy } from '../core/deploy/deploy.ts';
import { sameVersion } from '../core/deploy/same-version.ts';
import { Failure } from '../core/failure.ts';
import type { Window } from '../core/instant.ts';
import type { DeployRecords } from './deploy-ports.ts';
import type { Deploys, Log, Meter } from './ports.ts';

/** One source of deploys, and what people call it. */
export interface NamedDeploys extends Deploys {
  readonly name: string;
}

/** So many deploys back the version before is looked for. */
const MOST_BACK = 20;

/** All that is known of a service's deploys: what was reported, and what the sources tell. One that fails does not hide the others. */
export function knownDeploys(
  records: Pick<DeployRecords, 'between' | 'list'>,
  sources: readonly NamedDeploys[],
  { log, meter }: { readonly log: Log; readonly meter: Pick<Meter, 'failure'> },
): Deploys {
  const ask = async (source: NamedDeploys, service: string, window: Window, signal: AbortSignal) => {
    try {
      return await source.between(service, window, signal);
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      meter.failure(error.code);
      log.warn('a source of deploys did not answer', { source: source.name, service, why: error.message });
      return [];
    }
  };
  return {
    checked: ['reported deploys', ...new Set(sources.map(({ name }) => name))],
    async between(service, window, signal) {
      signal.throwIfAborted();
      const [reported, ...told] = await Promise.all([
        records.between(service, window),
        ...sources.map((source) => ask(source, service, window, signal)),
      ]);
      return [...reported, ...told.flat()];
    },
    async previous({ service, at, toVersion, commit, environment }) {
      const rows = await records.list({ service, before: at, limit: MOST_BACK });
      const before = ({ deploy }: { readonly deploy: Deploy }) =>
        (deploy.kind ?? 'version') !== 'feature-flag' &&
        deploy.kind !== 'config' &&
        (deploy.status ?? 'success') === 'success' &&
        deploy.environment === environment &&
        !sameVersion(deploy.toVersion, commit ?? toVersion) &&
        !sameVersion(deploy.toVersion, toVersion);
      return rows.find(before)?.deploy;
    },
  };
}
