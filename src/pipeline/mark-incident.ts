import type { Incident, IncidentState } from '../core/incident/incident.ts';
import type { Incidents, Ledger } from './ports.ts';

/** Sets the state under the service's lock: deliveries may be joining the same incident right now. */
export async function markIncident(
  incident: Incident,
  state: IncidentState,
  world: { readonly ledger: Ledger; readonly incidents: Incidents },
  problem?: string,
): Promise<void> {
  await world.ledger.commit(async (entry) => {
    const latest = await entry.latestIncident(incident.service);
    const current = latest?.id === incident.id ? latest : await world.incidents.get(incident.id);
    if (current !== undefined)
      await entry.saveIncident({ ...current, state, ...(problem === undefined ? {} : { problem }) });
  });
}
