import type { Deploy } from '../core/deploy/deploy.ts';
import { repositoryKey, repositoryPath } from '../core/deploy/repository-key.ts';
import { Failure } from '../core/failure.ts';
import type { ImageRevisions } from './deploy-ports.ts';
import type { Deploys, Log, Meter } from './ports.ts';

export interface ImageTracing {
  readonly revisions: ImageRevisions;
  /** Address of a service's repository, where one is configured. */
  readonly repositoryOf: (service: string) => string | undefined;
  readonly log: Log;
  readonly meter: Pick<Meter, 'failure'>;
}

/** Of one answer; those before are too old to be asked about. */
const MOST_TRACED = 5;

/** Deploys whose commits are only known by their images: the newest are looked up, and stay as they are where that fails. */
export function tracedDeploys(deploys: Deploys, tracing: ImageTracing): Deploys & Required<Pick<Deploys, 'trace'>> {
  return {
    ...deploys,
    trace: (deploy, signal) => traceImages(deploy, tracing, signal),
    async between(service, window, signal) {
      const found = await deploys.between(service, window, signal);
      const newest = new Set(
        found
          .filter(isUntraced)
          .toSorted((a, b) => b.at - a.at)
          .slice(0, MOST_TRACED),
      );
      return Promise.all(
        found.map(async (deploy) => (newest.has(deploy) ? traceImages(deploy, tracing, signal) : deploy)),
      );
    },
  };
}

function isUntraced({ image, commit, fromImage, fromCommit }: Deploy): boolean {
  return (image !== undefined && commit === undefined) || (fromImage !== undefined && fromCommit === undefined);
}

/**
 * A deploy with the commits that its images were built from. An image that says it is of another repository than the
 * service's is passed over: labels are inherited from the image that it was built upon.
 */
async function traceImages(deploy: Deploy, tracing: ImageTracing, signal: AbortSignal): Promise<Deploy> {
  const { image, fromImage } = deploy;
  const [to, from] = await Promise.all([
    deploy.commit === undefined ? commitOf(image, deploy, tracing, signal) : undefined,
    deploy.fromCommit === undefined ? commitOf(fromImage, deploy, tracing, signal) : undefined,
  ]);
  return {
    ...deploy,
    ...(to === undefined ? {} : { commit: to }),
    ...(from === undefined ? {} : { fromCommit: from }),
  };
}

async function commitOf(
  image: string | undefined,
  { service }: Deploy,
  { revisions, repositoryOf, log, meter }: ImageTracing,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (image === undefined) return undefined;
  try {
    const { commit, repository } = await revisions.revisionOf(image, signal);
    const own = repositoryOf(service);
    const isOwn = repository === undefined || own === undefined || isSame(repository, own);
    return isOwn ? commit : undefined;
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error;
    meter.failure(error.code);
    log.warn('an image could not be looked up', { service, image, why: error.message });
    return undefined;
  }
}

/** Also when one of them is a mirror of the other. */
function isSame(one: string, other: string): boolean {
  return repositoryKey(one) === repositoryKey(other) || repositoryPath(one) === repositoryPath(other);
}
