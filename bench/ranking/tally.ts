import { percent } from './table.ts';

/** Outcomes of one kind of case under one rule. */
export interface Tally {
  cases: number;
  first: number;
  amongThree: number;
  /** Cases in which something was named as a cause, and those in which the first so named was wrong. */
  named: number;
  wrong: number;
}

/** Tallies by any two keys, such as rule and kind. */
export type Tallies = Map<string, Map<string, Tally>>;

export function tallyOf(tallies: Tallies, row: string, column: string): Tally {
  const columns = tallies.get(row) ?? new Map<string, Tally>();
  tallies.set(row, columns);
  const tally = columns.get(column) ?? { cases: 0, first: 0, amongThree: 0, named: 0, wrong: 0 };
  columns.set(column, tally);
  return tally;
}

export function countRank(tally: Tally, rank: number): void {
  tally.cases++;
  if (rank <= 1) tally.first++;
  if (rank <= 3) tally.amongThree++;
}

export function countNamed(tally: Tally, named: boolean, right: boolean): void {
  if (named) tally.named++;
  if (named && !right) tally.wrong++;
}

/** "97/98", in percent. */
export function topWords({ first, amongThree, cases }: Tally): string {
  return cases === 0 ? '–' : `${percent(first, cases)}/${percent(amongThree, cases)}`.replaceAll(' %', '');
}
