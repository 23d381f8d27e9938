import { nameOf, type PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { fitName } from '../../core/flamegraph/shorten-name.ts';
import { button, element } from './element.ts';

const SHOWN = 3;
const ROOM = 26;

/** The frames above the root of the view, the nearest ones as buttons, and the root itself. */
export function breadCrumb(costs: PanelCosts, root: number, go: (node: number) => void): HTMLElement[] {
  const way: number[] = [];
  for (let node = root; node > 0; node = costs.tree.parent[node] ?? 0) way.unshift(node);
  const near = way.slice(-SHOWN);
  const far = way.length - near.length;
  const crumbs = [
    root === 0 ? element('span', { 'aria-current': 'true' }, 'all') : button('all', { class: 'crumb' }, () => go(0)),
    ...(far > 0
      ? [element('span', { class: 'crumb-far', title: farNames(costs, way.slice(0, far)) }, `${far} more`)]
      : []),
    ...near.map((node) => {
      const name = nameOf(costs.tree, node);
      const text = fitName(name, ROOM) ?? name;
      return node === root
        ? element('span', { 'aria-current': 'true', title: name }, text)
        : button(text, { class: 'crumb', title: name }, () => go(node));
    }),
  ];
  return crumbs.map((crumb) => element('li', {}, crumb));
}

const FAR_SHOWN = 20;

function farNames(costs: PanelCosts, nodes: readonly number[]): string {
  const names = nodes.slice(-FAR_SHOWN).map((node) => nameOf(costs.tree, node).slice(0, 200));
  return [...(nodes.length > FAR_SHOWN ? ['…'] : []), ...names].join(' › ');
}
