import { CONFIDENCE } from './constants.ts';
import type { Change } from './change.ts';
import type { Confidence } from '../report/analysis.ts';

/** Probability that a change is real and rightly named, 0..1. */
export function probabilityOf({ finding, z, share, moved }: Change): number {
  if (share <= 0) return 0;
  const features = [
    1,
    Math.log(1 + Math.max(0, finding.gain)),
    Math.min(CONFIDENCE.mostZ, z),
    Math.log(share),
    1 - moved,
  ];
  const logit = features.reduce((sum, feature, i) => sum + feature * CONFIDENCE.weights[i]!, 0);
  return 1 / (1 + Math.exp(-logit));
}

/**
 * The word for it. What passed a gate is at least likely: in the measurements that gated the engine, under 5 % of the
 * gated names were wrong. Without measured noise (one block a side) nothing is ever sure.
 */
export function confidenceOf(change: Change, noiseMeasured: boolean): Confidence {
  const gated = change.gate !== 'none' || change.only !== undefined;
  if (!gated) return 'weak';
  const sure = change.gate !== 'likely' && probabilityOf(change) >= CONFIDENCE.sure;
  return sure && noiseMeasured ? 'sure' : 'likely';
}
