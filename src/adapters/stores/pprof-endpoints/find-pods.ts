import { Failure } from '../../../core/failure.ts';
import type { Clock, Metrics } from '../../../pipeline/ports.ts';
import { CODES } from './capture-failures.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';
import { kubernetesPods } from './kubernetes-pods.ts';
import { chooseTold, type FindPods } from './pods.ts';
import { prometheusPods } from './prometheus-pods.ts';

export interface PodTools {
  readonly readFile: (path: string) => string;
  readonly clock: Clock;
  /** The source of that name; the first one where none is said; undefined where there is none. */
  readonly metrics: (source: string | undefined) => Metrics | undefined;
}

/** As the section says where the pods are; throws a Failure where that cannot work. */
export function findPods(section: PprofEndpointsSection, { readFile, clock, metrics }: PodTools): FindPods {
  const { prometheus, kubernetes, targets = [] } = section;
  if (kubernetes !== undefined) return kubernetesPods(section, kubernetes, readFile);
  if (prometheus !== undefined) {
    const source = metrics(prometheus.source);
    if (source !== undefined) return prometheusPods(section, prometheus, source, clock);
    const which =
      prometheus.source === undefined ? 'there are no sources' : `no source is called "${prometheus.source}"`;
    throw new Failure(CODES.rejected, `prometheus: ${which}`, { retryable: false });
  }
  const told = targets.map(({ address, pod, labels }) => ({ name: pod ?? address, address, labels }));
  return async (selector) => chooseTold(told, selector, new Set(), `${told.length} targets`, section);
}
