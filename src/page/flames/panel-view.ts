import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import { joinNotes } from '../../core/flamegraph/study-panel.ts';
import { breadCrumb } from './bread-crumb.ts';
import { detailsPane } from './details-pane.ts';
import { button, element, setText } from './element.ts';
import { unitText } from './facts-text.ts';
import { filterChips } from './filter-chips.ts';
import type { FlamesState } from './flame-state.ts';
import type { AreaTools, GraphArea } from './graph-area.ts';
import { mainGraph } from './main-graph.ts';
import { foundText, whyEmpty } from './panel-notes.ts';
import { sandwichGraphs } from './sandwich-graphs.ts';
import { savePicture } from './save-picture.ts';
import { zoomPath } from './zoom-path.ts';
import type { ListedMover } from './listed-mover.ts';

/** One panel: title, way, filters, graph, details. */
export interface PanelView {
  readonly area: () => GraphArea;
  render(state: FlamesState, colours: SchemeColours): void;
  /** See MainGraph. */
  go(node: number, how: 'push' | 'replace', zoom: 'where needed' | 'always'): void;
  /** Scrolls the panel into the window. */
  bring(): void;
  close(): void;
}

export type PanelTools = Omit<AreaTools, 'stood'> & {
  readonly back: () => void;
};

/** Fills `into`, which held a picture until now. */
export function panelView(into: HTMLElement, movers: readonly ListedMover[], given: PanelTools): PanelView {
  const { store, model } = given;
  const { panel } = model;
  const { profile } = panel;
  const label = panel.title;
  const details = detailsPane(label, { store, panel, announce: given.announce });
  const tools: AreaTools = { ...given, stood: (current) => details.show(current) };
  const main = mainGraph(`Frames of ${label}`, movers, tools);
  let sandwich: GraphArea | undefined;

  const back = button('Back', { class: 'back', title: 'The view before this one' }, given.back);
  const reset = button('Reset', { title: 'The whole graph, nothing hidden (0 resets the zoom only)' }, () =>
    store.changeGraph(profile, UNTOUCHED, 'push'),
  );
  const save = button(
    'PNG',
    { title: 'Saves this view as a picture', 'aria-label': `Save ${label} as a PNG picture` },
    () => {
      savePicture(area().scenes(), shownColours, panel.title, panel.note);
    },
  );
  const crumbs = element('ol', { class: 'crumbs' });
  const way = element('nav', { class: 'way', 'aria-label': `Zoom of ${label}` }, crumbs);
  const chips = element('ul', { class: 'chips', 'aria-label': `Filters of ${label}` });
  const selected = element('p', { class: 'flame-note selected-note' });
  const found = element('p', { class: 'flame-note found-note' });
  const empty = element('div', { class: 'flame-empty' });
  const graphs = element('div', { class: 'graphs' }, main.root);
  let shownColours: SchemeColours;
  into.replaceChildren(
    element(
      'div',
      { class: 'flame-head' },
      element('h3', {}, panel.title),
      element('div', { class: 'flame-tools' }, back, reset, save),
      element('p', { class: 'flame-about' }, joinNotes(panel.note, unitText(profile))),
    ),
    way,
    chips,
    selected,
    found,
    empty,
    graphs,
    details.root,
  );

  return {
    area,
    render(state, colours) {
      shownColours = colours;
      const graph = state.panels[profile];
      const costs = model.costs(state);
      const root = main.rootOf(costs, graph);
      crumbs.replaceChildren(
        ...breadCrumb(costs, root, (node) =>
          store.changeGraph(profile, { path: zoomPath(costs.tree, node), from: 0, to: 1 }, 'push'),
        ),
      );
      back.disabled = !store.canGoBack();
      reset.disabled = graph.path.length === 0 && graph.from === 0 && graph.to === 1 && !isFiltered(state);
      const shownChips = filterChips(graph, profile, store);
      chips.replaceChildren(...shownChips);
      chips.hidden = shownChips.length === 0;
      showNotes(state);
      arrange(state);
      if (graph.sandwich === '') showEmpty(whyEmpty(costs, root, state.widths));
      else showEmpty(undefined);
      main.render(state, colours);
      sandwich?.render(state, colours);
    },
    go: (node, how, zoom) => main.go(node, how, zoom),
    bring: () => into.scrollIntoView({ block: 'start' }),
    close() {
      main.close();
      sandwich?.close();
    },
  };

  function area(): GraphArea {
    return sandwich ?? main;
  }

  function isFiltered(state: FlamesState): boolean {
    const { hidden, collapsed, focus } = state.panels[profile];
    return hidden.length > 0 || collapsed.length > 0 || focus !== '' || state.panels[profile].sandwich !== '';
  }

  function showNotes(state: FlamesState): void {
    const costs = model.costs(state);
    const selection = model.selection(state);
    const chosen = selection === undefined ? 'nothing here' : foundText(selection.found, costs);
    setText(selected, state.selected === '' ? '' : `Marked: ${state.selected}: ${chosen}`);
    const search = model.search(state);
    setText(found, search === undefined ? '' : `Search: ${foundText(search, costs)}`);
    selected.hidden = state.selected === '';
    found.hidden = search === undefined;
  }

  /** Either the graph or the sandwich is there, never both: what is not seen costs nothing. */
  function arrange(state: FlamesState): void {
    const wanted = state.panels[profile].sandwich !== '';
    if (wanted === (sandwich !== undefined)) return;
    if (wanted) sandwich = sandwichGraphs(tools);
    else {
      sandwich?.close();
      sandwich = undefined;
    }
    graphs.replaceChildren(area().root);
  }

  function showEmpty(reason: ReturnType<typeof whyEmpty>): void {
    empty.hidden = reason === undefined;
    graphs.hidden = reason !== undefined;
    if (reason === undefined) return;
    const { why, instead } = reason;
    const offer = instead && button(`Width by ${instead}`, {}, () => store.change({ widths: instead }, 'push'));
    empty.replaceChildren(element('p', {}, why), ...(offer === undefined ? [] : [offer]));
  }
}

const UNTOUCHED = { path: [], from: 0, to: 1, hidden: [], collapsed: [], focus: '', sandwich: '' } as const;
