import type { Analysis, Mover, Panel, VerdictKind } from '../report/analysis.ts';
import type { DeployCheck, DeployComparison, DeployOutcome, RuleFinding } from './deploy-check.ts';

/** Verdicts that a deploy can be the reason of. */
const OF_A_DEPLOY: ReadonlySet<VerdictKind> = new Set<VerdictKind>([
  'code',
  'runtime',
  'waiting-on-dependency',
  'one-instance',
]);
/** Cost per request of two healthy windows of one build differs by up to 15 % (ranking, DRIFT.usual). */
const CLEAR_FALL = 0.15;
/** With a function that fell as clearly as others must rise to be named. */
const NAMED_FALL = 0.05;
/** Standard errors of counting samples. */
const CLEAR_Z = 3;

/** What a comparison across a deploy came to. */
export function judgeDeploy(
  analysis: Pick<Analysis, 'verdict' | 'movers' | 'panels'>,
  findings: readonly RuleFinding[],
  comparison: DeployComparison,
): DeployOutcome {
  const { kind, confidence } = analysis.verdict;
  const blames = OF_A_DEPLOY.has(kind);
  if (findings.length > 0 || (blames && confidence === 'sure')) return 'regressed';
  if (blames) return 'unsure';
  return hasImproved(analysis, comparison) ? 'improved' : 'unchanged';
}

/**
 * The same once commits were looked for. A dependency may have become slower at any time: before and after a deploy that wrote
 * nothing where it is waited for, nobody is told that the deploy did it. Beside each other old and new pods have the same one.
 */
export function judgeBlamed(
  outcome: DeployOutcome,
  { kind }: Pick<Analysis['verdict'], 'kind'>,
  found: { readonly commits: number; readonly findings: number },
  comparison: DeployComparison,
): DeployOutcome {
  const isElsewhere = kind === 'waiting-on-dependency' && found.commits === 0 && found.findings === 0;
  return outcome === 'regressed' && isElsewhere && comparison === 'before and after' ? 'unsure' : outcome;
}

/** Whether the channels of the service hear of it: of what is sure, and of a rule that is broken and says so. */
export function isWorthTelling({ outcome, verdict, findings }: DeployCheck): boolean {
  if (outcome !== 'regressed') return false;
  const isSure = verdict !== undefined && OF_A_DEPLOY.has(verdict.kind) && verdict.confidence === 'sure';
  return isSure || findings.some(({ quiet }) => quiet !== true);
}

function hasImproved({ movers, panels }: Pick<Analysis, 'movers' | 'panels'>, comparison: DeployComparison): boolean {
  const cpu = panels.find(({ profile }) => profile === 'cpu');
  if (cpu === undefined || cpu.empty !== undefined || cpu.relative === undefined) return false;
  // Less CPU while nobody knows how much was asked for may only be less traffic.
  if (cpu.normalisation !== 'per request' && comparison !== 'old and new pods') return false;
  if (movers.some(({ gated, delta }) => gated && delta > 0)) return false;
  const fell = movers.some((mover) => isClearFall(mover));
  return -cpu.relative >= (fell ? NAMED_FALL : CLEAR_FALL) && -cpu.relative >= CLEAR_Z * countingError(cpu);
}

function isClearFall({ profile, delta, interval }: Mover): boolean {
  return profile === 'cpu' && delta < 0 && interval[1] < 0;
}

/** Relative standard error of a ratio of two counts. */
function countingError({ samples: { baseline, comparison } }: Panel): number {
  return Math.sqrt(1 / Math.max(1, baseline) + 1 / Math.max(1, comparison));
}
