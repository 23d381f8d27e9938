import { changeWords } from './wording.ts';
import { VERDICT } from './constants.ts';
import { totalOf } from './comparison.ts';
import type { Decision } from './decide-verdict.ts';
import type { ExposedTree } from './exposed-blocks.ts';
import type { Load, VerdictKind } from '../report/analysis.ts';

/** Requests per second of one instance, and their ratio; absent where requests are unknown. */
export interface Traffic {
  readonly requests: { readonly baseline: number; readonly comparison: number };
  readonly ratio: number;
}

export function measureTraffic({ sides, requestsKnown }: ExposedTree): Traffic | undefined {
  if (!requestsKnown) return undefined;
  const baseline = totalOf(sides.baseline, 'exposure') / totalOf(sides.baseline, 'seconds');
  const comparison = totalOf(sides.comparison, 'exposure') / totalOf(sides.comparison, 'seconds');
  return { requests: { baseline, comparison }, ratio: comparison / baseline };
}

/** ×1.15 or more. */
export function trafficRose(traffic: Traffic | undefined): boolean {
  return traffic !== undefined && traffic.ratio >= VERDICT.load;
}

/** ÷1.15 or less. */
export function trafficFell(traffic: Traffic | undefined): boolean {
  return traffic !== undefined && traffic.ratio <= 1 / VERDICT.load;
}

/** `growth` is that of the cost per second of one instance, comparison ÷ baseline − 1. */
export function describeLoad(
  { kind }: Decision,
  traffic: Traffic | undefined,
  growth: number,
  drift: number,
  stretch: number | undefined,
): Load {
  return {
    ...(traffic !== undefined && { requests: traffic.requests, requestRatio: traffic.ratio }),
    driftFactor: drift,
    ...(stretch !== undefined && { stretch }),
    sentence: traffic === undefined ? 'Traffic unknown.' : loadSentence(kind, traffic, growth),
  };
}

function loadSentence(kind: VerdictKind, traffic: Traffic, growth: number): string {
  // That verdict's sentence holds the number already.
  if (kind === 'throttled-or-noisy-host') return 'Traffic is not the cause.';
  const change = traffic.ratio - 1;
  const words = `Traffic ${changeWords(change)}`;
  if (kind === 'mix') return `${words} in all.`;
  if (trafficFell(traffic)) return `${words}, so less work than before.`;
  if (!trafficRose(traffic) || growth <= 0) return `${words}, explains nothing.`;
  const explained = change / growth;
  if (explained >= 0.6) return `${words}, explains most of the growth.`;
  return `${words}, explains ${explained >= 0.25 ? 'some' : 'little'} of the growth.`;
}
