/**
 * Argo CD's notifications: the body is what the template in docs/deploys.md writes, or a whole Application.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/
 */
import type { DeployEvent, EventRevision } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import {
  contentId,
  eventId,
  hostOf,
  ignored,
  imageLabel,
  type DeployDelivery,
  type DeployReading,
} from './delivery.ts';
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
  textsOf,
  type Unread,
} from './event-fields.ts';

const PHASES = { Succeeded: 'success', Failed: 'failed', Error: 'failed', Running: 'running' } as const;
const LONGEST_IMAGE = 500;

/** One sync is one deploy. What it names as revision is nearly always one of the configuration's repository. */
export function readArgocd({ json, receivedAt }: DeployDelivery): DeployReading {
  const body = objectAt(json);
  const told = isUnread(body['metadata']) ? fromApplication(body) : body;
  const app = textOf(told['app']);
  if (app === undefined) return ignored('there is no app: the template is not the one of docs/deploys.md');
  const phase = textOf(told['phase']) ?? 'Succeeded';
  if (!isTold(phase)) return ignored(`the phase is ${phase}: nothing went live`);
  const images = textsOf(told['images'], LONGEST_IMAGE);
  const revisions = revisionsOf(told);
  const version = textOf(told['version']);
  if (version === undefined && images.length === 0 && revisions.length === 0) {
    return ignored('neither images nor a revision are told');
  }
  const url = pageOf(told['url']);
  const environment = textOf(told['environment']);
  const startedAt = instantOf(told['startedAt']);
  const sync = startedAt ?? instantOf(told['finishedAt']) ?? contentId(told);
  const event = withoutAbsent<DeployEvent>({
    source: 'argocd',
    id: eventId([hostOf(url), textOf(told['cluster']), app, revisions[0]?.commit, sync]),
    labels: labelsOf(
      {
        source: 'argocd',
        app,
        name: app,
        namespace: told['namespace'],
        project: told['project'],
        cluster: told['cluster'],
        environment,
        image: imageLabel(images, app),
        repository: revisions.find(({ repository }) => repository !== undefined)?.repository,
      },
      objectAt(told, 'labels'),
    ),
    service: textOf(told['service']) ?? app,
    status: PHASES[phase],
    version,
    images,
    revisions,
    startedAt,
    at: liveAt(told['finishedAt'] ?? told['startedAt'], receivedAt),
    environment,
    actor: textOf(told['actor']),
    url,
  });
  return { kind: 'read', events: [event], ignored: [] };
}

/** Several sources have several revisions, in the same order. */
function revisionsOf(told: Unread): readonly EventRevision[] {
  const many = Array.isArray(told['revisions']) ? told['revisions'] : [];
  const repositories = Array.isArray(told['repos']) ? told['repos'] : [];
  const pairs: readonly (readonly [unknown, unknown])[] =
    many.length > 0
      ? many.map((revision: unknown, index) => [revision, repositories[index]] as const)
      : [[told['revision'], told['repo']]];
  return pairs.flatMap(([revision, repo]) => {
    const commit = commitOf(revision);
    return commit === undefined ? [] : [withoutAbsent<EventRevision>({ commit, repository: repositoryOf(repo) })];
  });
}

/** `{{toJson .app}}`, for those whose template is that short. */
function fromApplication(application: Unread): Unread {
  const operation = objectAt(application, 'status', 'operationState');
  const result = objectAt(operation, 'syncResult');
  const sources = objectAt(application, 'spec')['sources'];
  const destination = objectAt(application, 'spec', 'destination');
  return {
    app: objectAt(application, 'metadata')['name'],
    namespace: destination['namespace'],
    project: objectAt(application, 'spec')['project'],
    cluster: destination['name'] ?? destination['server'],
    labels: objectAt(application, 'metadata', 'labels'),
    phase: operation['phase'],
    startedAt: operation['startedAt'],
    finishedAt: operation['finishedAt'],
    revision: result['revision'],
    revisions: result['revisions'],
    repo: objectAt(application, 'spec', 'source')['repoURL'],
    repos: Array.isArray(sources) ? sources.map((source: unknown) => objectAt(source)['repoURL']) : undefined,
    images: objectAt(application, 'status', 'summary')['images'],
    actor: objectAt(operation, 'operation', 'initiatedBy')['username'],
  };
}

function isTold(phase: string): phase is keyof typeof PHASES {
  return Object.hasOwn(PHASES, phase);
}
