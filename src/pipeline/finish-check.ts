import type { DeployCheck, DeployComparison } from '../core/deploy/deploy-check.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import { judgeBlamed } from '../core/deploy/judge-deploy.ts';
import { sameRollout } from '../core/deploy/same-rollout.ts';
import { mayStillBurn } from '../core/incident/episode.ts';
import type { Incident } from '../core/incident/incident.ts';
import { minutesOf } from '../core/incident/refinement.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Analysis } from '../core/report/analysis.ts';
import { clockTime } from '../core/report/clock-time.ts';
import { writeDeployReport } from '../core/report/write-deploy-report.ts';
import { blameDeploys } from './blame-deploy.ts';
import type { DeployRow } from './deploy-ports.ts';
import type { DeployWorld } from './deploy-world.ts';
import { keepDraft, type Draft } from './draft-evidence.ts';
import type { Look } from './look-at-deploy.ts';
import { problemsOf, type Thought } from './thought.ts';

export type CheckedRow = DeployRow & { readonly check: DeployCheck };

/** Of a service there are not more that may be open. */
const MOST_INCIDENTS = 5;

/**
 * The look decides: blames, writes, keeps the evidence and then the outcome, in this order. Undefined when the evidence
 * could not be kept; then nothing was.
 */
export async function finishCheck(
  row: CheckedRow,
  look: Look,
  { analysed, outcome: compared }: NonNullable<Look['compared']>,
  world: DeployWorld,
): Promise<CheckedRow | undefined> {
  const { thought, deploy, comparison, findings } = look;
  const { incident: subject, stages } = thought;
  const now = world.clock.now();
  const burning = await openIncidents(deploy, world, now);
  const blamed = await stages.run(
    'blame',
    0.3,
    (limit) => blameDeploys(deploy.service, [deploy], analysed, world, limit),
    thought.blamed,
  );
  const seen = { commits: blamed.culprits.length, findings: findings.length };
  const outcome = judgeBlamed(compared, analysed.analysis.verdict, seen, comparison);
  const note = noteOf(comparison, thought, analysed.analysis, now);
  const named = burning.find((one) => one.names);
  const write = (draft: Draft): Draft => ({
    ...draft,
    report: writeDeployReport({
      deploy,
      outcome,
      comparison,
      findings,
      analysis: draft.analysis ?? analysed.analysis,
      note,
      notices: problemsOf(thought),
      burns: burning.length > 0,
      pageUrl: world.links.sign(`/incidents/${subject.id}`),
      altText: analysed.altText,
      now,
      ...(blamed.sentence === undefined ? {} : { deploySentence: blamed.sentence }),
      ...(blamed.comparePage === undefined ? {} : { comparePage: blamed.comparePage }),
    }),
  });
  await world.checkedSubjects.saveSubject(row.key, subject);
  const kept = await keepDraft({ ...thought, blamed }, world, write);
  if (kept === undefined) return undefined;
  const verdict = kept.analysis?.verdict ?? analysed.analysis.verdict;
  const { dueAt: _over, ...rest } = row.check;
  const check: DeployCheck = {
    ...rest,
    state: 'checked',
    attempts: row.check.attempts + 1,
    checkedAt: now,
    note: named === undefined ? note : `${note} The incident of ${clockTime(named.incident.startsAt, now)} names it.`,
    outcome,
    comparison,
    verdict,
    findings,
    told: [],
    evidenceId: row.key,
  };
  await world.deployRecords.saveCheck(row.key, check);
  world.meter.deployCheck(outcome);
  const facts = { deploy: row.key, service: deploy.service, version: deploy.toVersion, outcome };
  world.log.info('deploy checked', { ...facts, comparison, verdict: verdict.kind, confidence: verdict.confidence });
  return { ...row, check };
}

/** The incidents of the service that may still burn, and whether their answer names the deploy: then its channel knows. */
export async function openIncidents(
  deploy: Deploy,
  world: Pick<DeployWorld, 'incidents' | 'evidence'>,
  now: Instant,
): Promise<readonly { readonly incident: Incident; readonly names: boolean }[]> {
  const recent = await world.incidents.list({ service: deploy.service, limit: MOST_INCIDENTS });
  const open = recent.filter((incident) => mayStillBurn(incident, now));
  return Promise.all(
    open.map(async (incident) => {
      const deploys = (await world.evidence.find(incident.id))?.deploys ?? [];
      return { incident, names: deploys.some((one) => sameRollout(one, deploy, deploys)) };
    }),
  );
}

/** What the comparison rests on. */
function noteOf(comparison: DeployComparison, { found }: Thought, { panels }: Analysis, now: Instant): string {
  const { baseline, comparison: after } = found.windows;
  const panel = panels.find(({ empty }) => empty === undefined);
  const pods = (side: 'baseline' | 'comparison') => (panel === undefined ? '' : ` of ${podsText(panel.pods[side])}`);
  if (comparison === 'old and new pods') {
    const when = spanOf(after, now);
    return `Compared new pods with old ones in the same minutes: ${when}${panel === undefined ? '' : `, ${panel.pods.comparison} beside ${panel.pods.baseline}`}.`;
  }
  return `Compared ${spanOf(after, now)}${pods('comparison')} after with ${spanOf(baseline, now)}${pods('baseline')} before.`;
}

function podsText(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}

function spanOf({ from, to }: Window, now: Instant): string {
  return `${minutesOf(to - from)} from ${clockTime(from, now)}`;
}
