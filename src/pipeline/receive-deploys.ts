import type { ReportedDeploy } from '../core/deploy/deploy.ts';
import type { DeployEvent, DeployReception } from '../core/deploy/deploy-event.ts';
import { mapDeploy, type DeployMapping } from '../core/deploy/map-deploy.ts';
import type { DeployRecords } from './deploy-ports.ts';
import type { Repositories } from './git-ports.ts';
import type { Log } from './ports.ts';

export interface DeployReceivingWorld {
  readonly deployRecords: Pick<DeployRecords, 'record'>;
  readonly repositories: Pick<Repositories, 'refresh'>;
  readonly log: Log;
}

export type ReceiveDeploys = (events: readonly DeployEvent[], ignored?: readonly string[]) => Promise<DeployReception>;

/** A mirror that takes longer to come up to date is fetched by the blame that needs it. */
const REFRESH_TIMEOUT_MS = 120_000;
/** Reasons that are remembered, so that an unmapped sender fills no log. */
const MOST_REASONS = 1_000;

/**
 * Maps events to deploys of services and keeps these in one commit; what nobody wants is answered with the reason. The
 * repository of each service is then brought up to date, without the sender having to wait.
 */
export function deployReceiver(mapping: DeployMapping, world: DeployReceivingWorld): ReceiveDeploys {
  const { deployRecords, log } = world;
  const refresh = repositoryRefresher(world);
  const told = new Set<string>();
  return async (events, ignored = []) => {
    const mapped = events.map((event) => ({ event, ...mapDeploy(event, mapping) }));
    const deploys = mapped.flatMap((one) => (one.kind === 'deploys' ? one.deploys : []));
    const nobodys = mapped.flatMap((one) => (one.kind === 'none' ? [one] : []));
    const added = deploys.length === 0 ? [] : await deployRecords.record(deploys, wantsCheck);
    for (const reason of ignored) log.debug('a deploy event is none', { reason });
    for (const { event, cause, reason } of nobodys) {
      const level = cause === 'failed' ? 'warn' : cause === 'unmapped' ? 'info' : 'debug';
      tellOnce(level, reason, event);
    }
    for (const deploy of deploys) logDeploy(deploy);
    for (const service of new Set(deploys.map((deploy) => deploy.service))) refresh(service);
    return {
      accepted: deploys.map(({ service, toVersion, environment, at }) => ({
        service,
        version: toVersion,
        ...(environment === undefined ? {} : { environment }),
        at,
      })),
      added: added.length,
      ignored: [...ignored, ...nobodys.map(({ reason }) => reason)].map((reason) => ({ reason })),
    };
  };

  function tellOnce(level: 'debug' | 'info' | 'warn', reason: string, { source, labels }: DeployEvent): void {
    const { app, namespace } = labels;
    const key = JSON.stringify([source, reason, app, namespace]);
    if (told.has(key) || told.size >= MOST_REASONS) return;
    told.add(key);
    log[level]('a deploy event leads to nothing', { source, reason, labels: JSON.stringify(labels).slice(0, 1000) });
  }

  function logDeploy({
    service,
    source,
    toVersion,
    kind = 'version',
    status = 'success',
    environment,
  }: ReportedDeploy) {
    log.info('deploy reported', { service, source, version: toVersion, kind, status, environment });
  }
}

/**
 * Whatever went live may have changed what the service costs: versions, flags and settings alike. While a rollout runs,
 * its new pods are compared with the old ones.
 */
export function wantsCheck({ status }: Pick<ReportedDeploy, 'status'>): boolean {
  return status !== 'failed';
}

/** One refresh of a service at a time; what is asked for meanwhile is one more. */
function repositoryRefresher({ repositories, log }: DeployReceivingWorld): (service: string) => void {
  const running = new Set<string>();
  const again = new Set<string>();
  const refresh = async (service: string): Promise<void> => {
    running.add(service);
    try {
      await repositories.refresh(service, AbortSignal.timeout(REFRESH_TIMEOUT_MS));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log.warn('a repository could not be brought up to date after a deploy', { service, problem });
    }
    running.delete(service);
    if (again.delete(service)) await refresh(service);
  };
  return (service) => {
    if (running.has(service)) again.add(service);
    else void refresh(service);
  };
}
