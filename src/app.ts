import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from './adapters/clock.ts';
import { connectCompute } from './adapters/compute/compute.ts';
import { connectDatabase, type Database, type DatabasePlace } from './adapters/database/connect-database.ts';
import { connectFlameFiles } from './adapters/compute/flame-files.ts';
import { connectMerger } from './adapters/compute/merger.ts';
import { connectSummer } from './adapters/compute/summer.ts';
import { connectMeter, type Telemetry } from './adapters/telemetry/meter.ts';
import type { RunningConfiguration } from './adapters/web/configuration-view.ts';
import type { ReloadAnswer } from './adapters/web/operation-doors.ts';
import { startWeb, type WebDoors } from './adapters/web/start-web.ts';
import { connectGeneration, type Foundation, type Generation } from './app/connect-generation.ts';
import { keepCaptures, type Captures } from './app/keep-captures.ts';
import { houseRules } from './app/house-rules.ts';
import { startHousekeeper, type Housekeeper } from './app/housekeeper.ts';
import { keepMirrors } from './app/keep-mirrors.ts';
import { linkSecret } from './app/link-secret.ts';
import { databasePlace, openBlobs } from './app/open-storage.ts';
import { startReloader, type ConfigSource, type ReloadTrigger } from './app/reloader.ts';
import { startVersionWatcher, watchingWorld, type VersionWatcher } from './app/version-watcher.ts';
import type { Config } from './config/schema.ts';
import type { AlertGroup } from './core/alert/alert.ts';
import type { HouseRules } from './pipeline/house.ts';
import type { FlameFiles } from './pipeline/flame-files.ts';
import { checkDeploy } from './pipeline/check-deploy.ts';
import { giveUp } from './pipeline/give-up.ts';
import { giveUpCheck } from './pipeline/give-up-check.ts';
import { investigate } from './pipeline/investigate.ts';
import { refine } from './pipeline/refine.ts';
import type { Blobs, Links, Log } from './pipeline/ports.ts';
import { storeProfile } from './pipeline/store-profile.ts';

export interface Service {
  /** Where it listens, such as `http://127.0.0.1:9098`. */
  readonly url: string;
  readonly links: Links;
  readonly database: Database;
  readonly blobs: Blobs;
  /** The webhook's way in, for commands that read payloads from disk. */
  receive(group: AlertGroup): Promise<void>;
  /** Reads the configuration anew and takes it up, or keeps the one before and says why. Never rejects. */
  reload(trigger: ReloadTrigger): Promise<ReloadAnswer>;
  configuration(): RunningConfiguration;
  /** Takes no new work, finishes what runs, lets go of everything. Calling it twice is one stop. */
  stop(): Promise<void>;
}

/** Wires a configuration into a running service. Only this file and app/ know every name. */
export async function startService(
  config: Config,
  log: Log,
  databaseUrl = process.env['DATABASE_URL'],
  source: ConfigSource = unchanging(config),
): Promise<Service> {
  const folder = config.storage.path;
  mkdirSync(folder, { recursive: true });
  const clock = systemClock;
  const meter = connectMeter();
  const place = databasePlace(config, databaseUrl);
  const { investigations } = config.database;
  const database = await connectDatabase({ ...place, investigations }, { log, clock });
  const compute = connectCompute({ workers: config.investigation.workers });
  const merger = connectMerger();
  const sums = connectSummer();
  const flameFiles = connectFlameFiles();
  const closeFoundation = async () => {
    await database.close();
    await compute.close();
    await merger.close();
    await sums.close();
    await flameFiles.close();
  };
  try {
    const blobs = await openBlobs(config, log);
    const secret = await linkSecret(folder, database.installation);
    const foundation = { database, blobs, compute, sums, clock, log, meter, folder, linkSecret: secret };
    const holder = randomUUID();
    const { deployRecords } = database;
    const house = { ...database.housekeeping, deployRecords, blobs, merger, clock, log, meter: meter.storage, holder };
    const { leases } = database.housekeeping;
    return await openService(config, foundation, source, {
      kind: place.kind,
      flameFiles,
      keepHouse: (rules) => startHousekeeper(rules, house),
      captures: keepCaptures({ incidents: database.incidents, leases, clock, log, meter, holder }),
      watchVersions: (generation) => startVersionWatcher(() => watchingWorld(generation(), database, holder)),
      close: closeFoundation,
    });
  } catch (error) {
    // What stays open would keep the process from ending.
    await closeFoundation();
    throw error;
  }
}

async function openService(
  config: Config,
  parts: Omit<Foundation, 'ownUrl' | 'meter'> & { readonly meter: Telemetry },
  source: ConfigSource,
  base: {
    readonly kind: DatabasePlace['kind'];
    readonly flameFiles: FlameFiles;
    readonly keepHouse: (rules: () => HouseRules) => Housekeeper;
    readonly captures: Captures;
    readonly watchVersions: (generation: () => Generation) => VersionWatcher;
    readonly close: () => Promise<void>;
  },
): Promise<Service> {
  const { database, blobs, clock, log, meter } = parts;
  // The port is known only once we listen; links are made later than that.
  let port = 0;
  const foundation: Foundation = { ...parts, ownUrl: () => `http://127.0.0.1:${port}` };
  let running = connectGeneration(config, foundation);
  const mirrors = keepMirrors();
  const reloader = startReloader(source, { swap, clock, log, meter });
  const web = await startWeb(config.web, doorsOf(running));
  port = web.port;
  meter.watchQueue(() => database.queue.depth());
  meter.watchDeploys(() => database.deployRecords.newestChecked(MOST_SERVICES));
  // What begins now keeps the generation of now to its end.
  await database.queue.start(
    (id, signal, round) => {
      parts.compute.wake();
      return (round === 'first' ? investigate : refine)(id, running.world, signal);
    },
    (id, problem, round) => giveUp(id, problem, running.world, round),
  );
  await database.deployQueue.start(
    (key, signal) => {
      parts.compute.wake();
      return checkDeploy(key, running.deployWorld, signal);
    },
    (key, problem) => giveUpCheck(key, problem, running.deployWorld),
  );
  log.info('listening', { address: config.web.listen_address, port, database: base.kind });
  mirrors.follow(running.repositories);
  base.captures.follow(running.capturers);
  const housekeeper = base.keepHouse(() => houseRules(running.config));
  const watcher = base.watchVersions(() => running);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await mirrors.stop();
    await base.captures.stop();
    await housekeeper.stop();
    await watcher.stop();
    await web.close();
    await base.close();
    log.info('stopped');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    get links() {
      return running.world.links;
    },
    database,
    blobs,
    receive: (group) => running.receive(group),
    reload: (trigger) => reloader.reload(trigger),
    configuration: () => reloader.running(),
    stop: () => (stopping ??= stop()),
  };

  /** Everything that can fail comes first; the rest happens at once. */
  function swap(next: Config): void {
    const generation = connectGeneration(next, foundation);
    const open = web.prepare(next.web, doorsOf(generation));
    const changed = (part: (config: Config) => unknown) => !isDeepStrictEqual(part(next), part(running.config));
    const moved = changed(({ repositories }) => repositories);
    const elsewhere = changed(({ stores, sources }) => [stores, sources]);
    running = generation;
    open();
    if (moved) mirrors.follow(generation.repositories);
    if (elsewhere) base.captures.follow(generation.capturers);
  }

  function doorsOf({ world, receive, receiveDeploys }: Generation): WebDoors {
    return {
      ...database,
      blobs,
      sums: parts.sums,
      flameFiles: base.flameFiles,
      links: world.links,
      clock,
      log,
      meter,
      receive,
      receiveDeploys,
      ingest: (push) => storeProfile(push, { ...world, profileIndex: database.profileIndex }),
      splitByProcess: (message) => world.compute.splitByProcess(message, AbortSignal.timeout(SPLIT_TIMEOUT_MS)),
      metricsText: () => meter.text(),
      ready: () => readiness(database),
      reload: () => reloader.reload('request'),
      configuration: () => reloader.running(),
    };
  }
}

/** A service without a file behind it: what is read anew are the tokens. */
function unchanging(config: Config): ConfigSource {
  const settings = { config, hash: '', warnings: [], secrets: '' };
  return { first: settings, load: () => settings, taken: () => undefined };
}

/** Whose newest deploy is a metric. */
const MOST_SERVICES = 500;
const READY_TIMEOUT_MS = 2_000;
/** A host's message of all its processes; senders give up after ten seconds. */
const SPLIT_TIMEOUT_MS = 10_000;

async function readiness(database: Database): Promise<{ ready: boolean; reasons: readonly string[] }> {
  try {
    await database.ping(AbortSignal.timeout(READY_TIMEOUT_MS));
    return { ready: true, reasons: [] };
  } catch (error) {
    return { ready: false, reasons: [error instanceof Error ? error.message : String(error)] };
  }
}
