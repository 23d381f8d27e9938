import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import { fitName } from '../../core/flamegraph/shorten-name.ts';
import { button, element } from './element.ts';
import type { GraphState } from './flame-state.ts';
import type { FlamesStore } from './flames-store.ts';

const ROOM = 34;

/** What narrows a graph at present, each with a way to take it back. */
export function filterChips(graph: GraphState, profile: ProfileName, store: FlamesStore): HTMLElement[] {
  const chip = (what: string, key: string, without: Partial<GraphState>): HTMLElement => {
    const name = fitName(key, ROOM) ?? key;
    const remove = button('×', { class: 'chip-remove', 'aria-label': `Remove: ${what} ${key}` }, () =>
      store.changeGraph(profile, without, 'push'),
    );
    return element('li', { class: 'chip' }, `${what} `, element('code', { title: key }, name), remove);
  };
  return [
    ...(graph.focus === '' ? [] : [chip('only through', graph.focus, { focus: '' })]),
    ...graph.hidden.map((key) => chip('hidden', key, { hidden: graph.hidden.filter((other) => other !== key) })),
    ...graph.collapsed.map((key) =>
      chip('collapsed', key, { collapsed: graph.collapsed.filter((other) => other !== key) }),
    ),
  ];
}
