import type { BlamedPlace, Deploy } from '../core/deploy/deploy.ts';
import { deploysFromLabels } from '../core/deploy/deploys-from-labels.ts';
import { mayBlame, sayNoDeploy, sayOtherKind, sayUnknown, type FoundCulprits } from '../core/deploy/find-culprits.ts';
import { deployWindow, matchDeploys } from '../core/deploy/match-deploys.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Instant } from '../core/instant.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { Culprit } from '../core/report/analysis.ts';
import { blameRange } from './blame-range.ts';
import type { Asked } from './evidence.ts';
import type { GatheredProfiles } from './fetch-profiles.ts';
import type { Repositories } from './git-ports.ts';
import type { ComputedAnalysis, Deploys } from './ports.ts';

export interface Blamed {
  /** The one that is blamed first, or the likeliest. */
  readonly deploys: readonly Deploy[];
  readonly culprits: readonly Culprit[];
  readonly sentence?: string;
  /** Page of all that the first deploy brought. */
  readonly comparePage?: string;
  /** Where the functions that were looked at are shown. */
  readonly places?: readonly BlamedPlace[];
  readonly asked: readonly Asked[];
}

export interface BlamingWorld {
  readonly deploys: Deploys;
  readonly repositories: Pick<Repositories, 'open'>;
}

const FLAGS = new Set<Deploy['kind']>(['feature-flag', 'config']);

/** Step 7: deploys that the profiles' labels prove, and those that were reported; then the commits near the frames. */
export async function blameDeploy(
  incident: Incident,
  onset: Instant,
  profiles: GatheredProfiles,
  analysed: ComputedAnalysis | undefined,
  world: BlamingWorld,
  signal: AbortSignal,
): Promise<Blamed> {
  const labelled = (side: Side) =>
    profiles.blocks
      .filter((block) => block.side === side)
      .map((block) => ({ labels: block.labels, from: block.interval.from }));
  const proven = deploysFromLabels(incident.service, labelled('baseline'), labelled('comparison'));
  const longMs = Math.max(0, ...incident.plan.burn.map(({ longSeconds }) => longSeconds)) * 1000;
  const around = deployWindow(onset, incident.startsAt, longMs);
  const reported = await world.deploys.between(incident.service, around, signal);
  // The first profile of a new version is as late as profiles are long.
  const all = [...proven.map((deploy) => ({ ...deploy, at: Math.min(deploy.at, onset) })), ...reported];
  const deploys = matchDeploys(all, onset, incident.service);
  if (deploys.length > 0 || analysed === undefined || !mayBlame(analysed.analysis.verdict))
    return blameDeploys(incident.service, deploys, analysed, world, signal);
  return { deploys, culprits: [], asked: [], sentence: sayNoDeploy(onset - around.from, world.deploys.checked ?? []) };
}

/** The same for deploys that are known to be under suspicion, the likeliest first: the first that touches the functions is blamed. */
export async function blameDeploys(
  service: string,
  deploys: readonly Deploy[],
  analysed: ComputedAnalysis | undefined,
  world: BlamingWorld,
  signal: AbortSignal,
): Promise<Blamed> {
  if (analysed === undefined || deploys.length === 0 || !mayBlame(analysed.analysis.verdict))
    return { deploys, culprits: [], asked: [] };
  const asked: Asked[] = [];
  let first: FoundCulprits | undefined;
  for (const deploy of deploys) {
    const { known, found } = await blameOne(service, deploy, analysed, world, signal);
    asked.push({ system: 'git', query: `log --raw ${known.fromVersion ?? '?'}..${known.toVersion}` });
    first ??= found;
    if (found.culprits.length > 0)
      return { deploys: [known, ...deploys.filter((one) => one !== deploy)], asked, ...found };
  }
  return { deploys, asked, culprits: [], ...first };
}

async function blameOne(
  service: string,
  deploy: Deploy,
  { analysis }: ComputedAnalysis,
  world: BlamingWorld,
  signal: AbortSignal,
): Promise<{ readonly known: Deploy; readonly found: FoundCulprits }> {
  if (FLAGS.has(deploy.kind)) return { known: deploy, found: { culprits: [], sentence: sayOtherKind(deploy) } };
  const traced = (await world.deploys.trace?.(deploy, signal)) ?? deploy;
  const known = await withPrevious(traced, world.deploys, signal);
  const opened = await world.repositories.open(service, signal);
  if (opened.kind === 'unknown') return { known, found: { culprits: [], sentence: sayUnknown(known, opened.reason) } };
  return { known, found: await blameRange(opened.repository, known, analysis, signal) };
}

/** Most senders do not say what ran before: the deploy before this one does. */
async function withPrevious(deploy: Deploy, deploys: Deploys, signal: AbortSignal): Promise<Deploy> {
  if ((deploy.fromVersion ?? deploy.fromCommit) !== undefined) return deploy;
  const previous = await deploys.previous?.(deploy, signal);
  if (previous === undefined) return deploy;
  const { toVersion: fromVersion, commit: fromCommit } = previous;
  return { ...deploy, fromVersion, ...(fromCommit === undefined ? {} : { fromCommit }) };
}
