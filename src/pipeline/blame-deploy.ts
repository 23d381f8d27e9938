import type { BlamedPlace, Deploy } from '../core/deploy/deploy.ts';
import { deploysFromLabels } from '../core/deploy/deploys-from-labels.ts';
import { findCulprits, mayBlame } from '../core/deploy/find-culprits.ts';
import { regionsOf } from '../core/deploy/regions.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { Culprit } from '../core/report/analysis.ts';
import type { Asked } from './evidence.ts';
import type { GatheredProfiles } from './fetch-profiles.ts';
import type { ComputedAnalysis, Deploys, Git } from './ports.ts';

export interface Blamed {
  readonly deploys: readonly Deploy[];
  readonly culprits: readonly Culprit[];
  readonly sentence?: string;
  /** Where the functions that were looked at are shown. */
  readonly places?: readonly BlamedPlace[];
  readonly asked: readonly Asked[];
}

/** Deploys this long before the onset still count as "what shipped just before". */
const LOOK_BACK_MS = 6 * 3_600_000;

/** Step 7: the deploy that the profiles' labels prove, else one that was reported; then the commits near the frames. */
export async function blameDeploy(
  incident: Incident,
  profiles: GatheredProfiles,
  analysed: ComputedAnalysis | undefined,
  world: { readonly deploys: Deploys; readonly git: Git },
  signal: AbortSignal,
): Promise<Blamed> {
  const labelled = (side: Side) =>
    profiles.blocks
      .filter((block) => block.side === side)
      .map((block) => ({ labels: block.labels, from: block.interval.from }));
  const proven = deploysFromLabels(incident.service, labelled('baseline'), labelled('comparison'));
  const around = { from: incident.startsAt - LOOK_BACK_MS, to: incident.startsAt };
  const reported = await world.deploys.between(incident.service, around, signal);
  const others = reported.filter((one) => !proven.some((known) => known.toVersion === one.toVersion));
  const deploys = [...proven, ...others];
  const [deploy] = deploys;
  if (deploy === undefined || analysed === undefined || !mayBlame(analysed.analysis.verdict)) {
    return { deploys, culprits: [], asked: [] };
  }
  const regions = regionsOf(analysed.analysis.movers);
  const asked = regions.map((region) => ({
    system: 'git',
    query: `blame -L ${region.fromLine},${region.toLine} ${deploy.fromVersion ?? '?'}..${deploy.toVersion} -- ${region.file}`,
  }));
  const answer = await world.git.blame(incident.service, deploy, regions, signal);
  const places = answer.kind === 'commits' ? (answer.places ?? []) : [];
  return { deploys, asked, places, ...findCulprits(deploy, answer) };
}
