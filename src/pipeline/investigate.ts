import type { Failure } from '../core/failure.ts';
import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import { refinementDue } from '../core/incident/refinement.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import { announceRefinement } from '../core/report/refinement-lines.ts';
import { analyseProfiles } from './analyse-profiles.ts';
import { areLate, awaitProfiles } from './await-profiles.ts';
import { blameDeploy, type Blamed } from './blame-deploy.ts';
import { draftEvidence, keepDraft } from './draft-evidence.ts';
import { fetchProfiles, type GatheredProfiles } from './fetch-profiles.ts';
import { findWindows } from './find-windows.ts';
import { markAnswered, markInvestigating } from './mark-incident.ts';
import type { Evidence } from './evidence.ts';
import { say } from './say.ts';
import { startStages, type Stages } from './stages.ts';
import { measureTraffic, type MeasuredTraffic } from './measure-traffic.ts';
import type { Thought } from './thought.ts';
import type { World } from './world.ts';

const NOTHING: GatheredProfiles = { blocks: [], notices: [], incomplete: true, asked: [] };
const UNKNOWN: MeasuredTraffic = { asked: [] };
/** Of the deadline: waiting for profiles that may never come must leave time for an answer without them. */
const SHARE_OF_WAITING = 1 / 3;

/** One incident, from the alert to the post: ask, think, draw, keep, tell. */
export async function investigate(incidentId: string, world: World, signal: AbortSignal): Promise<void> {
  const incident = await world.incidents.get(incidentId);
  if (incident === undefined) return world.log.error('no such incident', { incident: incidentId });
  const earlier = await world.evidence.find(incidentId);
  if (earlier !== undefined) return tellAnswer(incident, earlier, world, signal);
  // What joined before this commit has a say in the plan.
  const begun = await markInvestigating(incident, world);
  await tellAnswer(begun, await firstAnswer(begun, world, signal), world, signal);
}

async function tellAnswer(incident: Incident, evidence: Evidence, world: World, signal: AbortSignal): Promise<void> {
  await say(incident, incident.plan.channels, evidence, world, signal);
  await markAnswered(incident, evidence.refineAt, world);
}

async function firstAnswer(incident: Incident, world: World, signal: AbortSignal): Promise<Evidence> {
  const thought = await think(incident, world, signal);
  const limits = incident.plan.windows ?? WINDOW_RULES;
  const refineAt = refinementDue(thought.found.windows.comparison, thought.now, limits);
  const kept = await keepDraft(thought, world, (draft) => {
    if (refineAt === undefined) return draft;
    const report = announceRefinement(draft.report, refineAt, limits.max, draft.answeredAt);
    return { ...draft, report, refineAt };
  });
  // Nothing could be kept (a full disk): the on-call is told all the same, and told that too.
  return kept ?? { ...draftEvidence(thought, world), files: [] };
}

/** Steps 4 to 7 under one deadline, of the first look and of the second. */
export async function think(incident: Incident, world: World, signal: AbortSignal): Promise<Thought> {
  const stages = startStages(world.deadlineMs, signal, world, { incident: incident.id, service: incident.service });
  const metrics = world.metricsFor(incident);
  const now = world.clock.now();

  const { expressions, deploys } = world;
  const alone = await findWindows(incident, { metrics: undefined, expressions }, now, signal);
  const failed = ({ code }: Failure) => world.meter.failure(code);
  const asking = (limit: AbortSignal) => findWindows(incident, { metrics, expressions, deploys, failed }, now, limit);
  const found = await stages.run('onset', 0.2, asking, alone);
  const { windows } = found;
  const [profiles, traffic] = await Promise.all([
    gather(incident, windows, stages, world),
    stages.run('traffic', 0.2, (limit) => measureTraffic(incident, found, metrics, limit), UNKNOWN),
  ]);
  const analysed = await stages.run(
    'analysis',
    0.5,
    (limit) => analyseProfiles(incident, windows, profiles, traffic.requests, world, limit),
    undefined,
  );
  const nobody: Blamed = { deploys: [], culprits: [], asked: [] };
  const blamed = await stages.run(
    'blame',
    0.3,
    (limit) => blameDeploy(incident, found.onset.at, profiles, analysed, world, limit),
    nobody,
  );
  return { incident, now, stages, found, traffic, profiles, analysed, blamed };
}

async function gather(incident: Incident, windows: ChosenWindows, stages: Stages, world: World) {
  const { plan } = incident;
  const once = await stages.run(
    'profiles',
    0.4,
    (limit) => fetchProfiles(plan, windows, world.stores, limit, ({ code }) => world.meter.failure(code)),
    NOTHING,
    Math.max(0, ...world.stores.map(({ recordingMs }) => recordingMs ?? 0)),
  );
  if (!areLate(once, windows, world.clock.now())) return once;
  const most = world.deadlineMs * SHARE_OF_WAITING;
  return stages.run(
    'late profiles',
    // The last answer may take a moment more than the waiting.
    SHARE_OF_WAITING * 1.2,
    (limit) => awaitProfiles(once, plan, windows, world, most, limit),
    once,
  );
}
