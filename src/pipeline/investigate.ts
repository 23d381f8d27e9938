import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import { chooseWindows } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import { writeReport } from '../core/report/write-report.ts';
import { analyseProfiles } from './analyse-profiles.ts';
import { blameDeploy, type Blamed } from './blame-deploy.ts';
import { fetchProfiles, type GatheredProfiles } from './fetch-profiles.ts';
import { findOnset, type FoundOnset } from './find-onset.ts';
import { keepEvidence } from './keep-evidence.ts';
import { markIncident } from './mark-incident.ts';
import type { ComputedAnalysis, Evidence } from './ports.ts';
import { say } from './say.ts';
import { startStages, type Stages } from './stages.ts';
import { measureTraffic } from './measure-traffic.ts';
import type { World } from './world.ts';

const NOTHING: GatheredProfiles = { blocks: [], notices: [], asked: [] };

/** One incident, from the alert to the post: ask, think, draw, keep, tell. */
export async function investigate(incidentId: string, world: World, signal: AbortSignal): Promise<void> {
  const incident = await world.incidents.get(incidentId);
  if (incident === undefined) return world.log.error('no such incident', { incident: incidentId });
  const earlier = await world.evidence.find(incidentId);
  const evidence = earlier ?? (await answer(incident, world, signal));
  await say(incident, incident.plan.channels, evidence, world, signal);
  await markIncident(incident, 'answered', world);
}

async function answer(incident: Incident, world: World, signal: AbortSignal): Promise<Evidence> {
  await markIncident(incident, 'investigating', world);
  const stages = startStages(world.deadlineMs, signal, world, { incident: incident.id, service: incident.service });
  const metrics = world.metricsFor(incident);
  const now = world.clock.now();

  const alone = await findOnset(incident, undefined, now, signal);
  const found = await stages.run('onset', 0.2, (limit) => findOnset(incident, metrics, now, limit), alone);
  const windows = chooseWindows(found.onset, now, incident.endedAt, found.pair, found.ratios);
  const [profiles, requests] = await Promise.all([
    stages.run('profiles', 0.4, (limit) => fetchProfiles(incident.plan, windows, world.stores, limit), NOTHING),
    stages.run('traffic', 0.2, (limit) => measureTraffic(incident, windows, metrics, limit), undefined),
  ]);
  const analysed = await stages.run(
    'analysis',
    0.5,
    (limit) => analyseProfiles(incident, windows, profiles, requests, world, limit),
    undefined,
  );
  const nobody: Blamed = { deploys: [], culprits: [], asked: [] };
  const blamed = await stages.run(
    'blame',
    0.3,
    (limit) => blameDeploy(incident, profiles, analysed, world, limit),
    nobody,
  );

  return keep(incident, { found, windows, profiles, analysed, blamed }, stages, world);
}

interface Found {
  readonly found: FoundOnset;
  readonly windows: ChosenWindows;
  readonly profiles: GatheredProfiles;
  readonly analysed: ComputedAnalysis | undefined;
  readonly blamed: Blamed;
}

/** Writes the report and keeps it before anything is said, so that the link works and a retry goes on from here. */
async function keep(incident: Incident, parts: Found, stages: Stages, world: World): Promise<Evidence> {
  const { found, windows, profiles, analysed, blamed } = parts;
  const compose = () => {
    // What went wrong comes first; how the answer was reached is for the page.
    const problems = [...stages.notices, ...found.notices, ...profiles.notices, ...(analysed?.problems ?? [])];
    const analysis = analysed && {
      ...analysed.analysis,
      verdict: { ...analysed.analysis.verdict, culprits: blamed.culprits },
      notices: [...new Set([...problems, ...analysed.analysis.notices])],
    };
    const report = writeReport({
      incident,
      onset: found.onset,
      deploys: blamed.deploys,
      notices: problems,
      pageUrl: world.links.sign(`/incidents/${incident.id}`),
      altText: analysed?.altText ?? 'No picture.',
      now: world.clock.now(),
      ...(analysis === undefined ? {} : { analysis }),
      ...(blamed.sentence === undefined ? {} : { deploySentence: blamed.sentence }),
    });
    return {
      incidentId: incident.id,
      report,
      onset: found.onset,
      windows,
      deploys: blamed.deploys,
      asked: [...found.asked, ...profiles.asked, ...blamed.asked],
      stages: [...stages.records],
      ...(analysis === undefined ? {} : { analysis }),
    };
  };
  const pictures = analysed?.pictures ?? [];
  const kept = await stages.run(
    'keep',
    0.3,
    () => keepEvidence(compose(), pictures, profiles.blocks, world),
    undefined,
  );
  if (kept !== undefined) return kept;
  // Nothing could be kept (a full disk): the on-call is told all the same, and told that too.
  return { ...compose(), files: [] };
}
