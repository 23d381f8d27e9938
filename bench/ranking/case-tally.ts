import type { Judged, Truth } from './judge.ts';

/** Counts of one row of a table of recorded cases. */
export interface CaseTally {
  cases: number;
  first: number;
  amongThree: number;
  judged: number;
  verdicts: number;
  named: number;
  wrong: number;
  quiet: number;
  quietNamed: number;
  pairs: number;
  pairsSpoke: number;
  /** What went wrong, by scenario and answer. */
  readonly misses: Map<string, number>;
}

export function newCaseTally(): CaseTally {
  return {
    cases: 0,
    first: 0,
    amongThree: 0,
    judged: 0,
    verdicts: 0,
    named: 0,
    wrong: 0,
    quiet: 0,
    quietNamed: 0,
    pairs: 0,
    pairsSpoke: 0,
    misses: new Map(),
  };
}

/** A comparison in which something changed, or nothing may be blamed. */
export function countCase(tally: CaseTally, id: string, truth: Truth, judged: Judged, answer: string): void {
  const { rank, named, namedIsWrong } = judged;
  tally.judged++;
  tally.verdicts += Number(judged.verdictIsRight);
  if (truth.functions === undefined) {
    tally.quiet++;
    tally.quietNamed += Number(named !== undefined);
  } else {
    tally.cases++;
    tally.first += Number(rank === 1);
    tally.amongThree += Number(rank <= 3);
    tally.named += Number(named !== undefined);
    tally.wrong += Number(namedIsWrong);
  }
  const lost = truth.functions !== undefined && rank > 1;
  if (!lost && !namedIsWrong && judged.verdictIsRight) return;
  const place = lost ? `, rank ${rank === Infinity ? 'none' : rank}` : '';
  countMiss(tally, `${id} (${truth.kind}) → ${answer}${place}${namedIsWrong ? `, blamed ${named}` : ''}`);
}

/** Two sets of healthy pods. */
export function countPair(tally: CaseTally, judged: Judged, answer: string): void {
  tally.pairs++;
  tally.pairsSpoke += Number(judged.spoke);
  if (judged.spoke) countMiss(tally, `healthy pair → ${answer}, blamed ${judged.named ?? 'nothing'}`);
}

function countMiss({ misses }: CaseTally, what: string): void {
  misses.set(what, (misses.get(what) ?? 0) + 1);
}
