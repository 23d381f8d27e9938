import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectInbox } from '../adapters/chats/inbox.ts';
import { connectSlack } from '../adapters/chats/slack.ts';
import type { RunningCompute } from '../adapters/compute/compute.ts';
import type { Database } from '../adapters/database/connect-database.ts';
import { connectImageRevisions } from '../adapters/deploys/oci-revision.ts';
import { connectProfileLabels } from '../adapters/deploys/profile-labels.ts';
import { connectRepositories, type MirroringRepositories } from '../adapters/git/repositories.ts';
import { sectionOf } from '../adapters/git/section-of.ts';
import { readBurnPairs } from '../adapters/metrics/burn-expression.ts';
import { readRatio } from '../adapters/metrics/read-ratio.ts';
import { addressOf } from '../adapters/metrics/prometheus-address.ts';
import { connectLinks } from '../adapters/web/links.ts';
import { readTokens } from '../adapters/web/web-section.ts';
import { deployMappingOf } from '../config/deploys.ts';
import { mappingOf } from '../config/mapping.ts';
import type { Config } from '../config/schema.ts';
import type { AlertGroup } from '../core/alert/alert.ts';
import type { Blobs, Chat, Links, Log, Meter, WaitingClock } from '../pipeline/ports.ts';
import type { HealthyCapturer } from '../pipeline/capture-healthy.ts';
import { knownDeploys } from '../pipeline/known-deploys.ts';
import { receiveAlerts } from '../pipeline/receive-alerts.ts';
import { deployReceiver, type ReceiveDeploys } from '../pipeline/receive-deploys.ts';
import type { ProfileSums } from '../pipeline/querier-ports.ts';
import { storeProfile } from '../pipeline/store-profile.ts';
import { tracedDeploys } from '../pipeline/trace-images.ts';
import type { DeployWorld } from '../pipeline/deploy-world.ts';
import type { World } from '../pipeline/world.ts';
import { connectDeploys } from './connect-deploys.ts';
import { connectDeploySources } from './connect-deploy-sources.ts';
import { connectSources } from './connect-sources.ts';
import { capturersOf, connectStores, type StoreTools } from './connect-stores.ts';
import { connectVerdictSinks } from './connect-verdict-sinks.ts';
import { deploySecrets } from './deploy-secrets.ts';
import { attempts, type Attempts } from './unconnected.ts';

/** What lives as long as the process, whatever the configuration says later. */
export interface Foundation {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly compute: RunningCompute;
  readonly sums: ProfileSums;
  readonly clock: WaitingClock;
  readonly log: Log;
  readonly meter: Meter;
  readonly folder: string;
  readonly linkSecret: string;
  /** Where it listens; known once the doors are open. */
  readonly ownUrl: () => string;
}

/** Of the deadline; the stage of the profiles has a little more, so that a slow store's partial answer counts. */
const SHARE_OF_READING = 0.3;

/**
 * One configuration and everything that was made from it. A reload makes another one beside it; work that has begun
 * holds on to its own, which is gone when the last of that work is.
 */
export interface Generation {
  readonly config: Config;
  readonly world: World;
  readonly repositories: MirroringRepositories;
  readonly capturers: readonly HealthyCapturer[];
  readonly receive: (group: AlertGroup) => Promise<void>;
  readonly receiveDeploys: ReceiveDeploys;
  readonly deployWorld: DeployWorld;
}

/** Connects every neighbour that the configuration names; throws Unconnected with all that cannot be. */
export function connectGeneration(config: Config, foundation: Foundation): Generation {
  const { database, blobs, compute, sums, clock, log, meter, folder } = foundation;
  const { profileIndex } = database;
  const { attempt, settle } = attempts();
  const repositories = connectRepositories(config.repositories, { folder: join(folder, 'git'), log });
  const chats = connectChats(config, foundation, attempt);
  const budgetMs = config.investigation.deadline_seconds * 1000 * SHARE_OF_READING;
  const sources = connectSources(config, readSecret);
  const storeTools: StoreTools = {
    profileIndex,
    blobs,
    clock,
    compute,
    sums,
    readFile: readSecret,
    budgetMs,
    metrics: sources.named,
    keep: (push) => storeProfile(push, { profileIndex, blobs, compute, clock, log }),
  };
  const stores = connectStores(config, storeTools, attempt);
  for (const { name, prometheus } of config.sources)
    attempt(`sources: ${name}: `, () => addressOf(prometheus, readSecret));
  // The doors read them again when they are made; here they are read so that all problems are told at once.
  attempt('', () => readTokens(config.web));
  for (const { place, file } of deploySecrets(config)) attempt(place, () => readSecret(file));
  settle();
  const mapping = mappingOf(config);
  const deploySources = [
    { name: 'profile labels', ...connectProfileLabels(profileIndex) },
    ...connectDeploySources(config, { sources, mapping, readFile: readSecret }),
  ];
  const deploys = tracedDeploys(knownDeploys(database.deployRecords, deploySources, { log, meter }), {
    revisions: connectImageRevisions(config.deploys.registries, { readFile: readSecret, clock }),
    repositoryOf: (name) => sectionOf(config.repositories, name)?.url,
    log,
    meter,
  });
  const world: World = {
    ...database,
    blobs,
    compute,
    links: linksOf(config, foundation),
    clock,
    log,
    meter,
    stores,
    metricsFor: sources.metricsFor,
    expressions: { burnPairs: readBurnPairs, readRatio },
    deploys,
    repositories,
    chats,
    deadlineMs: config.investigation.deadline_seconds * 1000,
    idle: config.profiles.idle,
  };
  const receiving = { ...world, newId: randomUUID };
  const sinks = connectVerdictSinks(config, {
    readFile: readSecret,
    clock,
    log,
    trace: (deploy, signal) => deploys.trace(deploy, signal),
  });
  const deployWorld = connectDeploys(config, mapping, world, { database, repositories, sinks });
  return {
    config,
    world,
    repositories,
    capturers: capturersOf(stores),
    receive: (group) => receiveAlerts(group, mapping, receiving),
    receiveDeploys: deployReceiver(deployMappingOf(config), deployWorld),
    deployWorld,
  };
}

/** Made at the first link: the first generation stands before the port is known. */
function linksOf({ web }: Config, { clock, linkSecret, ownUrl }: Foundation): Links {
  let made: Links | undefined;
  const links = () =>
    (made ??= connectLinks(
      { externalUrl: web.external_url ?? ownUrl(), secret: linkSecret, days: web.link_days },
      clock,
    ));
  return { sign: (path) => links().sign(path), verify: (...question) => links().verify(...question) };
}

export function readSecret(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

function connectChats(
  config: Config,
  { database: { inboxMessages }, clock, log }: Foundation,
  attempt: Attempts['attempt'],
): ReadonlyMap<string, Chat> {
  const chats = new Map<string, Chat>([
    ['inbox', connectInbox({ name: 'inbox', type: 'inbox' }, { inboxMessages, clock })],
  ]);
  for (const section of config.channels) {
    switch (section.type) {
      case 'inbox':
        chats.set(section.name, connectInbox(section, { inboxMessages, clock }));
        break;
      case 'slack': {
        const chat = attempt(`channels: ${section.name}: `, () => connectSlack(section, { clock, log }));
        if (chat !== undefined) chats.set(section.name, chat);
        break;
      }
    }
  }
  return chats;
}
