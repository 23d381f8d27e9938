import { CONFIDENCE, WAIT_GATE } from './constants.ts';
import type { Change } from './change.ts';
import type { Confidence } from '../report/analysis.ts';

/** Probability that a change is real and rightly named, 0..1. */
export function probabilityOf({ profile, finding, z, share, moved }: Change): number {
  if (share <= 0) return 0;
  const features = [
    1,
    Math.log(1 + Math.max(0, finding.gain)),
    Math.min(CONFIDENCE.mostZ, z),
    Math.log(share),
    1 - moved,
    finding.keep,
  ];
  const weights = profile === 'cpu' ? CONFIDENCE.cpuWeights : CONFIDENCE.waitWeights;
  const logit = features.reduce((sum, feature, i) => sum + feature * weights[i]!, 0);
  return 1 / (1 + Math.exp(-logit));
}

/**
 * The word for it. What passed a gate is at least likely: in the measurements that gated the engine, under 5 % of the
 * gated names were wrong. Nothing is sure without measured noise.
 */
export function confidenceOf(change: Change): Confidence {
  const gated = change.gate !== 'none' || change.only !== undefined;
  if (!gated) return 'weak';
  const sure = change.gate !== 'likely' && probabilityOf(change) >= CONFIDENCE.sure;
  return sure && isNoiseMeasured(change) ? 'sure' : 'likely';
}

/** Sub-windows of one pod share its compiler's and its scheduler's luck: only several pods a side show the noise between them. */
function isNoiseMeasured({ profile, allPods, only }: Change): boolean {
  if (only !== undefined) return true;
  const pods = Math.min(allPods.pods.baseline, allPods.pods.comparison);
  return pods >= (profile === 'cpu' ? CONFIDENCE.surePods : WAIT_GATE.surePods);
}
