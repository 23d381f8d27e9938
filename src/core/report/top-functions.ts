import type { BuiltTree } from '../profile/build-call-tree.ts';
import type { Block, CallTree, Side } from '../profile/call-tree.ts';
import { topmost } from '../ranking/tree-index.ts';

/**
 * What counts as a function's: its own frames; all below it as well; or, of the service's own code, its frames with
 * the library functions that they call.
 */
export type Measure = 'self' | 'total' | 'own';
export const MEASURES: readonly Measure[] = ['self', 'total', 'own'];

/** A part of one side's total, 0…1, with its standard error: between pods, or of counting, whichever is more. */
export interface Share {
  readonly share: number;
  readonly error: number;
}

export interface FunctionShares extends Readonly<Record<Measure, Readonly<Record<Side, Share>>>> {
  readonly function: string;
  /** The name without what another build may change; rules match both. */
  readonly canonical: string;
  readonly file: string;
  /** True where the engine found that its cost only changed its name or place. */
  readonly isMoved: boolean;
}

/** What each function takes of one profile, before and after. */
export interface TopFunctions {
  readonly profile: 'cpu' | 'off-cpu';
  /** Samples, or waits, of each side. */
  readonly samples: Readonly<Record<Side, number>>;
  /** Those with LEAST_SHARE on one side, dearest of the comparison first. */
  readonly functions: readonly FunctionShares[];
}

/** Nothing below is worth a rule, nor the way between threads. */
export const LEAST_SHARE = 0.001;
const MOST_FUNCTIONS = 5000;
/** Spread between fewer is chance. */
const LEAST_UNITS = 3;
/** Waits are heavy-tailed: for exponential ones the variance of a sum is twice that of counting. */
const WAIT_VARIANCE = 2;

/** Shares of a tree in full view. `movedFunctions` are names of functions that do what others did before. */
export function topFunctions(
  profile: TopFunctions['profile'],
  { tree, samples }: BuiltTree,
  movedFunctions: ReadonlySet<string>,
): TopFunctions {
  const columns = columnsOf(tree);
  const sides = { baseline: sumSide(columns, 'baseline'), comparison: sumSide(columns, 'comparison') };
  const weight = tree.samplePeriod > 0 ? 1 : WAIT_VARIANCE;
  const both = (id: number, measure: Measure) => ({
    baseline: shareOf(sides.baseline, measure, id, samples.baseline / weight),
    comparison: shareOf(sides.comparison, measure, id, samples.comparison / weight),
  });
  const functions = tree.functions.flatMap(({ name, canonicalName, file }, id): FunctionShares[] => {
    const total = both(id, 'total');
    if (id === 0 || Math.max(total.baseline.share, total.comparison.share) < LEAST_SHARE) return [];
    const names = { function: name, canonical: canonicalName, file, isMoved: movedFunctions.has(name) };
    return [{ ...names, total, self: both(id, 'self'), own: both(id, 'own') }];
  });
  functions.sort((a, b) => b.total.comparison.share - a.total.comparison.share);
  return { profile, samples, functions: functions.slice(0, MOST_FUNCTIONS) };
}

interface Columns {
  readonly tree: CallTree;
  /** 1 where no caller is the same function: recursion counts once. */
  readonly counted: Uint8Array;
  /** Which own function a node's cost is charged to; 0: none. */
  readonly owner: Int32Array;
}

function columnsOf(tree: CallTree): Columns {
  const { size, parent, functionId, functions } = tree;
  const owner = new Int32Array(size);
  const isKnown = functions.some(({ own }) => own);
  for (let node = 1; node < size; node++) {
    const id = functionId[node]!;
    owner[node] = !isKnown || functions[id]!.own ? id : owner[parent[node]!]!;
  }
  return { tree, counted: topmost(tree, functionId, functions.length), owner };
}

/** Sums of one measure per function: costs, their squares, and their products with the unit's whole cost. */
interface Sums {
  readonly cost: Float64Array;
  readonly squares: Float64Array;
  readonly products: Float64Array;
}

interface SideSums extends Readonly<Record<Measure, Sums>> {
  readonly whole: number;
  readonly wholeSquares: number;
  /** How many pods, or blocks where those are few, the sums are of. */
  readonly units: number;
}

function sumSide(columns: Columns, side: Side): SideSums {
  const { tree } = columns;
  const count = tree.functions.length;
  const empty = (): Sums => ({
    cost: new Float64Array(count),
    squares: new Float64Array(count),
    products: new Float64Array(count),
  });
  const sums = { self: empty(), total: empty(), own: empty() };
  const units = unitsOf(tree.blocks.filter((block) => block.side === side));
  let whole = 0;
  let wholeSquares = 0;
  for (const unit of units) {
    const one = sumUnit(columns, unit);
    const all = one.total[0]!;
    whole += all;
    wholeSquares += all * all;
    for (const measure of MEASURES) {
      const { cost, squares, products } = sums[measure];
      one[measure].forEach((part, id) => {
        cost[id]! += part;
        squares[id]! += part * part;
        products[id]! += part * all;
      });
    }
  }
  return { ...sums, whole, wholeSquares, units: units.length };
}

/** Pods differ more than moments of one pod do; where there are hardly any, moments have to do. */
function unitsOf(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const pods = [...Map.groupBy(blocks, ({ pod }) => pod).values()];
  return pods.length >= LEAST_UNITS ? pods : blocks.map((block) => [block]);
}

/** Cost per function of the blocks together; the root's total is all of it. */
function sumUnit({ tree, counted, owner }: Columns, blocks: readonly Block[]): Record<Measure, Float64Array> {
  const { size, parent, functionId, functions } = tree;
  const below = new Float64Array(size);
  for (const { self } of blocks) for (let node = 0; node < size; node++) below[node]! += self[node]!;
  const sums = {
    self: new Float64Array(functions.length),
    total: new Float64Array(functions.length),
    own: new Float64Array(functions.length),
  };
  for (let node = 0; node < size; node++) {
    sums.self[functionId[node]!]! += below[node]!;
    sums.own[owner[node]!]! += below[node]!;
  }
  for (let node = size - 1; node > 0; node--) below[parent[node]!]! += below[node]!;
  for (let node = 0; node < size; node++) if (counted[node] === 1) sums.total[functionId[node]!]! += below[node]!;
  return sums;
}

function shareOf(side: SideSums, measure: Measure, id: number, samples: number): Share {
  const { whole, wholeSquares, units } = side;
  if (!(whole > 0)) return { share: 0, error: 0 };
  const sums = side[measure];
  const share = sums.cost[id]! / whole;
  // What was never seen may have been one sample short of it.
  const counting = samples > 0 ? Math.max(share * (1 - share), 1 / samples) / samples : 0;
  const deviation = sums.squares[id]! - 2 * share * sums.products[id]! + share * share * wholeSquares;
  const between = units < LEAST_UNITS ? 0 : ((units / (units - 1)) * Math.max(0, deviation)) / (whole * whole);
  return { share, error: Math.sqrt(Math.max(counting, between)) };
}
