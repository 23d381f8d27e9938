import type { CaseTally } from './case-tally.ts';

export type Say = (line: string) => void;

export function sayMisses({ misses }: CaseTally, say: Say): void {
  for (const [what, count] of [...misses].sort((x, y) => y[1] - x[1])) say(`    ${count} × ${what}`);
}
