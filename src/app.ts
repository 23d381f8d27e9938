import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectInbox } from './adapters/chats/inbox.ts';
import { connectSlack } from './adapters/chats/slack.ts';
import { systemClock } from './adapters/clock.ts';
import { connectCompute } from './adapters/compute/compute.ts';
import { connectDatabase, type Database, type DatabasePlace } from './adapters/database/connect-database.ts';
import { connectProfileLabels } from './adapters/deploys/profile-labels.ts';
import { connectBlobs } from './adapters/files/blobs.ts';
import { connectGit } from './adapters/git/git.ts';
import { readBurnPairs } from './adapters/metrics/burn-expression.ts';
import { connectPrometheus } from './adapters/metrics/prometheus.ts';
import { connectEmbeddedStore } from './adapters/stores/embedded.ts';
import { connectMeter } from './adapters/telemetry/meter.ts';
import { connectLinks } from './adapters/web/links.ts';
import { startWeb } from './adapters/web/start-web.ts';
import { mappingOf } from './config/mapping.ts';
import type { Config } from './config/schema.ts';
import type { AlertGroup } from './core/alert/alert.ts';
import type { Incident } from './core/incident/incident.ts';
import { giveUp } from './pipeline/give-up.ts';
import { investigate } from './pipeline/investigate.ts';
import type { Blobs, Chat, Links, Log } from './pipeline/ports.ts';
import { receiveAlerts } from './pipeline/receive-alerts.ts';
import { storeProfile } from './pipeline/store-profile.ts';
import type { World } from './pipeline/world.ts';

export interface Service {
  /** Where it listens, such as `http://127.0.0.1:9098`. */
  readonly url: string;
  readonly links: Links;
  readonly database: Database;
  readonly blobs: Blobs;
  /** The webhook's way in, for commands that read payloads from disk. */
  receive(group: AlertGroup): Promise<void>;
  /** Takes no new work, finishes what runs, lets go of everything. Calling it twice is one stop. */
  stop(): Promise<void>;
}

/** Wires a configuration into a running service. Only this file knows every name. */
export async function startService(
  config: Config,
  log: Log,
  databaseUrl = process.env['DATABASE_URL'],
): Promise<Service> {
  const clock = systemClock;
  const folder = config.storage.path;
  mkdirSync(folder, { recursive: true });
  const meter = connectMeter();
  const place = databasePlace(config, databaseUrl);
  const { investigations } = config.database;
  const database = await connectDatabase({ ...place, investigations }, { log, clock });
  const blobs = await connectBlobs({ folder: join(folder, 'blobs') }, { log });
  const compute = connectCompute({ workers: config.investigation.workers });
  // The port is known only once we listen; links are made later than that.
  let externalUrl = config.web.external_url ?? '';
  const links = lateLinks(() =>
    connectLinks({ externalUrl, secret: linkSecret(folder), days: config.web.link_days }, clock),
  );
  const { profileIndex } = database;
  const stores = config.stores.length > 0 ? config.stores : [{ name: 'embedded', type: 'embedded' as const }];
  const git = connectGit(config.repositories, { folder: join(folder, 'git'), log });
  const world: World = {
    ...database,
    blobs,
    compute,
    links,
    clock,
    log,
    meter,
    stores: stores.map((section) => connectEmbeddedStore(section, { profileIndex, blobs })),
    metricsFor: metricsFor(config),
    deploys: connectProfileLabels(profileIndex),
    git,
    chats: connectChats(config, database, log),
    deadlineMs: config.investigation.deadline_seconds * 1000,
    idle: config.profiles.idle,
  };
  const mapping = mappingOf(config);
  const receiving = { ...world, expressions: { burnPairs: readBurnPairs }, newId: randomUUID };
  const receive = (group: AlertGroup) => receiveAlerts(group, mapping, receiving);
  const web = await startWeb(config.web, {
    ...database,
    blobs,
    links,
    clock,
    log,
    receive,
    ingest: (push) => storeProfile(push, { ...world, profileIndex }),
    metricsText: () => meter.text(),
    ready: () => readiness(database),
  });
  externalUrl ||= `http://127.0.0.1:${web.port}`;
  meter.watchQueue(() => database.queue.depth());
  await database.queue.start(
    (id, signal) => investigate(id, world, signal),
    (id, problem) => giveUp(id, problem, world),
  );
  log.info('listening', { address: config.web.listen_address, port: web.port, database: place.kind });
  const mirroring = new AbortController();
  const mirrored = git.mirrorAll(mirroring.signal);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    mirroring.abort();
    await mirrored;
    await web.close();
    await database.close();
    await compute.close();
    log.info('stopped');
  };
  return { url: `http://127.0.0.1:${web.port}`, links, database, blobs, receive, stop: () => (stopping ??= stop()) };
}

function databasePlace(config: Config, url: string | undefined): DatabasePlace {
  const file = config.database.url_file;
  const address = url ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
  if (address !== undefined && address !== '') return { kind: 'postgres', url: address };
  return { kind: 'embedded', folder: join(config.storage.path, 'database') };
}

/** Links survive a restart, so their secret does too. Of several replicas that start at once, one writes it. */
function linkSecret(folder: string): string {
  const file = join(folder, 'link-secret');
  const draft = `${file}.${randomUUID()}`;
  if (!existsSync(file)) {
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
    try {
      // A hard link appears whole, and only where nothing is yet.
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}

function lateLinks(make: () => Links): Links {
  let made: Links | undefined;
  const links = () => (made ??= make());
  return { sign: (path) => links().sign(path), verify: (...question) => links().verify(...question) };
}

function readSecret(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

function metricsFor(config: Config): World['metricsFor'] {
  const sources = config.sources.map(({ name, matchers, prometheus }) => ({
    matchers,
    metrics: connectPrometheus(name, prometheus, { readFile: readSecret }),
  }));
  return (incident: Incident) => {
    const labels = incident.alerts[0]?.labels ?? {};
    const matching = sources.find(({ matchers }) => matchers.every((one) => one.test(labels[one.label] ?? '')));
    return matching?.metrics;
  };
}

function connectChats(config: Config, { inboxMessages }: Database, log: Log): ReadonlyMap<string, Chat> {
  const clock = systemClock;
  const chats = new Map<string, Chat>([
    ['inbox', connectInbox({ name: 'inbox', type: 'inbox' }, { inboxMessages, clock })],
  ]);
  for (const section of config.channels) {
    switch (section.type) {
      case 'inbox':
        chats.set(section.name, connectInbox(section, { inboxMessages, clock }));
        break;
      case 'slack':
        chats.set(section.name, connectSlack(section, { clock, log }));
        break;
    }
  }
  return chats;
}

const READY_TIMEOUT_MS = 2_000;

async function readiness(database: Database): Promise<{ ready: boolean; reasons: readonly string[] }> {
  try {
    await database.ping(AbortSignal.timeout(READY_TIMEOUT_MS));
    return { ready: true, reasons: [] };
  } catch (error) {
    return { ready: false, reasons: [error instanceof Error ? error.message : String(error)] };
  }
}
