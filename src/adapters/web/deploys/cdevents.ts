/**
 * CDEvents about services, in CloudEvents over HTTP: binary, structured, or a batch of structured ones.
 * https://github.com/cdevents/spec/blob/main/continuous-deployment.md
 * https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
 */
import type { DeployEvent, ReadDeploys } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import { contentId, eventId, imageLabel, type DeployDelivery, type DeployReading } from './delivery.ts';
import {
  commitOf,
  instantOf,
  labelsOf,
  liveAt,
  objectAt,
  pageOf,
  repositoryOf,
  textOf,
  type Unread,
} from './event-fields.ts';
import { imageOfPackage, readPackageUrl } from './package-url.ts';

const LIVE = /^dev\.cdevents\.service\.(deployed|upgraded|rolledback)\./;
const MOST_EVENTS = 1_000;

export function readCdevents(delivery: DeployDelivery): DeployReading {
  const { json } = delivery;
  const one = (body: unknown) => readOne(body, delivery);
  const read = Array.isArray(json) ? json.slice(0, MOST_EVENTS).map(one) : [one(json)];
  return {
    kind: 'read',
    events: read.flatMap(({ events }) => events),
    ignored: read.flatMap((part) => part.ignored),
  };
}

function readOne(body: unknown, { header, receivedAt }: DeployDelivery): ReadDeploys {
  const envelope = objectAt(body);
  const isStructured = textOf(envelope['specversion']) !== undefined;
  const event = isStructured ? payloadOf(envelope) : envelope;
  const context = objectAt(event, 'context');
  const type = textOf(context['type']) ?? textOf(envelope['type']) ?? header('ce-type') ?? 'nothing';
  const what = LIVE.exec(type)?.[1];
  if (what === undefined) return nothing(`the type is ${type.slice(0, 100)}: nothing went live`);
  const subject = objectAt(event, 'subject');
  const id = textOf(subject['id'], 500) ?? textOf(envelope['subject'], 500) ?? textOf(header('ce-subject'), 500);
  if (id === undefined) return nothing('subject.id is missing');

  const content = objectAt(subject, 'content');
  const custom = objectAt(event, 'customData');
  const artifact = artifactOf(content['artifactId']);
  if (artifact.version === undefined && artifact.images.length === 0 && custom['version'] === undefined) {
    return nothing('subject.content.artifactId is missing: the version is not told');
  }
  const service = textOf(id.replace(/\/+$/, '').replace(/^.*\//, ''));
  const source = textOf(context['source'], 500) ?? textOf(envelope['source'], 500) ?? textOf(header('ce-source'), 500);
  const given = textOf(context['id']) ?? textOf(envelope['id']) ?? textOf(header('ce-id'));
  const environment = textOf(objectAt(content, 'environment')['id'])?.replace(/^.*\//, '');
  const timestamp = context['timestamp'] ?? envelope['time'] ?? header('ce-time');
  const deploy = withoutAbsent<DeployEvent>({
    source: 'cdevents',
    id: eventId([source, given ?? contentId(event)]),
    labels: labelsOf(
      {
        source: 'cdevents',
        app: service,
        name: service,
        subject: id,
        event_source: source,
        environment,
        image: imageLabel(artifact.images, service),
        package: artifact.name,
      },
      custom,
    ),
    service: textOf(custom['service']) ?? service,
    kind: what === 'rolledback' ? 'rollback' : undefined,
    status: 'success',
    version: textOf(custom['version']) ?? artifact.version,
    fromVersion: textOf(custom['previous_version']),
    commit: commitOf(custom['commit']) ?? artifact.commit,
    fromCommit: commitOf(custom['previous_commit']),
    repository: repositoryOf(custom['repository']),
    images: artifact.images,
    revisions: [],
    startedAt: instantOf(custom['started_at']),
    at: liveAt(timestamp, receivedAt),
    environment,
    actor: textOf(custom['actor']),
    url: pageOf(custom['url']),
  });
  return { events: [deploy], ignored: [] };
}

function nothing(reason: string): ReadDeploys {
  return { events: [], ignored: [reason] };
}

/** The event within a CloudEvent; some senders write it as text. */
function payloadOf({ data: payload }: Unread): Unread {
  if (typeof payload !== 'string') return objectAt(payload);
  try {
    return objectAt(JSON.parse(payload) as unknown);
  } catch {
    return {};
  }
}

interface Artifact {
  readonly images: readonly string[];
  readonly name?: string;
  readonly version?: string;
  readonly commit?: string;
}

/** A package whose version is a commit (`pkg:golang/…@<sha>`, `pkg:github/…@<sha>`) tells the commit. */
function artifactOf(raw: unknown): Artifact {
  const text = textOf(raw, 500);
  const facts = text === undefined ? undefined : readPackageUrl(text);
  if (facts === undefined) return withoutAbsent<Artifact>({ images: [], version: textOf(text) });
  const { name } = facts;
  const image = imageOfPackage(facts);
  if (image !== undefined) return { name, images: [image] };
  const version = textOf(facts.version);
  const commit = commitOf(version);
  return withoutAbsent<Artifact>({
    name,
    images: [],
    version,
    // Digits alone are a build number.
    commit: commit !== undefined && /[a-f]/.test(commit) ? commit : undefined,
  });
}
