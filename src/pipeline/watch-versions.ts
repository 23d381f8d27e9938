import { VERSION_LABELS } from '../core/deploy/deploys-from-labels.ts';
import type { Deploy, DeploySource, ReportedDeploy } from '../core/deploy/deploy.ts';
import { sameRollout } from '../core/deploy/same-rollout.ts';
import { Failure } from '../core/failure.ts';
import { isoInstant, type Instant } from '../core/instant.ts';
import type { DeployRecords } from './deploy-ports.ts';
import type { Leases } from './housekeeping-ports.ts';
import type { Clock, Deploys, Incidents, Log, Meter, ProfileIndex } from './ports.ts';
import type { ProfileCatalogue } from './querier-ports.ts';

export interface WatchingWorld {
  readonly deploys: Deploys;
  readonly deployRecords: Pick<DeployRecords, 'record' | 'list'>;
  readonly incidents: Pick<Incidents, 'list'>;
  readonly catalogue: Pick<ProfileCatalogue, 'series'>;
  readonly profileIndex: Pick<ProfileIndex, 'newest'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Pick<Meter, 'failure'>;
  /** Which process this is among those on one database. */
  readonly holder: string;
  /** Services of the configuration. */
  readonly services: readonly string[];
  readonly wantsCheck: (deploy: ReportedDeploy) => boolean;
}

export interface VersionWatch {
  /** One round: what is new is recorded, once, whichever process comes first. */
  look(world: WatchingWorld, signal: AbortSignal): Promise<void>;
  /** Lets another process look at once. */
  end(world: Pick<WatchingWorld, 'leases' | 'holder'>): Promise<void>;
}

/** Sources that tell only when they are asked. */
const ASKED: ReadonlySet<DeploySource> = new Set<DeploySource>([
  'profile labels',
  'metric labels',
  'kube-state-metrics',
  'grafana annotations',
]);
const LOOK_BACK_MS = 30 * 60_000;
/** A version that is gone again before was a pod that did not start. */
const STAYS_MS = 2 * 60_000;
const EDGE_MS = 3 * 60_000;
/** Services whose labels say nothing new are asked about this seldom. */
const UNCHANGED_MS = 5 * 60_000;
/** A little less than a round; kept until the process ends, so that another one does not look again at once. */
const LEASE_MS = 50_000;
const LEASE = 'watch of versions';
const AT_ONCE = 4;
const MOST_SERVICES = 500;
const MOST_SERIES = 5_000;
const MOST_ROWS = 500;
const KNOWN_MS = 30 * 24 * 3_600_000;

interface Seen {
  /** Versions in the labels of the embedded store. */
  readonly versions: string;
  readonly askedAt: Instant;
}

/** Remembers what it has seen, so that a round in which nothing happened costs one query. */
export function startVersionWatch(): VersionWatch {
  const seen = new Map<string, Seen>();
  return {
    async look(world, signal) {
      const { leases, holder, log, clock } = world;
      if (!(await leases.hold(LEASE, holder, LEASE_MS))) return;
      const now = clock.now();
      const versions = await labelledVersions(world, now);
      const services = await knownServices(world, versions.keys(), now);
      const due = services.filter((service) => {
        const before = seen.get(service);
        const isSame = before?.versions === (versions.get(service) ?? '');
        return before === undefined || !isSame || now - before.askedAt >= UNCHANGED_MS;
      });
      const waiting = due.values();
      const worker = async () => {
        for (const service of waiting) {
          if (signal.aborted) return;
          const isSettled = await lookAtService(service, now, world, signal);
          // What does not stay yet, or could not be asked, is asked for in the next round.
          if (isSettled) seen.set(service, { versions: versions.get(service) ?? '', askedAt: now });
          else seen.delete(service);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      log.debug('versions watched', { services: services.length, asked: due.length });
    },
    end: ({ leases, holder }) => leases.release(LEASE, holder),
  };
}

/** False where it must be asked again soon. */
async function lookAtService(
  service: string,
  now: Instant,
  world: WatchingWorld,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const window = { from: now - LOOK_BACK_MS, to: now };
    const told = await world.deploys.between(service, window, signal);
    const found = told.filter((deploy) => ASKED.has(deploy.source) && !isAtTheEdge(deploy, window.from));
    if (found.length === 0) return true;
    const rows = await world.deployRecords.list({ service, limit: MOST_ROWS });
    const known = rows.map(({ deploy }) => deploy);
    const fresh = found.filter((deploy) => !known.some((one) => isKnown(deploy, one, [...known, ...found])));
    const staying: Deploy[] = [];
    for (const deploy of fresh) if (await stays(deploy, now, world)) staying.push(deploy);
    await world.deployRecords.record(staying.map(reported), world.wantsCheck);
    for (const { toVersion, source } of staying) world.log.info('new version', { service, version: toVersion, source });
    return staying.length === fresh.length;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (signal.aborted) return false;
    world.meter.failure(error.code);
    world.log.warn('versions could not be watched', { service, problem: error.message });
    return false;
  }
}

/** Of versions that ran before the window some have their first profile in it later than others. */
function isAtTheEdge({ source, at }: Deploy, from: Instant): boolean {
  return source === 'profile labels' && at < from + EDGE_MS;
}

/** A window that moves on shows the same rollout with later beginnings, as long as pods of both versions run. */
function isKnown(deploy: Deploy, known: Deploy, all: readonly Deploy[]): boolean {
  if (sameRollout(deploy, known, all)) return true;
  const between = all.some((one) => one.at > known.at && one.at < deploy.at && one.toVersion !== known.toVersion);
  return known.toVersion === deploy.toVersion && known.at <= deploy.at && !between;
}

/** Told by labels of the embedded store it has been there for a while; what others tell is taken as they tell it. */
async function stays({ service, toVersion, at, source }: Deploy, now: Instant, world: WatchingWorld): Promise<boolean> {
  if (source !== 'profile labels') return true;
  if (now - at < STAYS_MS) return false;
  for (const label of VERSION_LABELS) {
    const selector = { service_name: service, [label]: toVersion };
    const newest = await world.profileIndex.newest({ selector, kind: 'cpu' });
    if (newest !== undefined) return newest.interval.from - at >= STAYS_MS;
  }
  return true;
}

/** The same rollout, seen again by whatever process, has the same id. */
function reported(deploy: Deploy): ReportedDeploy {
  const { service, fromVersion = '', toVersion, at } = deploy;
  return { ...deploy, id: `${service} ${fromVersion} → ${toVersion} ${isoInstant(at).slice(0, 16)}` };
}

/** By service, of what was pushed lately. */
async function labelledVersions({ catalogue }: WatchingWorld, now: Instant): Promise<ReadonlyMap<string, string>> {
  const window = { from: now - LOOK_BACK_MS, to: now };
  const series = await catalogue.series({ kind: 'cpu', labels: {}, window }, MOST_SERIES);
  const versions = new Map<string, Set<string>>();
  for (const { labels } of series) {
    const service = labels['service_name'];
    if (service === undefined) continue;
    const label = VERSION_LABELS.find((name) => labels[name] !== undefined);
    const all = versions.get(service) ?? new Set();
    versions.set(service, all.add(label === undefined ? '' : (labels[label] ?? '')));
  }
  return new Map([...versions].map(([service, all]) => [service, JSON.stringify([...all].toSorted())]));
}

/** Those of the configuration, of pushes, and those that burned or were deployed lately. */
async function knownServices(
  { services, incidents, deployRecords }: WatchingWorld,
  pushing: Iterable<string>,
  now: Instant,
): Promise<readonly string[]> {
  const burned = await incidents.list({ limit: MOST_ROWS });
  const deployed = await deployRecords.list({ limit: MOST_ROWS });
  const recent = [
    ...burned.filter(({ lastSeenAt }) => now - lastSeenAt <= KNOWN_MS).map(({ service }) => service),
    ...deployed.filter(({ deploy }) => now - deploy.at <= KNOWN_MS).map(({ deploy }) => deploy.service),
  ];
  return [...new Set([...services, ...pushing, ...recent])].slice(0, MOST_SERVICES);
}
