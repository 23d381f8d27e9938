import { markIncident } from './mark-incident.ts';
import { say } from './say.ts';
import type { World } from './world.ts';

/** The chat that is always there. */
const LAST_RESORT = 'inbox';

/**
 * No retry will save this investigation: a person must look. What it found out is not lost with a chat that stayed
 * away: it goes to the built-in inbox.
 */
export async function giveUp(incidentId: string, problem: string, world: World): Promise<void> {
  world.log.error('investigation given up', { incident: incidentId, problem });
  const incident = await world.incidents.get(incidentId);
  if (incident === undefined) return;
  await markIncident(incident, 'failed', world, problem);
  const evidence = await world.evidence.find(incidentId);
  if (evidence === undefined) return;
  await say(incident, [LAST_RESORT], evidence, world, new AbortController().signal);
}
