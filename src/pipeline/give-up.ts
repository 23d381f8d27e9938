import type { Round } from '../core/incident/refinement.ts';
import { markFailed } from './mark-incident.ts';
import { standByFirst } from './refine.ts';
import { say } from './say.ts';
import { LAST_RESORT } from './tell.ts';
import type { World } from './world.ts';

/**
 * No retry will save this job: a person must look. What it found out is not lost with a chat that stayed away: it goes
 * to the built-in inbox.
 */
export async function giveUp(incidentId: string, problem: string, world: World, round: Round = 'first'): Promise<void> {
  world.log.error('investigation given up', { incident: incidentId, round, problem });
  if (round === 'refined') return giveUpRefinement(incidentId, problem, world);
  const incident = await world.incidents.get(incidentId);
  if (incident === undefined) return;
  const evidence = await world.evidence.find(incidentId);
  await markFailed(incident, problem, evidence?.refineAt, world);
  if (evidence === undefined) return;
  await say(incident, [LAST_RESORT], evidence, world, new AbortController().signal);
}

/** The first answer stands. Where the second one could not be told, or made, the posts or the inbox say so. */
async function giveUpRefinement(incidentId: string, problem: string, world: World): Promise<void> {
  const incident = await world.incidents.get(incidentId);
  const evidence = await world.evidence.find(incidentId);
  if (incident === undefined || evidence === undefined) return;
  const { signal } = new AbortController();
  if (evidence.round === 'refined') return say(incident, [LAST_RESORT], evidence, world, signal);
  const stands = await standByFirst(evidence, problem, world);
  await say(incident, incident.plan.channels, stands, world, signal);
}
