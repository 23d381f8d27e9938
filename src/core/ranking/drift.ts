import { DRIFT } from './constants.ts';

/**
 * How much all functions moved together, beyond exposure: exp of the weighted mean of the middle log-ratios of
 * function selfs, each weighing at most 5 % of all. 1 when too little is known.
 */
export function fitDrift(baseline: Float64Array, comparison: Float64Array, exposureRatio: number): number {
  let total = 0;
  for (const self of baseline) total += self;
  const ratios: { log: number; weight: number }[] = [];
  for (let id = 0; id < baseline.length; id++) {
    const before = baseline[id]!;
    const after = comparison[id]!;
    if (before <= 0 || before + after / exposureRatio < DRIFT.leastSamples) continue;
    ratios.push({
      log: Math.log((after + 0.5) / (before + 0.5) / exposureRatio),
      weight: Math.min(before, DRIFT.mostWeight * total),
    });
  }
  if (ratios.length === 0) return 1;
  ratios.sort((x, y) => x.log - y.log);
  return Math.exp(middleMean(ratios));
}

function middleMean(ratios: readonly { log: number; weight: number }[]): number {
  let all = 0;
  for (const { weight } of ratios) all += weight;
  let below = 0;
  let sum = 0;
  let used = 0;
  for (const { log, weight } of ratios) {
    const from = Math.max(below / all, DRIFT.lowerQuantile);
    below += weight;
    const overlap = Math.max(0, Math.min(below / all, DRIFT.upperQuantile) - from);
    sum += overlap * log;
    used += overlap;
  }
  return used > 0 ? sum / used : 0;
}

/** Share of all self cost that changed beyond Poisson noise, given what was expected. */
export function changedShare(baseline: Float64Array, comparison: Float64Array, expected: number): number {
  let changed = 0;
  let all = 0;
  for (let id = 0; id < baseline.length; id++) {
    const before = expected * baseline[id]!;
    const after = comparison[id]!;
    const noise = 3 * Math.sqrt(after + expected * before + 1);
    changed += Math.max(0, Math.abs(after - before) - noise);
    all += Math.max(before, after);
  }
  return all > 0 ? changed / all : 0;
}
