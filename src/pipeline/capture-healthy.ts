import type { Labels } from '../core/alert/alert.ts';
import { mayStillBurn } from '../core/incident/episode.ts';
import { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { Leases } from './housekeeping-ports.ts';
import type { Clock, Incidents, Log, Meter } from './ports.ts';

/** A store that records on demand has nothing to compare a burn with, unless it records while all is well too. */
export interface HealthyCapturer {
  readonly name: string;
  /** Selectors of services that are always recorded; those that had an incident come on top. */
  readonly of: readonly Labels[];
  /** When it is time again after `at`; undefined: never. */
  due(after: Instant): Instant | undefined;
  /** Rejects with a Failure where nothing could be recorded. */
  capture(selector: Labels, signal: AbortSignal): Promise<CapturedHealth>;
}

export interface CapturedHealth {
  readonly pods: number;
  readonly kinds: readonly ProfileKind[];
  /** Sentences: why there is nothing, or less. */
  readonly notes: readonly string[];
}

export interface CapturingWorld {
  readonly incidents: Pick<Incidents, 'list'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Pick<Meter, 'failure'>;
  /** Which process this is among those on one database. */
  readonly holder: string;
}

/** Shorter than any schedule. It is not given back: another process whose clock is late would record a second time. */
const LEASE_MS = 4 * 60_000;
const AT_ONCE = 4;
/** How many incidents back, and how long, services are known by. */
const MOST_INCIDENTS = 500;
/** Open ones are among the newest. */
const MOST_OPEN = 200;
const KNOWN_MS = 30 * 24 * 3_600_000;

/** One round: every known service that does not burn is recorded once, whichever process comes first. */
export async function captureHealthy(
  capturer: HealthyCapturer,
  world: CapturingWorld,
  signal: AbortSignal,
): Promise<void> {
  const { leases, holder, log, clock } = world;
  const hold = () => leases.hold(`healthy recordings of ${capturer.name}`, holder, LEASE_MS);
  if (!(await hold())) return log.debug('another process records the healthy services', { store: capturer.name });
  const selectors = await knownServices(capturer, world);
  const capture = async (selector: Labels) => {
    // Looked at anew: the round takes its time, and a burn may have begun in it.
    if (await burns(selector, world)) {
      return log.info('no healthy recording while an incident is open', { store: capturer.name, ...told(selector) });
    }
    await captureOne(capturer, selector, world, signal);
  };
  const begun = clock.now();
  const worker = async () => {
    for (let next = selectors.shift(); next !== undefined && !signal.aborted; next = selectors.shift()) {
      if (clock.now() - begun > LEASE_MS / 2 && !(await hold())) return;
      await capture(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function captureOne(capturer: HealthyCapturer, selector: Labels, world: CapturingWorld, signal: AbortSignal) {
  const facts = { store: capturer.name, ...told(selector) };
  try {
    const { pods, kinds, notes } = await capturer.capture(selector, signal);
    const note = notes.length === 0 ? {} : { note: notes.join(' ') };
    if (pods > 0) world.log.info('healthy service recorded', { ...facts, pods, kinds: kinds.join(', '), ...note });
    else world.log.warn('no healthy recording', { ...facts, ...note });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (signal.aborted) return;
    world.meter.failure(error.code);
    world.log.warn('no healthy recording', { ...facts, note: error.message });
  }
}

function told(selector: Labels): { readonly selector: string } {
  return { selector: textOf(selector) };
}

/** Those of the configuration, and those whose burns were looked at lately. */
async function knownServices({ of }: HealthyCapturer, { incidents, clock }: CapturingWorld): Promise<Labels[]> {
  const recent = await incidents.list({ limit: MOST_INCIDENTS });
  const burned = recent.filter(({ lastSeenAt }) => clock.now() - lastSeenAt <= KNOWN_MS);
  const all = [...of, ...burned.map(({ plan }) => plan.selector)];
  const byText = new Map(all.map((selector) => [textOf(selector), selector]));
  return [...byText.values()];
}

function textOf(selector: Labels): string {
  return JSON.stringify(Object.entries(selector).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** An incident counts when it may be about the same pods: where both name a label, they say the same. */
async function burns(selector: Labels, { incidents, clock }: CapturingWorld): Promise<boolean> {
  const recent = await incidents.list({ limit: MOST_OPEN });
  const open = recent.filter((incident) => mayStillBurn(incident, clock.now()));
  return open.some(({ plan }) =>
    Object.entries(plan.selector).every(([label, text]) => (selector[label] ?? text) === text),
  );
}
