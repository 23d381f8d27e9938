import type { Database } from '../../src/adapters/database/connect-database.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import { sampleIncident } from './sample-incident.ts';

export type QueuePorts = Pick<Database, 'ledger' | 'queue'>;

export async function enqueue({ ledger }: QueuePorts, incident: Incident = sampleIncident()): Promise<Incident> {
  await ledger.commit(async (entry) => {
    await entry.saveIncident(incident);
    await entry.enqueueInvestigation(incident.id);
  });
  return incident;
}

export async function refine({ ledger }: QueuePorts, incident: Incident, at: number): Promise<void> {
  await ledger.commit(async (entry) => {
    await entry.saveIncident(incident);
    await entry.enqueueRefinement(incident.id, at);
  });
}

/** A promise that is met when the handler sees the incident. */
export function expectation(incident: Incident): { readonly met: Promise<void>; meet(id: string): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    met: promise,
    meet(id) {
      if (id === incident.id) resolve();
    },
  };
}
