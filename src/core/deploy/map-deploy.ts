import type { Labels } from '../alert/alert.ts';
import { firstMiss, type Matcher } from '../alert/mapping.ts';
import { own, renderTemplate, type Template } from '../alert/template.ts';
import type { ReportedDeploy } from './deploy.ts';
import type { DeployEvent, EventRevision } from './deploy-event.ts';
import { readImage } from './image-reference.ts';
import { revisionOfImage } from './image-revision.ts';
import { ownImage } from './own-image.ts';
import { repositoryKey, repositoryPath } from './repository-key.ts';
import { withoutAbsent } from './without-absent.ts';

/** One rule of `deploys.rules`. */
export interface DeployEventRule {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** Absent = what the event says. */
  readonly service?: Template;
  readonly ignore: boolean;
}

/** What turns events into deploys of services. */
export interface DeployMapping {
  /** Any one must match for a deploy to count; none = all count. */
  readonly environments: readonly Matcher[];
  readonly rules: readonly DeployEventRule[];
  /** Where code is, with the services that are named there. */
  readonly repositories: readonly { readonly services: readonly string[]; readonly url: string }[];
  /** Where the code of a service is, also of one that is not named but meant. */
  readonly repositoryOf: (service: string) => string | undefined;
}

export type MappedDeploy =
  | { readonly kind: 'deploys'; readonly deploys: readonly ReportedDeploy[] }
  /** `cause`: nobody wants it, nothing leads to a service, or a rule took it and failed. */
  | { readonly kind: 'none'; readonly reason: string; readonly cause: 'ignored' | 'unmapped' | 'failed' };

/**
 * Decides whose deploy an event is: the first rule whose matchers all match, else the service that the event names,
 * else every service whose repository it comes from. As with alerts, a rule that takes an event and lacks a label fails.
 */
export function mapDeploy(event: DeployEvent, mapping: DeployMapping): MappedDeploy {
  const { labels } = event;
  const rule = mapping.rules.find(({ matchers }) => firstMiss(matchers, labels) === undefined);
  if (rule?.ignore === true) return none('ignored', `rule "${rule.name}" ignores it`);
  const { environments } = mapping;
  if (environments.length > 0 && environments.every((one) => firstMiss([one], labels) !== undefined)) {
    const environment = own(labels, 'environment') ?? '';
    return none('ignored', `environment ${JSON.stringify(environment)} does not count: deploys.environments`);
  }
  const found = servicesOf(event, mapping, rule);
  if (found.kind === 'none') return found;
  return { kind: 'deploys', deploys: found.services.map((service) => deployOf(event, service, mapping)) };
}

const LONGEST_SERVICE = 200;

type Services =
  | { readonly kind: 'services'; readonly services: readonly string[] }
  | Extract<MappedDeploy, { readonly kind: 'none' }>;

function servicesOf(event: DeployEvent, mapping: DeployMapping, rule: DeployEventRule | undefined): Services {
  const { labels, service } = event;
  if (rule?.service !== undefined) {
    const rendered = renderTemplate(rule.service, { labels, annotations: {}, match: groupsOf(rule, labels), service });
    if (rendered.kind === 'text')
      return { kind: 'services', services: [rendered.text.slice(0, LONGEST_SERVICE).toWellFormed()] };
    return none('failed', `rule "${rule.name}" takes it and finds no ${rendered.name} for its service`);
  }
  if (service !== undefined) return { kind: 'services', services: [service] };
  const told = [event.repository, ...event.revisions.map(({ repository }) => repository)];
  const keys = new Set(told.flatMap((url) => (url === undefined ? [] : [repositoryKey(url)])));
  const services = mapping.repositories
    .filter(({ url }) => keys.has(repositoryKey(url)))
    .flatMap((one) => one.services);
  if (services.length > 0) return { kind: 'services', services: [...new Set(services)] };
  const repository = own(labels, 'repository');
  const nobody = repository === undefined ? '' : `, and repositories: names no service for ${repository}`;
  return none('unmapped', `it names no service, no rule of deploys.rules matches${nobody}`);
}

/** What the named groups of the rule's regular expressions hold. */
function groupsOf({ matchers }: DeployEventRule, labels: Labels): Labels {
  const groups: Record<string, string> = {};
  for (const { label, groups: read } of matchers) Object.assign(groups, read?.(own(labels, label) ?? ''));
  return groups;
}

/** The deploy of one service; revisions of other repositories than its own are no revisions of its code. */
function deployOf(event: DeployEvent, service: string, { repositoryOf }: DeployMapping): ReportedDeploy {
  const url = repositoryOf(service);
  const app = own(event.labels, 'app');
  const image = ownImage(event.images, [service, app, url && nameOf(url)]);
  const code = codeOf(event, url);
  const version = event.version ?? versionOf(image) ?? code?.commit.slice(0, SHORT_COMMIT);
  return withoutAbsent<ReportedDeploy>({
    service,
    source: event.source,
    id: `${event.id}/${service}`,
    // What is known then is that the configuration moved, which may have changed anything.
    kind: version === undefined ? (event.kind ?? 'config') : event.kind,
    fromVersion: event.fromVersion,
    toVersion: version ?? configurationOf(event),
    startedAt: event.startedAt,
    at: event.at,
    status: event.status,
    environment: event.environment,
    fromCommit: code === undefined ? undefined : event.fromCommit,
    commit: code?.commit ?? (image && revisionOfImage(image).commit),
    repository: code?.repository,
    image,
    actor: event.actor,
    url: event.url,
  });
}

/** Digits of a commit that serves as a version. */
const SHORT_COMMIT = 12;
const SHORT_DIGEST = 'sha256:'.length + SHORT_COMMIT;
const LONGEST_VERSION = 200;

/**
 * What the code of the service was at. What the sender says is the code counts unless the service is known to be
 * elsewhere; any other revision counts only where its repository is the service's own, since most are GitOps'.
 */
function codeOf(event: DeployEvent, url: string | undefined): EventRevision | undefined {
  const { commit, repository, revisions } = event;
  if (commit !== undefined && (repository === undefined || url === undefined || isSame(url, repository))) {
    return withoutAbsent<EventRevision>({ commit, repository });
  }
  return revisions.find((one) => url !== undefined && one.repository !== undefined && isSame(url, one.repository));
}

/** Also where one of them is a mirror at another host. */
function isSame(url: string, other: string): boolean {
  return repositoryKey(url) === repositoryKey(other) || repositoryPath(url) === repositoryPath(other);
}

function configurationOf({ commit, revisions, images }: DeployEvent): string {
  const revision = commit ?? revisions[0]?.commit;
  if (revision !== undefined) return `configuration ${revision.slice(0, SHORT_COMMIT)}`;
  const versions = images.map((image) => versionOf(image) ?? image);
  return versions.join(', ').slice(0, LONGEST_VERSION).toWellFormed();
}

/** The tag, or the commit that it is, or else the beginning of the digest. */
function versionOf(image: string | undefined): string | undefined {
  if (image === undefined) return undefined;
  const { version, commit } = revisionOfImage(image);
  return version ?? commit?.slice(0, SHORT_COMMIT) ?? readImage(image)?.digest?.slice(0, SHORT_DIGEST);
}

function nameOf(url: string): string {
  const key = repositoryKey(url);
  return key.slice(key.lastIndexOf('/') + 1);
}

function none(cause: 'ignored' | 'unmapped' | 'failed', reason: string): Extract<MappedDeploy, { kind: 'none' }> {
  return { kind: 'none', cause, reason };
}
