import { VERDICT } from '../ranking/constants.ts';
import type { Analysis, Panel } from '../report/analysis.ts';
import type { DeployOutcome } from './deploy-check.ts';

/** What one look at a deploy has to go on. */
export interface LookFacts {
  /** Absent when one side has nothing, or the analysis failed. */
  readonly analysis?: Pick<Analysis, 'verdict' | 'panels'>;
  readonly outcome?: DeployOutcome;
  /** Comparison ÷ baseline: of the requests where they are known, else of the CPU spent. */
  readonly load?: { readonly ratio: number; readonly of: 'requests' | 'CPU' };
  /** True while a later look sees more. */
  readonly grows: boolean;
  /** What did not answer, one sentence. */
  readonly trouble?: string;
  /** While pods are still being replaced, what lies after is old and new. */
  readonly mixed: boolean;
}

export type Readiness =
  | { readonly kind: 'ready'; readonly notices: readonly string[] }
  /** One sentence: what is missing; and whether it could be decided all the same, where no later look comes. */
  | { readonly kind: 'waits'; readonly why: string; readonly isDecidable: boolean };

/** Sides of which one had less than half of the other's load are comparable only if nothing better comes. */
const UNEQUAL = 2;

/** Whether this look decides, or a later one would see better. A sure regression is not waited for. */
export function judgeReadiness(facts: LookFacts): Readiness {
  const { analysis, outcome, load, grows, trouble, mixed } = facts;
  if (mixed) return lacks('The rollout is still running, and no version label tells its pods from the others.');
  const panel = analysis && measured(analysis.panels);
  if (analysis === undefined || panel === undefined || analysis.verdict.kind === 'not-enough-data') {
    return lacks(trouble ?? (panel === undefined ? 'No profiles of both sides yet.' : tooFew(panel)));
  }
  const sure = outcome === 'regressed';
  if (trouble !== undefined && !sure) return waits(trouble);
  const unequal = load !== undefined && (load.ratio * UNEQUAL < 1 || load.ratio > UNEQUAL);
  const notices = unequal ? [unequalLoad(load)] : [];
  if (!grows) return { kind: 'ready', notices };
  // More CPU may be what the deploy did; less of it, or of requests, leaves little to see.
  if (unequal && (!sure || load.ratio < 1)) return waits(unequalLoad(load));
  if (sure) return { kind: 'ready', notices };
  if (outcome === 'unsure') return waits(`Not sure yet: ${analysis.verdict.sentence}`);
  return fewest(panel) < VERDICT.plentyOfSamples ? waits(tooFew(panel)) : { kind: 'ready', notices };
}

function measured(panels: readonly Panel[]): Panel | undefined {
  return (
    panels.find(({ profile, empty }) => profile === 'cpu' && empty === undefined) ??
    panels.find(({ empty }) => empty === undefined)
  );
}

function fewest({ samples }: Panel): number {
  return Math.min(samples.baseline, samples.comparison);
}

function tooFew({ profile, samples: { baseline, comparison } }: Panel): string {
  const what = profile === 'cpu' ? 'CPU samples' : 'waits';
  return `Only ${Math.round(baseline)} ${what} before and ${Math.round(comparison)} after.`;
}

function unequalLoad({ ratio, of }: NonNullable<LookFacts['load']>): string {
  const times = ratio >= 1 ? `${ratio.toFixed(1)} times` : `${Math.round(ratio * 100)} % of`;
  return `The load differs: ${times} the ${of} of before.`;
}

function lacks(why: string): Readiness {
  return { kind: 'waits', why, isDecidable: false };
}

function waits(why: string): Readiness {
  return { kind: 'waits', why, isDecidable: true };
}
