import { aggregate } from './aggregates.ts';
import { median } from './pod-pressure.ts';
import { sumCounts } from './comparison.ts';
import { WAIT_UNIT } from './constants.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';

/**
 * Nanoseconds that behave like one count. Durations are heavy-tailed: with counted waits, twice the mean wait; without,
 * the median over functions (the smaller half, by mean) of variance ÷ mean between blocks.
 */
export function waitUnit({ index, baseline, comparison }: Omit<Comparison, 'unit'>): number {
  const blocks = [...baseline, ...comparison];
  let waited = 0;
  let events = 0;
  for (const block of blocks) {
    for (const time of block.self) waited += time;
    for (const count of block.events ?? []) events += count;
  }
  const unit = events > 0 ? (WAIT_UNIT.meanWaits * waited) / events : spreadUnit({ index, baseline, comparison });
  return Math.max(WAIT_UNIT.least, unit);
}

function spreadUnit({ index, baseline, comparison }: Omit<Comparison, 'unit'>): number {
  const spreads: { mean: number; spread: number }[] = [];
  for (const side of [baseline, comparison]) {
    if (side.length < 2) continue;
    const selfs = side.map((block) => selfPerExposure(block, side, index));
    for (let id = 0; id < index.functions.length; id++) {
      const perBlock = selfs.map((self) => self[id]!);
      const mean = perBlock.reduce((sum, waited) => sum + waited, 0) / perBlock.length;
      if (mean <= 0) continue;
      const variance = perBlock.reduce((sum, waited) => sum + (waited - mean) ** 2, 0) / (perBlock.length - 1);
      spreads.push({ mean, spread: variance / mean });
    }
  }
  spreads.sort((x, y) => x.mean - y.mean);
  return median(spreads.slice(0, Math.ceil(spreads.length / 2)).map(({ spread }) => spread));
}

function selfPerExposure(block: ExposedBlock, side: readonly ExposedBlock[], index: Comparison['index']): Float64Array {
  const mean = side.reduce((sum, { exposure }) => sum + exposure, 0) / side.length;
  const counts = sumCounts([block], index.size, block.exposure / mean);
  return aggregate(index, counts).sums.self;
}
