import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import type { PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { spokenFacts } from './facts-text.ts';
import type { GraphState } from './flame-state.ts';
import { functionKey, functionsOf } from './function-key.ts';
import { type AreaTools, type GraphArea, graphWishes } from './graph-area.ts';
import type { Extent, Scene } from './graph-scene.ts';
import { graphView } from './graph-view.ts';
import { factsOf } from './current-frame.ts';
import type { NodeMarks } from './node-marks.ts';
import { rememberLast } from '../remember-last.ts';
import { findPath, zoomPath } from './zoom-path.ts';
import type { ListedMover } from './listed-mover.ts';

export interface MainGraph extends GraphArea {
  /** Stands on a frame and zooms until it and its callers can be read: where its box is too small to see, or always. */
  go(node: number, how: 'push' | 'replace', zoom: 'where needed' | 'always'): void;
  rootOf(costs: PanelCosts, graph: GraphState): number;
}

/** Narrower boxes cannot be found with the eye. */
const NARROWEST_SEEN = 24;
/** A frame that is shown takes at least this part of the width: enough to read it, with its callers around it. */
const SHOWN_SHARE = 0.3;

/** The graph of one panel; its zoom is in the state. `movers` are functions that keep a box of their own. */
export function mainGraph(label: string, movers: readonly ListedMover[], tools: AreaTools): MainGraph {
  const { store, model } = tools;
  const { panel } = model;
  const { profile } = panel;
  let costs: PanelCosts = model.costs(store.state());
  let standing = widestOf(costs, model.selection(store.state())?.found.nodes ?? []) ?? 0;
  /** To be stood on once it is laid out. */
  let wanted: number | undefined = standing;
  const kept: AreaTools = {
    ...tools,
    stood(current) {
      standing = current.box.node;
      tools.stood(current);
    },
  };
  const view = graphView(
    label,
    graphWishes(kept, { costs: () => costs, ofWhat: 'Share of all', upwards: false, open, move, out }),
  );
  const rootOf = rememberLast((tree: PanelCosts['tree'], path: string) =>
    findPath(tree, path.split(' ').filter(Boolean)),
  );
  // Backwards, so that of two movers in one function the better one gives its rank.
  const tags = new Map(
    movers.toReversed().flatMap(({ name, rank }) => functionsOf(panel, name).map((id) => [id, rank] as const)),
  );
  const moverIds = [...tags.keys()];
  const anchors = rememberLast((tree: PanelCosts['tree'], selected: readonly number[] | undefined) =>
    anchorsOf(tree, [...moverIds, ...(selected ?? [])]),
  );
  const scene = rememberLast(
    (
      of: PanelCosts,
      root: number,
      from: number,
      to: number,
      folded: boolean,
      own: ReadonlySet<number>,
      found: NodeMarks | undefined,
      selected: NodeMarks | undefined,
    ): Scene => ({ costs: of, root, from, to, upwards: false, folded, anchors: own, tags, found, selected }),
  );

  return {
    root: view.root,
    rootOf: (of, graph) => rootOf(of.tree, graph.path.join(' ')),
    render(state, colours) {
      const before = costs.tree;
      costs = model.costs(state);
      const graph = state.panels[profile];
      const root = rootOf(costs.tree, graph.path.join(' '));
      if (before !== costs.tree) wanted ??= findPath(costs.tree, zoomPath(before, standing));
      const target = wanted ?? standing;
      if (target < root || target >= costs.tree.subtreeEnd[root]!) wanted = root;
      const search = model.search(state);
      const selection = model.selection(state);
      const shown = scene(
        costs,
        root,
        graph.from,
        graph.to,
        state.folded,
        anchors(costs.tree, selection?.ids),
        search && model.marksIn(costs.tree, search.functions),
        selection && model.marksIn(costs.tree, selection.functions),
      );
      view.show(shown, colours, summaryOf(root));
      if (wanted !== undefined) standOn(wanted);
      wanted = undefined;
    },
    go(node, how, zoom) {
      const box = zoom === 'always' ? undefined : view.stand(node);
      if (box?.kind === 'frame' && box.width >= NARROWEST_SEEN) return standOn(node);
      wanted = node;
      store.changeGraph(
        profile,
        { path: zoomPath(costs.tree, withCallers(costs, node)), from: 0, to: 1, sandwich: '' },
        how,
      );
    },
    zoom: (factor) => view.zoom(factor),
    pan: (share) => view.pan(share),
    reset: () => store.changeGraph(profile, { path: [], from: 0, to: 1 }, 'push'),
    draw: () => view.draw(),
    focus: () => view.focus(),
    scenes: () => [view.scene()].filter((one) => one !== undefined),
    close: () => view.close(),
  };

  function standOn(node: number): void {
    const box = view.stand(node);
    if (box !== undefined) kept.stood({ costs, box, ofWhat: 'Share of all', upwards: false });
  }

  function open(box: Box, extent: Extent): void {
    if (box.kind === 'merged') return store.changeGraph(profile, extent, 'push');
    store.change({ selected: functionKey(panel, costs.tree.functionId[box.node] ?? -1) }, 'replace');
    store.changeGraph(profile, { path: zoomPath(costs.tree, box.node), from: 0, to: 1 }, 'push');
  }

  function move({ from, to }: Extent): void {
    store.changeGraph(profile, { from, to }, 'replace');
  }

  /** One step out: the whole of the root first, then its caller, then what is marked. */
  function out(): void {
    const graph = store.state().panels[profile];
    if (graph.from > 0 || graph.to < 1) return store.changeGraph(profile, { from: 0, to: 1 }, 'push');
    if (graph.path.length > 0) {
      const root = rootOf(costs.tree, graph.path.join(' '));
      return store.changeGraph(profile, { path: zoomPath(costs.tree, costs.tree.parent[root] ?? 0) }, 'push');
    }
    store.change(store.state().selected === '' ? { search: '' } : { selected: '' }, 'replace');
  }

  function summaryOf(root: number): string {
    const { facts } = factsOf(panel, { costs, box: boxOf(root), ofWhat: '', upwards: false });
    return `Flame graph: ${panel.title}. Shown: ${spokenFacts(facts)}. The tree that follows lists its frames.`;
  }
}

function boxOf(node: number): Box {
  return { x: 0, width: 0, row: 0, node, end: node + 1, last: node, frames: 1, kind: 'frame', level: 0, parent: -1 };
}

/** The outermost caller of which a frame is a good part. */
function withCallers(costs: PanelCosts, node: number): number {
  const { parent } = costs.tree;
  const most = (costs.widths[node] ?? 0) / SHOWN_SHARE;
  let root = node;
  while (root > 0 && (costs.widths[parent[root]!] ?? 0) <= most) root = parent[root]!;
  return root;
}

/** Of some frames the one with the widest box; undefined where none has a width. */
export function widestOf(costs: PanelCosts, nodes: Iterable<number>): number | undefined {
  let widest: number | undefined;
  for (const node of nodes) {
    const width = costs.widths[node] ?? 0;
    if (width > 0 && (widest === undefined || width > (costs.widths[widest] ?? 0))) widest = node;
  }
  return widest;
}

function anchorsOf(tree: PanelCosts['tree'], functions: readonly number[]): ReadonlySet<number> {
  const nodes = new Set<number>();
  if (functions.length === 0) return nodes;
  const wanted = new Uint8Array(tree.names.length);
  for (const id of functions) wanted[id] = 1;
  for (let node = 0; node < tree.functionId.length; node++) if (wanted[tree.functionId[node]!] === 1) nodes.add(node);
  return nodes;
}
