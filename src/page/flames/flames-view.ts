import type { FlamePanel, ProfileName } from '../../core/flamegraph/flame-panel.ts';
import { type Scheme, schemeColours } from '../../core/flamegraph/palette.ts';
import { element, setText } from './element.ts';
import { flameLegend } from './flame-legend.ts';
import { flameTip } from './flame-tip.ts';
import { type FlamesStore, flamesStore } from './flames-store.ts';
import { frameMenu } from './frame-menu.ts';
import { functionsOf } from './function-key.ts';
import type { GraphArea } from './graph-area.ts';
import { type GraphModel, graphModel, type GraphPanel } from './graph-model.ts';
import { keysDialog } from './keys-dialog.ts';
import { widestOf } from './main-graph.ts';
import { bindKeys } from './page-keys.ts';
import { type PanelView, panelView } from './panel-view.ts';
import { rememberLast } from '../remember-last.ts';
import { searchBox } from './search-box.ts';
import { toolBar } from './tool-bar.ts';
import type { ListedMover } from './listed-mover.ts';

export interface FlamesView {
  /** Marks a function in both graphs and zooms to the widest of its frames, in the graph of `profile` if it is there. */
  showFunction(name: string, profile: ProfileName): void;
}

/** The parts of the page that graphs are put into. */
export interface FlamesPlace {
  readonly section: HTMLElement;
  /** Stands before everything else of the section. */
  readonly head: HTMLElement;
  /** Stands after the graphs. */
  readonly foot: HTMLElement;
  panelPlace(profile: ProfileName): HTMLElement;
  /** Functions that the list of the page names. */
  moversOf(profile: ProfileName): readonly ListedMover[];
}

interface Shown {
  readonly model: GraphModel;
  readonly view: PanelView;
  readonly place: HTMLElement;
}

/** Both graphs with their tools, all drawn from one state. */
export function flamesView(panels: readonly FlamePanel[], place: FlamesPlace, signal: AbortSignal): FlamesView {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const colours = rememberLast((scheme: Scheme, theme: 'light' | 'dark') => schemeColours(scheme, theme));
  const said = element('p', { class: 'unseen', role: 'status' });
  const [tip, menu, keys, legend] = [flameTip(), frameMenu(), keysDialog(), flameLegend()];
  const announce = (text: string): void => {
    setText(said, text);
    tip.hide();
  };
  let frame = 0;
  let used: Shown | undefined;
  let printing = false;
  let matchAt = -1;
  let searched = '';
  const store = flamesStore(request, signal);
  const search = searchBox({
    search(text) {
      store.change({ search: text }, 'replace');
    },
    step,
    leave: () => areaInUse()?.focus(),
  });
  const shown = panels.filter((panel) => panel.kind === 'graph').map(showPanel);
  for (const panel of panels) if (panel.kind === 'empty') showEmpty(panel);
  for (const profile of ['cpu', 'off-cpu'] as const) {
    if (!panels.some((panel) => panel.profile === profile)) place.panelPlace(profile).hidden = true;
  }
  const hasOwn = shown.some(({ model }) => model.panel.tree.own !== undefined);
  const bar = toolBar(store, hasOwn, search.root, () => keys.showModal());
  place.head.replaceChildren(...(shown.length > 0 ? [bar.root] : []));
  place.foot.replaceChildren(...(shown.length > 0 ? [legend.root] : []), said, tip.root, menu.root, keys);

  dark.addEventListener('change', request, { signal });
  // Paper is white, and waits for no frame.
  for (const [event, on] of [
    ['beforeprint', true],
    ['afterprint', false],
  ] as const) {
    addEventListener(
      event,
      () => {
        printing = on;
        render();
        for (const { view } of shown) view.area().draw();
      },
      { signal },
    );
  }
  addEventListener('scroll', () => tip.hide(), { signal, passive: true });
  place.section.addEventListener('keydown', () => tip.hide(), { signal });
  bindKeys(
    {
      search: search.focus,
      step,
      keys: () => keys.showModal(),
      clear: () => store.change(store.state().search === '' ? { selected: '' } : { search: '' }, 'replace'),
      area: areaInUse,
    },
    signal,
  );
  signal.addEventListener('abort', () => {
    cancelAnimationFrame(frame);
    for (const { view } of shown) view.close();
  });
  render();

  return { showFunction };

  function request(): void {
    if (frame === 0) frame = requestAnimationFrame(render);
  }

  function render(): void {
    frame = 0;
    const state = store.state();
    const theme = colours(state.scheme, dark.matches && !printing ? 'dark' : 'light');
    if (state.search !== searched) matchAt = -1;
    searched = state.search;
    search.render(state.search, matchAt, matches().length);
    bar.render(state);
    legend.render(theme);
    for (const { view } of shown) view.render(state, theme);
  }

  function showPanel(panel: GraphPanel): Shown {
    const model = graphModel(panel);
    const into = place.panelPlace(panel.profile);
    const tools = { store, model, tip, menu, announce, back: () => history.back() };
    const one = { model, place: into, view: panelView(into, place.moversOf(panel.profile), tools) };
    for (const event of ['focusin', 'pointerenter'] as const) {
      into.addEventListener(event, () => (used = one), { signal });
    }
    return one;
  }

  function showEmpty(panel: Extract<FlamePanel, { kind: 'empty' }>): void {
    const reason = element('p', { class: 'flame-empty' }, `There is no graph: ${panel.reason}.`);
    place.panelPlace(panel.profile).replaceChildren(element('h3', {}, panel.title), reason);
  }

  /** Keys mean a graph only while nothing else of the page has the focus. */
  function areaInUse(): GraphArea | undefined {
    const focused = document.activeElement;
    if (focused !== null && focused !== document.body && !place.section.contains(focused)) return undefined;
    return (shown.find((one) => one.place.contains(focused)) ?? used ?? shown[0])?.view.area();
  }

  function matches(): { readonly one: Shown; readonly node: number }[] {
    const state = store.state();
    return shown.flatMap((one) => Array.from(one.model.search(state)?.nodes ?? [], (node) => ({ one, node })));
  }

  function step(by: 1 | -1): void {
    const all = matches();
    if (all.length === 0) return;
    matchAt = matchAt < 0 && by < 0 ? all.length - 1 : (matchAt + by + all.length) % all.length;
    const { one, node } = all[matchAt]!;
    one.view.go(node, 'replace', 'where needed');
    one.place.scrollIntoView({ block: 'nearest' });
    request();
  }

  function showFunction(name: string, profile: ProfileName): void {
    const holders = shown.filter(({ model }) => functionsOf(model.panel, name).length > 0);
    const one = holders.find(({ model }) => model.panel.profile === profile) ?? holders[0];
    if (one === undefined) return announce(`${name} is in neither graph.`);
    store.change({ selected: name }, 'replace');
    const node = widestIn(one, store);
    if (node === undefined) return announce(`${name} has no frame to show.`);
    one.view.go(node, 'push', 'always');
    one.view.bring();
    one.view.area().focus();
  }
}

/** Of the selected function; a vanished one has no width by now, and filters may have taken it away. */
function widestIn({ model }: Shown, store: FlamesStore): number | undefined {
  const { profile } = model.panel;
  const find = (): number | undefined =>
    widestOf(model.costs(store.state()), model.selection(store.state())?.found.nodes ?? []);
  let node = find();
  if (node === undefined) {
    store.change({ widths: 'union' }, 'replace');
    node = find();
  }
  if (node === undefined) {
    store.change({ ownOnly: false }, 'replace');
    store.changeGraph(profile, { hidden: [], collapsed: [], focus: '' }, 'replace');
    node = find();
  }
  return node;
}
