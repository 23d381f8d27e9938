import type { Incident } from '../../src/core/incident/incident.ts';
import type { Delivery } from '../../src/pipeline/delivery.ts';
import type { Ledger } from '../../src/pipeline/ports.ts';
import type { MemoryState } from './memory-state.ts';

/** One commit at a time, everything or nothing, as a database would. */
export function fakeLedger(state: MemoryState): Ledger {
  let last: Promise<unknown> = Promise.resolve();

  return {
    commit(work) {
      const turn = last.then(async () => {
        const incidents = new Map<string, Incident>();
        const deliveries: Delivery[] = [];
        const enqueued = new Set<string>();
        const tellings: string[] = [];
        const refinements = new Map<string, number>();
        const mustBeKnown = (incidentId: string) => {
          if (incidents.has(incidentId) || state.incidents.has(incidentId)) return;
          throw new Error(`incident ${incidentId} must be saved before it is enqueued`);
        };
        const outcome = await work({
          async latestIncident(service) {
            const all = [...new Map([...state.incidents, ...incidents]).values()];
            return all
              .filter((incident) => incident.service === service)
              .toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))[0];
          },
          async saveIncident(incident) {
            incidents.set(incident.id, structuredClone(incident));
          },
          async saveDelivery(delivery) {
            deliveries.push(structuredClone(delivery));
          },
          async enqueueInvestigation(incidentId) {
            mustBeKnown(incidentId);
            if (!state.enqueued.has(incidentId)) enqueued.add(incidentId);
          },
          async enqueueTelling(incidentId) {
            mustBeKnown(incidentId);
            tellings.push(incidentId);
          },
          async enqueueRefinement(incidentId, at) {
            mustBeKnown(incidentId);
            refinements.set(incidentId, Math.min(at, refinements.get(incidentId) ?? at));
          },
        });

        for (const incident of incidents.values()) state.incidents.set(incident.id, incident);
        state.deliveries.push(...deliveries);
        for (const incidentId of enqueued) state.enqueued.add(incidentId);
        for (const incidentId of [...enqueued, ...tellings]) {
          const service = state.incidents.get(incidentId)!.service;
          state.jobs.push({ incidentId, service, round: 'first', notBefore: 0, attempts: 0, state: 'waiting' });
        }
        for (const [incidentId, at] of refinements) {
          const known = state.jobs.find((job) => job.incidentId === incidentId && job.round === 'refined');
          const { service } = state.incidents.get(incidentId)!;
          if (known !== undefined) known.notBefore = Math.min(known.notBefore, at);
          else state.jobs.push({ incidentId, service, round: 'refined', notBefore: at, attempts: 0, state: 'waiting' });
        }
        state.wake();
        return outcome;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
