import { frameFacts, mergedFacts } from '../../core/flamegraph/frame-facts.ts';
import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import { nameOf, type PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { spokenFacts } from './facts-text.ts';
import type { FactsShown } from './facts-view.ts';
import type { GraphPanel } from './graph-model.ts';

/** The box a reader stands on or points at. */
export interface Current {
  readonly costs: PanelCosts;
  readonly box: Box;
  /** What shares of this graph are of: `Share of all`, or of one function in a sandwich. */
  readonly ofWhat: string;
  /** The graph shows callers below a frame's own box, not callees. */
  readonly upwards: boolean;
}

export function factsOf(panel: GraphPanel, current: Current): FactsShown {
  const { costs, box, ofWhat, upwards } = current;
  const facts = box.kind === 'merged' ? mergedFacts(panel, costs, box) : frameFacts(panel, costs, box.node);
  return {
    profile: panel.profile,
    facts: box.node === 0 ? { ...facts, name: 'all stacks', own: undefined, file: '' } : facts,
    callers: upwards ? [] : namesAbove(costs, box.node),
    folded: box.kind === 'merged' ? [] : namesOfChain(costs, box),
    ofWhat,
    comparable: costs.comparable,
  };
}

export function spokenBox(panel: GraphPanel, current: Current): string {
  const { facts, folded } = factsOf(panel, current);
  return spokenFacts(facts) + (folded.length === 0 ? '' : `, drawn as one with ${folded.length} callees`);
}

/** From the outermost caller to the nearest; without the nameless root. */
function namesAbove(costs: PanelCosts, node: number): string[] {
  const names: string[] = [];
  for (let above = costs.tree.parent[node] ?? 0; above > 0; above = costs.tree.parent[above] ?? 0)
    names.unshift(nameOf(costs.tree, above));
  return names;
}

function namesOfChain(costs: PanelCosts, box: Box): string[] {
  const names: string[] = [];
  for (let node = box.last; node > box.node; node = costs.tree.parent[node] ?? 0)
    names.unshift(nameOf(costs.tree, node));
  return names;
}
