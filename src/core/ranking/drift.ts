import { DRIFT } from './constants.ts';

/**
 * How much all functions moved together, beyond exposure: exp of the weighted mean of the middle log-ratios of
 * function selfs, each weighing at most 5 % of all. 1 when too little is known.
 */
export function fitDrift(baseline: Float64Array, comparison: Float64Array, exposureRatio: number): number {
  let total = 0;
  for (const self of baseline) total += self;
  const logs = new Float64Array(baseline.length);
  const weights = new Float64Array(baseline.length);
  let count = 0;
  for (let id = 0; id < baseline.length; id++) {
    const before = baseline[id]!;
    const after = comparison[id]!;
    if (before <= 0 || before + after / exposureRatio < DRIFT.leastSamples) continue;
    logs[count] = Math.log((after + 0.5) / (before + 0.5) / exposureRatio);
    weights[count++] = Math.min(before, DRIFT.mostWeight * total);
  }
  if (count === 0) return 1;
  const sorted = logs.slice(0, count).sort();
  return Math.exp(middleMean(sorted, weightsAt(sorted, logs, weights)));
}

/** The weights in the order of the sorted logs; those of equal ones in the order given. Pairs would be an object each. */
function weightsAt(sorted: Float64Array, logs: Float64Array, weights: Float64Array): Float64Array {
  const placed = new Float64Array(sorted.length);
  /** Of a run of equal logs, at its beginning: how many have been placed. */
  const taken = new Int32Array(sorted.length);
  for (let at = 0; at < sorted.length; at++) {
    const first = firstNotBelow(sorted, logs[at]!);
    placed[first + taken[first]!++] = weights[at]!;
  }
  return placed;
}

function firstNotBelow(sorted: Float64Array, log: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < log) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middleMean(logs: Float64Array, weights: Float64Array): number {
  let all = 0;
  for (const weight of weights) all += weight;
  let below = 0;
  let sum = 0;
  let used = 0;
  for (let at = 0; at < logs.length; at++) {
    const [log, weight] = [logs[at]!, weights[at]!];
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
