import { totalCosts } from './totals.ts';
import { VERDICT, WAIT_GATE } from './constants.ts';
import type { CostTotals } from './totals.ts';
import type { ExposedTree } from './exposed-blocks.ts';

/** How much of one profile there is, and whether that is enough to compare. */
export interface Sufficiency {
  readonly enough: boolean;
  readonly totals: CostTotals;
  /** "12 CPU samples before and 3 after", for people. */
  readonly found: string;
}

export function cpuSufficiency({ sides }: ExposedTree): Sufficiency {
  const totals = totalCosts(sides);
  const { baseline, comparison } = totals.counts;
  return {
    enough: Math.min(baseline, comparison) >= VERDICT.leastSamples,
    totals,
    found: `${Math.round(baseline)} CPU samples in the baseline and ${Math.round(comparison)} in the comparison`,
  };
}

/** A side on which nothing waited is data as long as it was recorded, but both together must show some waits. */
export function waitSufficiency({ sides }: ExposedTree): Sufficiency {
  const totals = totalCosts(sides);
  const eventsOf = (side: 'baseline' | 'comparison'): number =>
    sides[side].reduce(
      (sum, { events, self }) => sum + (events ?? self.map((waited) => waited / sides.unit)).reduce((x, y) => x + y, 0),
      0,
    );
  const events = { baseline: eventsOf('baseline'), comparison: eventsOf('comparison') };
  const recorded = sides.baseline.length > 0 && sides.comparison.length > 0;
  return {
    enough: recorded && events.baseline + events.comparison >= WAIT_GATE.events,
    totals,
    found: `${Math.round(events.baseline)} waits in the baseline and ${Math.round(events.comparison)} in the comparison`,
  };
}
