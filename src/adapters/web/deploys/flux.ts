/**
 * Events of Flux, as its providers `generic` and `generic-hmac` forward them.
 * https://fluxcd.io/flux/components/notification/events/
 */
import type { DeployEvent, EventRevision } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import { eventId, ignored, imageLabel, type DeployDelivery, type DeployReading } from './delivery.ts';
import { commitOf, labelsOf, liveAt, objectAt, repositoryOf, textOf, type Unread } from './event-fields.ts';

const HELM_LIVE = /^(?:InstallSucceeded|UpgradeSucceeded|RollbackSucceeded|ReconciliationSucceeded)$/;
/** kustomize-controller lists what it applied, and tells when that is healthy, while its reason is still Progressing. */
const APPLIED = /^\S+\/\S+ (?:created|configured)$/m;
const HEALTHY = /^Health check passed/;
/** Digits of a commit or digest that serves as a version. */
const SHORT = 12;

/** A revision of a Kustomization, or one action of a HelmRelease, is one deploy. */
export function readFlux({ json, receivedAt }: DeployDelivery): DeployReading {
  const body = objectAt(json);
  const object = objectAt(body, 'involvedObject');
  const kind = textOf(object['kind']) ?? 'nothing';
  if (kind !== 'Kustomization' && kind !== 'HelmRelease') return ignored(`the object is ${kind}: it runs nothing`);
  const facts = metadataOf(body);
  const name = textOf(object['name']);
  const revision = textOf(facts['revision']);
  if (name === undefined || revision === undefined) {
    return ignored('involvedObject.name or the revision in metadata is missing');
  }
  const came = whatCame(body, facts, kind);
  if (typeof came === 'string') return ignored(came);

  const at = liveAt(body['timestamp'], receivedAt);
  const namespace = textOf(object['namespace']);
  const image = textOf(facts['image'], 500);
  const images = image === undefined ? [] : [image];
  const environment = textOf(facts['environment']) ?? textOf(facts['env']);
  const told = [commitIn(textOf(facts['originRevision'])), commitIn(revision)];
  const event = withoutAbsent<DeployEvent>({
    source: 'flux',
    // A Kustomization tells the same revision twice: when it is applied, and when it is healthy.
    id: eventId([kind, textOf(facts['cluster']), namespace, name, revision, kind === 'HelmRelease' ? at : undefined]),
    labels: labelsOf(
      {
        source: 'flux',
        app: facts['app'] ?? name,
        kind,
        name,
        namespace,
        environment,
        image: imageLabel(images, name),
      },
      facts,
    ),
    service: textOf(facts['service']) ?? textOf(facts['app']) ?? name,
    kind: came.isRollback ? 'rollback' : undefined,
    status: came.failed ? 'failed' : 'success',
    version: textOf(facts['version']) ?? (image === undefined ? versionOf(facts, revision, kind) : undefined),
    images,
    revisions: told.flatMap((commit) => revisionOf(commit, facts)),
    startedAt: came.begins ? at : undefined,
    at,
    environment,
  });
  return { kind: 'read', events: [event], ignored: [] };
}

interface Came {
  readonly failed: boolean;
  readonly isRollback: boolean;
  /** True where more of the same deploy may follow. */
  readonly begins: boolean;
}

/** Or why nothing went live. */
function whatCame(body: Unread, facts: Unread, kind: 'Kustomization' | 'HelmRelease'): Came | string {
  // Sent at the end of every reconciliation, whether something changed or not.
  if (facts['commit_status'] === 'update') return 'a reconciliation has ended: what it applied is told by other events';
  const reason = textOf(body['reason']) ?? 'nothing';
  const message = typeof body['message'] === 'string' ? body['message'] : '';
  if (body['severity'] === 'error') return { failed: true, isRollback: false, begins: false };
  const isRollback = reason === 'RollbackSucceeded';
  if (kind === 'HelmRelease') {
    return HELM_LIVE.test(reason)
      ? { failed: false, isRollback, begins: false }
      : `the reason is ${reason}: nothing went live`;
  }
  if (APPLIED.test(message)) return { failed: false, isRollback, begins: true };
  if (reason === 'ReconciliationSucceeded' || HEALTHY.test(message))
    return { failed: false, isRollback, begins: false };
  return `the reason is ${reason}: nothing went live`;
}

/**
 * What to call it where no image does: what the manifests were made of, which may be the code itself (git will know), or
 * the version of the chart's application. Undefined for a commit of what may be configuration only.
 */
function versionOf(facts: Unread, revision: string, kind: string): string | undefined {
  const origin = commitIn(textOf(facts['originRevision']));
  if (origin !== undefined) return origin.slice(0, SHORT);
  if (kind === 'HelmRelease') return textOf(facts['app-version']) ?? revision;
  return commitIn(revision) === undefined ? revision.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1') : undefined;
}

/** Keys without the group of the controller in front of them, as older versions forward them. */
function metadataOf(body: Unread): Unread {
  const metadata = Object.entries(objectAt(body, 'metadata'));
  return Object.fromEntries(metadata.map(([key, fact]) => [key.replace(/^[a-z]+\.toolkit\.fluxcd\.io\//, ''), fact]));
}

/** `main@sha1:…`, and `main/…` before Flux 2. */
function commitIn(revision: string | undefined): string | undefined {
  return commitOf(/(?:@sha1:|\/|^sha1:)([0-9a-f]{40})$/.exec(revision ?? '')?.[1]);
}

function revisionOf(commit: string | undefined, { repository }: Unread): readonly EventRevision[] {
  return commit === undefined ? [] : [withoutAbsent<EventRevision>({ commit, repository: repositoryOf(repository) })];
}
