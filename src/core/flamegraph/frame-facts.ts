import type { FlameGraph } from './flame-panel.ts';
import type { Box } from './lay-out-boxes.ts';
import { levelOf, levelOfSums, nameOf, type PanelCosts } from './panel-costs.ts';

/** A rate on both sides: CPU seconds, or seconds waited, per second of an average pod. */
export interface Rates {
  readonly baseline: number;
  readonly comparison: number;
}

/** Everything that is known of a frame, or of frames taken together. */
export interface FrameFacts {
  /** `12 small frames` for a merged box. */
  readonly name: string;
  /** Frames taken together; 1 for a single one. */
  readonly frames: number;
  /** '' and 0 when unknown. */
  readonly file: string;
  readonly line: number;
  /** Code of the service itself; undefined when nobody knows. */
  readonly own: boolean | undefined;
  readonly total: Rates;
  readonly self: Rates;
  /** Of the panel's cost now, and of its baseline; 0..1. */
  readonly share: Rates;
  /** Rate now minus the rate that the baseline lets expect; 0 without a baseline. */
  readonly delta: number;
  /** delta ÷ expected rate; undefined where nothing was expected. */
  readonly relative: number | undefined;
  /** delta in standard deviations of its counts. */
  readonly z: number;
  /** Passed the gates of the colours; see changeLevel. */
  readonly significant: boolean;
  readonly isNew: boolean;
  readonly isGone: boolean;
}

/** Costs in units of the tree. */
interface Sums {
  readonly baseline: number;
  readonly comparison: number;
}

/** The facts of one frame. The tree of `costs` may be a reshaped one of the panel's: function ids are the same. */
export function frameFacts(panel: FlameGraph, costs: PanelCosts, node: number): FrameFacts {
  const { tree } = costs;
  const id = tree.functionId[node] ?? -1;
  return {
    name: nameOf(tree, node),
    frames: 1,
    file: panel.places.files[panel.places.fileOf[id] ?? -1] ?? '',
    line: panel.places.line[id] ?? 0,
    own: tree.own === undefined ? undefined : tree.own[id] === 1,
    ...change(
      panel,
      costs,
      { baseline: costs.baseline[node] ?? 0, comparison: costs.comparison[node] ?? 0 },
      { baseline: tree.baseline[node] ?? 0, comparison: tree.comparison[node] ?? 0 },
      levelOf(costs, node),
    ),
  };
}

/** The facts of the small siblings that one merged box stands for. */
export function mergedFacts(panel: FlameGraph, costs: PanelCosts, box: Box): FrameFacts {
  const { tree } = costs;
  const [total, self] = [zero(), zero()];
  for (let node = box.node; node < box.end; node = tree.subtreeEnd[node] ?? box.end) {
    total.baseline += costs.baseline[node] ?? 0;
    total.comparison += costs.comparison[node] ?? 0;
    self.baseline += tree.baseline[node] ?? 0;
    self.comparison += tree.comparison[node] ?? 0;
  }
  const level = levelOfSums(costs, total.comparison, total.baseline);
  const name = `${box.frames} small frames`;
  return { name, frames: box.frames, file: '', line: 0, own: undefined, ...change(panel, costs, total, self, level) };
}

function zero(): { baseline: number; comparison: number } {
  return { baseline: 0, comparison: 0 };
}

type Change = Omit<FrameFacts, 'name' | 'frames' | 'file' | 'line' | 'own'>;

function change(panel: FlameGraph, costs: PanelCosts, total: Sums, self: Sums, level: number): Change {
  const expected = costs.comparable ? total.baseline * costs.tree.scale : 0;
  const delta = costs.comparable ? total.comparison - expected : 0;
  const deviation = Math.sqrt(total.comparison + costs.tree.scale * expected);
  return {
    total: ratesOf(panel, total),
    self: ratesOf(panel, self),
    share: { comparison: part(total.comparison, costs.total), baseline: part(total.baseline, costs.baseline[0] ?? 0) },
    delta: rate(panel, delta, panel.seconds.comparison),
    relative: expected > 0 ? delta / expected : undefined,
    z: delta === 0 ? 0 : delta / deviation,
    significant: level !== 0,
    isNew: costs.comparable && total.baseline === 0 && total.comparison > 0,
    isGone: costs.comparable && total.baseline > 0 && total.comparison === 0,
  };
}

function ratesOf(panel: FlameGraph, sums: Sums): Rates {
  return {
    baseline: rate(panel, sums.baseline, panel.seconds.baseline),
    comparison: rate(panel, sums.comparison, panel.seconds.comparison),
  };
}

function rate(panel: FlameGraph, cost: number, seconds: number): number {
  return seconds > 0 ? (cost * panel.unitNanoseconds) / 1e9 / seconds : 0;
}

function part(cost: number, total: number): number {
  return total > 0 ? cost / total : 0;
}
