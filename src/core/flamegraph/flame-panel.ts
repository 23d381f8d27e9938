import type { FlameTree } from './picture.ts';

/** A panel of the page: what the picture draws, and what a reader who points at a box asks next. */
export type FlamePanel =
  | ({ readonly kind: 'graph' } & FlameGraph)
  | { readonly kind: 'empty'; readonly profile: ProfileName; readonly title: string; readonly reason: string };

export type ProfileName = 'cpu' | 'off-cpu';

export interface FlameGraph {
  readonly profile: ProfileName;
  readonly title: string;
  readonly note: string;
  readonly tree: FlameTree;
  /** Nanoseconds that one unit of the tree's costs stands for. */
  readonly unitNanoseconds: number;
  /** Recorded seconds of all pods together, so that cost ÷ seconds is the rate of an average pod. */
  readonly seconds: { readonly baseline: number; readonly comparison: number };
  readonly places: FunctionPlaces;
}

/** Where each function of a tree stands in the source. */
export interface FunctionPlaces {
  readonly files: readonly string[];
  /** Index into `files` per function; −1 when unknown. */
  readonly fileOf: Int32Array;
  /** First line per function; 0 when unknown. */
  readonly line: Int32Array;
}
