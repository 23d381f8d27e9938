/** One `A and B` pair of a multi-window burn-rate alert (SRE Workbook, chapter 5). Durations in seconds. */
export interface BurnPair {
  readonly longSeconds: number;
  readonly shortSeconds: number;
  /** Times the budget, 14.4 for a fast page. */
  readonly factor: number;
  /** 1 − objective. */
  readonly budget: number;
  /** The left-hand side over the short window, without its comparison: a PromQL expression. */
  readonly shortRatio: string;
  /** The same over the long window. */
  readonly longRatio: string;
  /** The whole pair, verbatim, to ask which one holds. */
  readonly condition: string;
}
