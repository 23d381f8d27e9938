/**
 * Our own JSON, for scripts: strict, and it says what is wrong. Datadog's DORA deployments are taken as they are.
 * docs/deploys.md has the fields; https://docs.datadoghq.com/api/latest/dora-metrics/#send-a-deployment-event
 */
import type { DeployEvent } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import { contentId, eventId, imageLabel, type DeployDelivery, type DeployReading } from './delivery.ts';
import {
  commitOf,
  instantOf,
  isUnread,
  labelsOf,
  liveAt,
  objectAt,
  pageOf,
  repositoryOf,
  textOf,
  type Unread,
} from './event-fields.ts';
import { genericProblems, KINDS, STATUSES } from './generic-problems.ts';

const MOST_DEPLOYS = 1_000;
/** A body without id and times that comes again within this time is a retry; later it is another deploy. */
const SAME_DEPLOY_MS = 600_000;

/** One deploy, a list of them, or `{"deploys": […]}`. */
export function readGeneric({ json, receivedAt }: DeployDelivery): DeployReading {
  const listed = isUnread(json) && Array.isArray(json['deploys']) ? json['deploys'] : json;
  const bodies: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
  if (bodies.length > MOST_DEPLOYS) {
    return { kind: 'invalid', problems: [`at most ${MOST_DEPLOYS} deploys at once, and there are ${bodies.length}`] };
  }
  const place = (index: number) =>
    listed === json ? (Array.isArray(json) ? `[${index}].` : '') : `deploys[${index}].`;
  const deploys = bodies.map((body) => (isOfDatadog(body) ? fromDatadog(body) : body));
  const problems = deploys.flatMap((deploy, index) => genericProblems(deploy, place(index)));
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'read', events: deploys.map((deploy) => eventOf(objectAt(deploy), receivedAt)), ignored: [] };
}

function eventOf(deploy: Unread, receivedAt: number): DeployEvent {
  const service = textOf(deploy['service']);
  const image = textOf(deploy['image'], 500);
  const images = image === undefined ? [] : [image];
  const commit = commitOf(deploy['commit']);
  const environment = textOf(deploy['environment']);
  const repository = repositoryOf(deploy['repository']);
  const startedAt = instantOf(deploy['started_at']);
  const isRunning = deploy['status'] === 'running';
  const told = deploy['finished_at'] ?? (isRunning ? deploy['started_at'] : undefined);
  const isTimed = told !== undefined || startedAt !== undefined;
  const when = isTimed ? undefined : Math.floor(receivedAt / SAME_DEPLOY_MS);
  return withoutAbsent<DeployEvent>({
    source: 'generic',
    id: eventId([textOf(deploy['id'], 2_000) ?? contentId(deploy), deploy['id'] === undefined ? when : undefined]),
    labels: labelsOf(
      {
        source: 'generic',
        app: service,
        name: service,
        repository,
        environment,
        image: imageLabel(images, service),
      },
      objectAt(deploy, 'labels'),
    ),
    service,
    kind: KINDS.find((kind) => kind === deploy['kind'] && kind !== 'version'),
    status: STATUSES.find((status) => status === deploy['status']),
    version: textOf(deploy['version']),
    fromVersion: textOf(deploy['previous_version']),
    commit,
    fromCommit: commitOf(deploy['previous_commit']),
    repository,
    images,
    revisions: [],
    startedAt,
    at: liveAt(told, receivedAt),
    environment,
    actor: textOf(deploy['actor']),
    url: pageOf(deploy['url']),
  });
}

function isOfDatadog(body: unknown): boolean {
  return isUnread(objectAt(body, 'data')['attributes']);
}

/** What Datadog knows of a deployment besides is of no use here. */
function fromDatadog(body: unknown): Unread {
  const { service, env, started_at, finished_at, version, id } = objectAt(body, 'data', 'attributes');
  const { commit_sha: commit, repository_url: repository } = objectAt(body, 'data', 'attributes', 'git');
  const fields = { service, environment: env, started_at, finished_at, version, id, commit, repository };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}
