import { judgeDeploy } from '../core/deploy/judge-deploy.ts';
import type { DeployComparison, DeployOutcome, RuleFinding } from '../core/deploy/deploy-check.ts';
import type { DeploySides } from '../core/deploy/deploy-windows.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import { judgeReadiness, type LookFacts, type Readiness } from '../core/deploy/judge-readiness.ts';
import { judgeRules } from '../core/deploy/rules/judge-rules.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Instant } from '../core/instant.ts';
import type { Panel } from '../core/report/analysis.ts';
import { analyseProfiles } from './analyse-profiles.ts';
import type { Blamed } from './blame-deploy.ts';
import type { DeployWorld } from './deploy-world.ts';
import { gatherSides, type GatheredSides } from './gather-sides.ts';
import { measureTraffic, type MeasuredTraffic } from './measure-traffic.ts';
import type { AnalysisRequest, ComputedAnalysis } from './ports.ts';
import { startStages } from './stages.ts';
import type { Thought } from './thought.ts';

/** One look at a deploy: what was thought, and whether that decides. */
export interface Look {
  /** Nobody is blamed yet. */
  readonly thought: Thought;
  /** With the version that it replaced, where only labels tell. */
  readonly deploy: Deploy;
  readonly comparison: DeployComparison;
  readonly findings: readonly RuleFinding[];
  /** Absent where nothing could be compared. */
  readonly compared?: { readonly analysed: ComputedAnalysis; readonly outcome: DeployOutcome };
  readonly readiness: Readiness;
}

const NOBODY: Blamed = { deploys: [], culprits: [], asked: [] };
const UNKNOWN: MeasuredTraffic = { asked: [] };

/** Asks for both sides, compares them, and judges whether a later look would see better. */
export async function lookAtDeploy(
  subject: Incident,
  deploy: Deploy,
  sides: Extract<DeploySides, { readonly kind: 'sides' }>,
  now: Instant,
  world: DeployWorld,
  signal: AbortSignal,
): Promise<Look> {
  const stages = startStages(world.deadlineMs, signal, world, { incident: subject.id, service: subject.service });
  const nothing = nothingOf(sides);
  const recording = Math.max(0, ...world.stores.map(({ recordingMs }) => recordingMs ?? 0));
  const gathering = (limit: AbortSignal) => gatherSides(deploy, subject.plan, sides, world, limit);
  const gathered = await stages.run('profiles', 0.5, gathering, nothing, recording);
  const { windows, profiles, comparison } = gathered;
  const metrics = world.metricsFor(subject);
  // Who serves which share of the requests, while old and new pods run beside each other, is not known.
  const traffic =
    comparison === 'old and new pods'
      ? UNKNOWN
      : await stages.run('traffic', 0.2, (limit) => measureTraffic(subject, { windows }, metrics, limit), UNKNOWN);
  const both = (['baseline', 'comparison'] as const).every((side) => profiles.blocks.some((one) => one.side === side));
  const analysed = both
    ? await stages.run(
        'analysis',
        0.5,
        (limit) => analyseProfiles(subject, windows, profiles, traffic.requests, world, limit),
        undefined,
      )
    : undefined;
  const findings = judgeRules(world.deployRules, deploy.service, analysed?.tops ?? []);
  const compared = analysed && { analysed, outcome: judgeDeploy(analysed.analysis, findings, comparison) };
  const [trouble] = [...stages.notices, ...(profiles.incomplete ? profiles.notices : [])];
  const load = loadOf(comparison, traffic.requests, analysed?.analysis.panels ?? []);
  const facts: LookFacts = {
    grows: sides.growsUntil !== undefined,
    mixed: deploy.status === 'running' && !gathered.labelled,
    ...(compared === undefined ? {} : { analysis: compared.analysed.analysis, outcome: compared.outcome }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(load === undefined ? {} : { load }),
  };
  const readiness = judgeReadiness(facts);
  const doubts = readiness.kind === 'ready' ? readiness.notices : [readiness.why];
  const found = {
    onset: { at: deploy.at, method: 'deploy', certain: true, note: `told by ${deploy.source}` } as const,
    windows,
    activeAt: deploy.at,
    notices: [...doubts, ...gathered.notes, ...sides.notes],
    asked: [],
  };
  return {
    thought: { incident: subject, now, stages, found, traffic, profiles, analysed, blamed: NOBODY },
    deploy: withReplaced(deploy, gathered.oldVersion),
    comparison,
    findings,
    readiness,
    ...(compared === undefined ? {} : { compared }),
  };
}

function withReplaced(deploy: Deploy, version: string | undefined): Deploy {
  const isKnown = (deploy.fromVersion ?? deploy.fromCommit) !== undefined;
  return isKnown || version === undefined ? deploy : { ...deploy, fromVersion: version };
}

function nothingOf({ baseline, comparison }: Extract<DeploySides, { readonly kind: 'sides' }>): GatheredSides {
  return {
    comparison: 'before and after',
    labelled: false,
    windows: { baseline, comparison, mode: 'before the deploy', note: '' },
    notes: [],
    profiles: { blocks: [], notices: [], incomplete: true, asked: [] },
  };
}

/** Of pods in the same minutes the load is the same by design. */
function loadOf(
  comparison: DeployComparison,
  requests: AnalysisRequest['requests'],
  panels: readonly Panel[],
): LookFacts['load'] {
  if (comparison === 'old and new pods') return undefined;
  if (requests !== undefined) return { ratio: requests.comparison / requests.baseline, of: 'requests' };
  const cpu = panels.find(({ profile, empty }) => profile === 'cpu' && empty === undefined);
  if (cpu === undefined) return undefined;
  const spent = (side: 'baseline' | 'comparison') => cpu[side] * cpu.pods[side];
  return spent('baseline') > 0 ? { ratio: spent('comparison') / spent('baseline'), of: 'CPU' } : undefined;
}
