import type { Labels } from './alert.ts';

/** Error SLOs count bad answers, latency SLOs slow ones. */
export type Sli = 'errors' | 'latency';

/**
 * One `A and B` pair of a multi-window burn-rate alert (SRE Workbook, chapter 5); a burn-rate alert of one window has
 * short = long. Durations in seconds. A pair may be known by its windows alone, from the generator's own table: then
 * every text is absent. Ratios are shares of bad events, 0..1, however the rule wrote them.
 */
export interface BurnPair {
  readonly longSeconds: number;
  readonly shortSeconds: number;
  /** Times the budget, 14.4 for a fast page; absent where only a query can tell. */
  readonly factor?: number;
  /** 1 − objective; absent where only a query can tell. */
  readonly budget?: number;
  /** Factor × budget as a number, for a rule that writes one, even where its two parts are unknown. */
  readonly threshold?: number;
  /** PromQL of factor × budget, where the rule takes it from a series instead of writing the number. */
  readonly thresholdExpression?: string;
  /** True when the ratios are recorded as burn rates: 1 is exactly on budget, and `budget` is absent. */
  readonly inBudgets?: true;
  /** The left-hand side over the short window, without its comparison: a PromQL expression. */
  readonly shortRatio?: string;
  /** The same over the long window. */
  readonly longRatio?: string;
  /** The whole pair, verbatim, to ask which one holds. */
  readonly condition?: string;
  /** The short ratio's two sides, where it is a quotient of rates. */
  readonly counts?: BurnCounts;
  /** Equality matchers that every series of the short ratio carries. */
  readonly common?: Labels;
  /** What the ratio counts, where the expression says so. */
  readonly sli?: Sli;
}

/** PromQL texts over the short window; errors ÷ total is the short ratio. Per second, or counts when the rule uses `increase`. */
export interface BurnCounts {
  readonly errors: string;
  readonly total: string;
}

/** What the PromQL of a ratio tells. */
export interface RatioReading {
  /** Equality matchers that all its series carry. */
  readonly common: Labels;
  /** Both sides, where it is a quotient of rates. */
  readonly counts?: BurnCounts;
  /** Where it is a series that a rule records: its name. */
  readonly recorded?: string;
}
