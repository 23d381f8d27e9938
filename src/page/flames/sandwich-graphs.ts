import type { PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { nameOf } from '../../core/flamegraph/panel-costs.ts';
import { fitName } from '../../core/flamegraph/shorten-name.ts';
import { button, element, setText } from './element.ts';
import { type AreaTools, type GraphArea, graphWishes } from './graph-area.ts';
import type { Extent, Scene } from './graph-scene.ts';
import { type GraphView, graphView } from './graph-view.ts';
import { functionKey } from './function-key.ts';

const WHOLE: Extent = { from: 0, to: 1 };
/** The nameless root of these trees is 0; the function alone stands below it. */
const FUNCTION = 1;
const OF_WHAT = 'Share of it';
const TITLE_ROOM = 40;
const NO_ANCHORS: ReadonlySet<number> = new Set();
const NO_TAGS: ReadonlyMap<number, string> = new Map();

/** Callers of a function above, what it calls below, each merged over all its places. Their zoom is theirs alone. */
export function sandwichGraphs(tools: AreaTools): GraphArea {
  const { store, model } = tools;
  const { profile } = model.panel;
  const sides = { callers: makeHalf('callers', true), callees: makeHalf('callees', false) };
  const title = element('p', { class: 'sandwich-title' });
  const leave = (): void => store.changeGraph(profile, { sandwich: '' }, 'push');
  const back = button('Back to the graph', {}, leave);
  const root = element(
    'div',
    { class: 'sandwich' },
    element('div', { class: 'sandwich-head' }, title, back),
    element('p', { class: 'sandwich-side' }, 'Callers'),
    sides.callers.view.root,
    element('p', { class: 'sandwich-side' }, 'Callees'),
    sides.callees.view.root,
  );
  let last = -1;
  let active: GraphView = sides.callees.view;

  return {
    root,
    render(state, colours) {
      const sandwich = model.sandwich(state);
      if (sandwich === undefined) {
        setText(title, `${state.panels[profile].sandwich} does not appear in this profile.`);
        return;
      }
      const name = nameOf(sandwich.callees.tree, FUNCTION);
      setText(title, `Callers and callees of ${fitName(name, TITLE_ROOM) ?? name}`);
      title.title = name;
      const search = model.search(state);
      for (const half of ['callers', 'callees'] as const) {
        const side = sides[half];
        const costs = sandwich[half];
        if (last !== sandwich.functionId) [side.extent, side.node] = [WHOLE, FUNCTION];
        if (side.costs?.tree !== costs.tree) side.node = FUNCTION;
        side.costs = costs;
        const scene: Scene = {
          costs,
          root: side.node,
          ...side.extent,
          upwards: half === 'callers',
          folded: state.folded,
          anchors: NO_ANCHORS,
          tags: NO_TAGS,
          found: search && model.marksIn(costs.tree, search.functions),
          selected: undefined,
        };
        side.view.show(scene, colours, `Flame graph of the ${half} of ${name}`);
      }
      if (last !== sandwich.functionId) standOnFunction(sandwich.callees);
      last = sandwich.functionId;
    },
    zoom: (factor) => active.zoom(factor),
    pan: (share) => active.pan(share),
    reset() {
      for (const side of Object.values(sides)) [side.extent, side.node] = [WHOLE, FUNCTION];
      store.change({}, 'replace');
    },
    draw() {
      for (const { view } of Object.values(sides)) view.draw();
    },
    focus: () => active.focus(),
    scenes: () => Object.values(sides).flatMap(({ view }) => view.scene() ?? []),
    close() {
      for (const { view } of Object.values(sides)) view.close();
    },
  };

  function standOnFunction(costs: PanelCosts): void {
    const box = sides.callees.view.stand(FUNCTION);
    if (box !== undefined) tools.stood({ costs, box, ofWhat: OF_WHAT, upwards: false });
  }

  function makeHalf(name: 'callers' | 'callees', upwards: boolean): Half {
    const side: Half = {
      extent: WHOLE,
      node: FUNCTION,
      costs: undefined,
      view: graphView(
        name === 'callers' ? 'Callers' : 'Callees',
        graphWishes(tools, {
          costs: () => side.costs!,
          ofWhat: OF_WHAT,
          upwards,
          open(box, extent) {
            active = side.view;
            if (box.kind === 'merged') side.extent = extent;
            else [side.node, side.extent] = [box.node, WHOLE];
            const key = functionKey(model.panel, side.costs?.tree.functionId[box.node] ?? -1);
            store.change(box.kind === 'merged' ? {} : { selected: key }, 'replace');
          },
          move(extent) {
            active = side.view;
            side.extent = extent;
            store.change({}, 'replace');
          },
          out() {
            if (side.extent === WHOLE && side.node === FUNCTION) return leave();
            if (side.extent === WHOLE) side.node = Math.max(FUNCTION, side.costs?.tree.parent[side.node] ?? FUNCTION);
            side.extent = WHOLE;
            store.change({}, 'replace');
          },
        }),
      ),
    };
    return side;
  }
}

interface Half {
  extent: Extent;
  /** Fills the width. */
  node: number;
  costs: PanelCosts | undefined;
  readonly view: GraphView;
}
