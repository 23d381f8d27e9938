/**
 * GitLab's Deployment Hook and Feature Flag Hook.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#deployment-events
 */
import type { DeployEvent } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import { eventId, hostOf, ignored, type DeployDelivery, type DeployReading } from './delivery.ts';
import { commitOf, labelsOf, liveAt, objectAt, pageOf, textOf, type Unread } from './event-fields.ts';

const STATUSES = { running: 'running', success: 'success', failed: 'failed', canceled: 'failed' } as const;
/** Two deliveries of one change of a flag are not further apart, where GitLab does not say that they are the same. */
const SAME_CHANGE_MS = 60_000;

export function readGitlab(delivery: DeployDelivery): DeployReading {
  const kind = textOf(objectAt(delivery.json)['object_kind']);
  if (kind === 'deployment') return readDeployment(delivery);
  if (kind === 'feature_flag') return readFlag(delivery);
  const event = delivery.header('x-gitlab-event') ?? kind ?? 'nothing';
  return ignored(`the event is ${event}: only deployments and feature flags are looked at`);
}

/** One deployment is one deploy, whatever number of statuses it gets. */
function readDeployment({ json, receivedAt }: DeployDelivery): DeployReading {
  const hook = objectAt(json);
  const state = textOf(hook['status']) ?? 'nothing';
  if (!isTold(state)) return ignored(`the status is ${state}: nothing runs for it`);
  const project = projectOf(hook);
  const id = textOf(hook['deployment_id']) ?? textOf(hook['deployable_id']);
  const commit = commitOf(/\/commit\/([0-9a-f]{40,64})\b/i.exec(String(hook['commit_url']))?.[1] ?? hook['short_sha']);
  if (project === undefined || id === undefined || commit === undefined) {
    return ignored('project.path_with_namespace, deployment_id or the commit is missing');
  }
  const at = liveAt(hook['status_changed_at'], receivedAt);
  const environment = textOf(hook['environment']);
  const ref = textOf(hook['ref']);
  const event = withoutAbsent<DeployEvent>({
    source: 'gitlab',
    id: eventId([project.host, project.path, id]),
    labels: labelsOf({ ...project.labels, environment, tier: hook['environment_tier'], ref }),
    status: STATUSES[state],
    version: ref !== undefined && /^v?\d+(?:\.\d+)+/.test(ref) ? ref : undefined,
    commit,
    repository: project.repository,
    images: [],
    revisions: [],
    at,
    environment,
    actor: textOf(objectAt(hook, 'user')['username']),
    url: pageOf(hook['deployable_url'], hook['environment_external_url'], project.page),
  });
  return { kind: 'read', events: [event], ignored: [] };
}

/** A flag that was turned. The hook has no time of its own, and is not sent for a change of the flag's strategies. */
function readFlag({ json, header, receivedAt }: DeployDelivery): DeployReading {
  const hook = objectAt(json);
  const flag = objectAt(hook, 'object_attributes');
  const project = projectOf(hook);
  const name = textOf(flag['name']);
  const isOn = flag['active'];
  if (project === undefined || name === undefined || typeof isOn !== 'boolean') {
    return ignored('project.path_with_namespace, object_attributes.name or active is missing');
  }
  // The first of these is the same for every retry of a delivery.
  const delivery = header('idempotency-key') ?? header('x-gitlab-event-uuid');
  const change = `${name} ${isOn ? 'on' : 'off'}`;
  const event = withoutAbsent<DeployEvent>({
    source: 'gitlab',
    id: eventId([project.host, project.path, change, delivery ?? Math.floor(receivedAt / SAME_CHANGE_MS)]),
    labels: labelsOf({ ...project.labels, flag: name }),
    kind: 'feature-flag',
    version: change,
    repository: project.repository,
    images: [],
    revisions: [],
    at: receivedAt,
    actor: textOf(objectAt(hook, 'user')['username']),
    url: pageOf(project.page),
  });
  return { kind: 'read', events: [event], ignored: [] };
}

function projectOf(hook: Unread) {
  const project = objectAt(hook, 'project');
  const path = textOf(project['path_with_namespace']);
  if (path === undefined) return undefined;
  const page = pageOf(project['web_url'], project['homepage']);
  const name = path.replace(/^.*\//, '');
  return {
    path,
    page,
    host: hostOf(page),
    repository: pageOf(project['git_http_url'], page),
    labels: { source: 'gitlab', repository: path, name, namespace: path.slice(0, -name.length - 1) },
  };
}

function isTold(state: string): state is keyof typeof STATUSES {
  return Object.hasOwn(STATUSES, state);
}
