import type { Box } from './lay-out-boxes.ts';
import { arrowOf, formatShare } from './mover-text.ts';
import { nameOf, type PanelCosts } from './panel-costs.ts';
import { cutRight } from './shorten-name.ts';

const LONGEST_NAME = 1_000;
const MOST_NAMES = 12;

/** What a box is, for who points at it: the whole names of its frames, its share of the panel, its change. */
export function titleOfBox(costs: PanelCosts, box: Box): string {
  return `${namesOf(costs, box)}\n${shareOf(costs, box)}`;
}

function namesOf(costs: PanelCosts, box: Box): string {
  const { parent } = costs.tree;
  if (box.kind === 'merged') {
    return box.frames === 1 ? shownName(costs, box.node) : `${box.frames} small frames`;
  }
  const chain: string[] = [];
  for (let node = box.last; node >= box.node && chain.length < MOST_NAMES; node = parent[node] ?? -1) {
    chain.push(shownName(costs, node));
  }
  if (box.frames > chain.length) chain.push(`${box.frames - chain.length} more`);
  return chain.toReversed().join('\n');
}

function shownName(costs: PanelCosts, node: number): string {
  return node === 0 ? 'all' : cutRight(nameOf(costs.tree, node).replaceAll('\n', ' '), LONGEST_NAME);
}

function shareOf(costs: PanelCosts, box: Box): string {
  let [comparison, baseline] = [0, 0];
  for (let node = box.node; node < box.end; node = costs.tree.subtreeEnd[node] ?? box.end) {
    comparison += costs.comparison[node] ?? 0;
    baseline += costs.baseline[node] ?? 0;
  }
  const share = `${((comparison / costs.total) * 100).toFixed(1)} % of the panel`;
  if (!costs.comparable) return share;
  const change = (comparison - baseline * costs.tree.scale) / (costs.expectedTotal || costs.total);
  const beyond = box.level === 0 ? ', not beyond noise' : '';
  return `${share} · ${arrowOf(change)} ${formatShare(change)} of the whole baseline${beyond}`;
}
