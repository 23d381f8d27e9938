import type { Incident } from '../core/incident/incident.ts';
import { isFaster } from '../core/incident/lead.ts';
import { hastened, LATE_PROFILES_MS } from '../core/incident/refinement.ts';
import type { Instant } from '../core/instant.ts';
import type { Clock, Incidents, Ledger, LedgerEntry } from './ports.ts';

interface MarkingWorld {
  readonly ledger: Ledger;
  readonly incidents: Incidents;
  readonly clock: Clock;
}

/** Under the service's lock: deliveries may be joining the same incident right now. Answers with what they made of it. */
export async function markInvestigating(incident: Incident, world: MarkingWorld): Promise<Incident> {
  return world.ledger.commit((entry) =>
    change(incident, entry, world, (current) => ({ ...current, state: 'investigating' })),
  );
}

/** The first answer was given to `told`; `due` is when its second look is. */
export async function markAnswered(told: Incident, due: Instant | undefined, world: MarkingWorld): Promise<void> {
  await settle(told, due, world, ({ problem: _solved, ...current }) => ({ ...current, state: 'answered' }));
}

/** Given up for this reason; where an answer is known all the same, its second look comes as it was announced. */
export async function markFailed(
  told: Incident,
  problem: string,
  due: Instant | undefined,
  world: MarkingWorld,
): Promise<void> {
  await settle(told, due, world, (current) => ({ ...current, state: 'failed', problem }));
}

/**
 * With the state comes the job for the second look, in one commit. A burn that has ended meanwhile brings it forward,
 * a faster tier that joined meanwhile asks for one.
 */
async function settle(
  told: Incident,
  due: Instant | undefined,
  world: MarkingWorld,
  settled: (current: Incident) => Incident,
): Promise<void> {
  const now = world.clock.now();
  await world.ledger.commit(async (entry) => {
    const marked = await change(told, entry, world, (current) => {
      const overtaken = isFaster(current.plan, told.plan) ? now + LATE_PROFILES_MS : undefined;
      const at = current.refineAt ?? due ?? overtaken;
      const refineAt = at === undefined ? {} : { refineAt: hastened(at, current.endedAt, now) };
      return { ...settled(current), ...refineAt };
    });
    // Who joined while the answer was on its way has not heard of it.
    if (marked.plan.channels.some((channel) => !told.plan.channels.includes(channel))) {
      await entry.enqueueTelling(marked.id);
    }
    if (marked.refineAt !== undefined) await entry.enqueueRefinement(marked.id, marked.refineAt);
  });
}

async function change(
  incident: Incident,
  entry: LedgerEntry,
  world: MarkingWorld,
  changed: (current: Incident) => Incident,
): Promise<Incident> {
  const latest = await entry.latestIncident(incident.service);
  const current = latest?.id === incident.id ? latest : await world.incidents.get(incident.id);
  if (current === undefined) return incident;
  const marked = changed(current);
  await entry.saveIncident(marked);
  return marked;
}
