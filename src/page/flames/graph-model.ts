import { withColours } from '../../core/flamegraph/colour-levels.ts';
import type { FlamePanel } from '../../core/flamegraph/flame-panel.ts';
import { measurePanel, type PanelCosts, withWidths } from '../../core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../core/flamegraph/picture.ts';
import { reshapeTree } from '../../core/flamegraph/reshape-tree.ts';
import { calleesOf, callersOf } from '../../core/flamegraph/sandwich.ts';
import {
  compileSearch,
  type Found,
  type FunctionTest,
  markFunctions,
  searchFrames,
} from '../../core/flamegraph/search-frames.ts';
import type { FlamesState } from './flame-state.ts';
import { functionsOf } from './function-key.ts';
import { markNodes, type NodeMarks } from './node-marks.ts';
import { rememberLast } from '../remember-last.ts';

export type GraphPanel = Extract<FlamePanel, { kind: 'graph' }>;

/** The columns of one panel as the state wants them; nothing is computed twice while the state says the same of it. */
export interface GraphModel {
  readonly panel: GraphPanel;
  /** The graph in the shape, colours and widths asked for. */
  costs(state: FlamesState): PanelCosts;
  /** The callers and callees that are shown instead; undefined where there is no such function here. */
  sandwich(state: FlamesState): Sandwich | undefined;
  search(state: FlamesState): Searched | undefined;
  /** The frames of the selected function. */
  selection(state: FlamesState): Selection | undefined;
  /** The marks of a set of functions in any tree of this panel. */
  marksIn(tree: FlameTree, functions: Uint8Array): NodeMarks;
}

export interface Sandwich {
  readonly functionId: number;
  readonly callers: PanelCosts;
  readonly callees: PanelCosts;
}

export interface Searched extends Found {
  readonly functions: Uint8Array;
}

export interface Selection {
  readonly functions: Uint8Array;
  readonly ids: readonly number[];
  readonly found: Found;
}

export function graphModel(panel: GraphPanel): GraphModel {
  const { profile } = panel;
  // Keys as one text: a state that was read from a link is new in every part, though it says the same.
  const shape = rememberLast((hidden: string, collapsed: string, focus: string, ownOnly: boolean, recursion: boolean) =>
    reshapeTree(panel.tree, {
      hidden: new Set(idsOf(hidden)),
      collapsed: new Set(idsOf(collapsed)),
      focus: functionsOf(panel, focus)[0],
      ownOnly,
      recursion,
    }),
  );
  const measured = rememberLast((tree: FlameTree) => measurePanel(tree, true));
  const coloured = rememberLast(withColours);
  const widened = rememberLast(withWidths);
  const callers = rememberLast((tree: FlameTree, id: number) => measurePanel(callersOf(tree, id), true));
  const callees = rememberLast((tree: FlameTree, id: number) => measurePanel(calleesOf(tree, id), true));
  const [colouredCallers, colouredCallees] = [rememberLast(withColours), rememberLast(withColours)];
  const [widenedCallers, widenedCallees] = [rememberLast(withWidths), rememberLast(withWidths)];
  const sandwiched = rememberLast((functionId: number, above: PanelCosts, below: PanelCosts): Sandwich => ({
    functionId,
    callers: above,
    callees: below,
  }));
  const test = rememberLast(compileSearch);
  const marked = rememberLast((wanted: FunctionTest) => markFunctions(panel, wanted));
  const searched = rememberLast(searchFrames);
  const chosen = rememberLast((key: string) => functionsOf(panel, key));
  const chosenFunctions = rememberLast((ids: readonly number[]) => maskOf(panel.tree.names.length, ids));
  const selected = rememberLast(searchFrames);
  const marks = new WeakMap<Uint8Array, WeakMap<FlameTree, NodeMarks>>();

  function treeOf(state: FlamesState): FlameTree {
    const { hidden, collapsed, focus } = state.panels[profile];
    return shape(JSON.stringify(hidden), JSON.stringify(collapsed), focus, state.ownOnly, state.recursion);
  }

  function idsOf(text: string): number[] {
    const keys: readonly string[] = JSON.parse(text);
    return keys.flatMap((key) => functionsOf(panel, key));
  }

  function costs(state: FlamesState): PanelCosts {
    return widened(coloured(measured(treeOf(state)), state.colours), state.widths);
  }

  return {
    panel,
    costs,
    sandwich(state) {
      const [id] = functionsOf(panel, state.panels[profile].sandwich);
      if (id === undefined) return undefined;
      const tree = treeOf(state);
      return sandwiched(
        id,
        widenedCallers(colouredCallers(callers(tree, id), state.colours), state.widths),
        widenedCallees(colouredCallees(callees(tree, id), state.colours), state.widths),
      );
    },
    search(state) {
      const wanted = test(state.search);
      if (typeof wanted !== 'function') return undefined;
      const functions = marked(wanted);
      return { ...searched(costs(state), functions), functions };
    },
    selection(state) {
      const ids = chosen(state.selected);
      if (ids.length === 0) return undefined;
      const functions = chosenFunctions(ids);
      return { functions, ids, found: selected(costs(state), functions) };
    },
    marksIn(tree, functions) {
      const ofFunctions = marks.get(functions) ?? new WeakMap<FlameTree, NodeMarks>();
      marks.set(functions, ofFunctions);
      const kept = ofFunctions.get(tree) ?? markNodes(tree.functionId, functions);
      ofFunctions.set(tree, kept);
      return kept;
    },
  };
}

function maskOf(size: number, ids: readonly number[]): Uint8Array {
  const mask = new Uint8Array(size);
  for (const id of ids) mask[id] = 1;
  return mask;
}
