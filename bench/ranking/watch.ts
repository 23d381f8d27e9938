import type { Ranking, RankingInput } from '../../src/core/ranking/rank-changes.ts';
import type { Truth } from './judge.ts';

/** One comparison that was ranked, for whoever looks closer than at names. */
export interface Watched {
  /** Where the data come from. */
  readonly set: 'shop' | 'node';
  readonly id: string;
  readonly pods: number;
  readonly effect: number;
  readonly input: RankingInput;
  readonly ranking: Ranking;
  readonly truth: Truth;
}

export type Watch = (watched: Watched) => void;
