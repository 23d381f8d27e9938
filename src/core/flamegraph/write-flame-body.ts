import { writePlanes } from './byte-planes.ts';
import type { Noise } from './change-level.ts';
import type { FlamePanel } from './flame-panel.ts';
import type { FlameTree } from './picture.ts';

/** First bytes of a body: its name and version. */
export const FLAME_MAGIC = 'BSFLAME1';
/** Depth, function, baseline, comparison: four bytes each. */
export const NODE_BYTES = 16;
/** The dearest node is this many counts at most: finer steps would be noise that deflates badly. */
const MOST_COUNTS = 2 ** 24;

/** What the body says of a panel before its columns. */
export type PanelHeader =
  | Extract<FlamePanel, { kind: 'empty' }>
  | (Omit<Extract<FlamePanel, { kind: 'graph' }>, 'tree' | 'places'> & {
      readonly nodes: number;
      readonly scale: number;
      readonly noise?: Noise;
      readonly named?: readonly number[];
      /** Units of the tree that one count of the columns stands for. */
      readonly unitsPerCount: number;
      readonly names: readonly string[];
      readonly own?: readonly number[];
      readonly files: readonly string[];
      readonly fileOf: readonly number[];
      readonly line: readonly number[];
    });

/**
 * The panels as one binary body for the page: magic, length of the header (uint32, little endian), the header as JSON, then per
 * graph four columns in byte planes. Costs are rounded to 2^-24 of the dearest node; what cost something still does.
 */
export function writeFlameBody(panels: readonly FlamePanel[]): Uint8Array {
  const counts = panels.map((panel) => (panel.kind === 'graph' ? unitsPerCount(panel.tree) : 1));
  const header = panels.map((panel, index) => headerOf(panel, counts[index]!));
  const text = new TextEncoder().encode(FLAME_MAGIC);
  const json = new TextEncoder().encode(JSON.stringify({ panels: header }));
  const columns = panels.reduce(
    (sum, one) => sum + (one.kind === 'graph' ? one.tree.parent.length * NODE_BYTES : 0),
    0,
  );
  const body = new Uint8Array(text.length + 4 + json.length + columns);
  body.set(text);
  new DataView(body.buffer).setUint32(text.length, json.length, true);
  body.set(json, text.length + 4);
  let at = text.length + 4 + json.length;
  for (const [index, panel] of panels.entries()) {
    if (panel.kind === 'graph') at = writeColumns(panel.tree, counts[index]!, body, at);
  }
  return body;
}

function headerOf(panel: FlamePanel, unitsOfCount: number): PanelHeader {
  if (panel.kind === 'empty') return panel;
  const { tree, places, ...facts } = panel;
  return {
    ...facts,
    nodes: tree.parent.length,
    scale: tree.scale,
    ...(tree.noise === undefined ? {} : { noise: tree.noise }),
    ...(tree.named === undefined ? {} : { named: tree.named }),
    unitsPerCount: unitsOfCount,
    names: tree.names,
    ...(tree.own === undefined ? {} : { own: Array.from(tree.own) }),
    files: places.files,
    fileOf: Array.from(places.fileOf),
    line: Array.from(places.line),
  };
}

function unitsPerCount({ baseline, comparison }: FlameTree): number {
  let most = 0;
  let whole = true;
  for (const column of [baseline, comparison]) {
    for (const cost of column) {
      if (cost > most) most = cost;
      if (whole && !Number.isInteger(cost)) whole = false;
    }
  }
  return whole && most <= MOST_COUNTS ? 1 : most / MOST_COUNTS || 1;
}

function writeColumns(tree: FlameTree, unitsOfCount: number, body: Uint8Array, at: number): number {
  const depth = new Uint32Array(tree.parent.length);
  for (let node = 1; node < depth.length; node++) depth[node] = depth[tree.parent[node]!]! + 1;
  let end = writePlanes(depth, body, at);
  end = writePlanes(tree.functionId, body, end);
  end = writePlanes(countsOf(tree.baseline, unitsOfCount), body, end);
  return writePlanes(countsOf(tree.comparison, unitsOfCount), body, end);
}

function countsOf(costs: Float64Array, unitsOfCount: number): Uint32Array {
  const counts = new Uint32Array(costs.length);
  for (let node = 0; node < costs.length; node++) {
    const cost = costs[node]!;
    if (cost > 0) counts[node] = Math.max(1, Math.round(cost / unitsOfCount));
  }
  return counts;
}
