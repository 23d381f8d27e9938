import type { Deploy } from '../../core/deploy/deploy.ts';
import { versionChanges, versionsQuery, type VersionChange } from '../../core/deploy/version-labels.ts';
import type { Deploys, Metrics } from '../../pipeline/ports.ts';
import { deploysWithin, lookedAt } from './time-steps.ts';

export interface MetricLabelsTools {
  readonly metrics: Metrics;
  /** Matchers for metrics of a service, any of which fits; undefined where this source does not know the service. */
  readonly matchersOf: (service: string) => readonly string[] | undefined;
}

/**
 * Deploys as version labels of the service's own `*_build_info` and `target_info` show them: exact, because the process
 * itself says which version it is. Rejects with a Failure of the metrics server.
 */
export function connectMetricLabels({ metrics, matchersOf }: MetricLabelsTools): Deploys {
  return {
    async between(service, window, signal) {
      const matchers = matchersOf(service);
      if (matchers === undefined) return [];
      const looked = lookedAt(window);
      const { series } = await metrics.range(versionsQuery(matchers), looked.window, looked.stepSeconds, signal);
      const changes = versionChanges(series, looked.stepSeconds * 1000);
      return deploysWithin(
        changes.map((change) => deployOf(service, change)),
        window,
      );
    },
  };
}

function deployOf(service: string, { state, isRollback, ...change }: VersionChange): Deploy {
  return {
    service,
    ...change,
    kind: isRollback ? 'rollback' : 'version',
    ...(state === 'running' ? { status: 'running' } : {}),
    source: 'metric labels',
  };
}
