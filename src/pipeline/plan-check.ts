import type { Deploy } from '../core/deploy/deploy.ts';
import type { AlertPlan, Incident } from '../core/incident/incident.ts';
import type { DeployRow } from './deploy-ports.ts';
import type { DeployWorld } from './deploy-world.ts';

export type PlannedCheck =
  | { readonly kind: 'planned'; readonly subject: Incident }
  /** A sentence without a full stop. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * What pages and steps of an investigation take for an incident: nothing burns, but the service has a plan. Where its
 * settings need labels that only alerts carry, those of its last incident serve.
 */
export async function planCheck({ key, seenAt }: DeployRow, deploy: Deploy, world: DeployWorld): Promise<PlannedCheck> {
  const { service } = deploy;
  const about = aboutOf(deploy);
  const planned = world.planService(service, about);
  const plan = planned.kind === 'planned' ? planned.plan : await lastPlan(service, about, world);
  if (plan === undefined) return planned.kind === 'failed' ? planned : { kind: 'failed', reason: 'no plan' };
  const subject: Incident = {
    id: key,
    cause: 'deploy',
    service,
    slo: about,
    state: 'answered',
    openedAt: seenAt,
    startsAt: deploy.at,
    lastSeenAt: world.clock.now(),
    alerts: [],
    plan,
  };
  return { kind: 'planned', subject };
}

function aboutOf({ fromVersion, toVersion, kind = 'version' }: Deploy): string {
  const what = kind === 'version' ? 'deploy' : kind.replace('-', ' ');
  return fromVersion === undefined ? `${what} ${toVersion}` : `${what} ${fromVersion} → ${toVersion}`;
}

async function lastPlan(service: string, slo: string, { incidents }: DeployWorld): Promise<AlertPlan | undefined> {
  const [latest] = await incidents.list({ service, limit: 1 });
  return latest && { ...latest.plan, slo, dialect: 'none', burn: [] };
}
