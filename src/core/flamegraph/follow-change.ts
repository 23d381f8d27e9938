import type { PanelCosts } from './panel-costs.ts';
import { childrenOf, deltaOf, levelOf } from './panel-costs.ts';

const CARRIES = 0.8;

/**
 * Follows a change down while one callee carries 80 % of it, then back up to the nearest own function that the found
 * frame still explains: `lineTax` rather than the map access in it. Marks its way down, since a walk from any frame on it
 * would end in the same place.
 */
export function followChange(costs: PanelCosts, start: number, sign: number, walked: Uint8Array): number {
  let node = start;
  for (;;) {
    walked[node] = 1;
    const enough = CARRIES * deltaOf(costs, node) * sign;
    let next: number | undefined;
    for (const child of childrenOf(costs.tree, node)) {
      if (deltaOf(costs, child) * sign >= enough && levelOf(costs, child) !== 0) next = child;
    }
    if (next === undefined) return climbToOwn(costs, node, sign);
    node = next;
  }
}

function climbToOwn(costs: PanelCosts, found: number, sign: number): number {
  const caller = ownCallerOf(costs, found);
  if (caller === undefined) return found;
  const whole = deltaOf(costs, caller) * sign;
  const explained = whole > 0 && deltaOf(costs, found) * sign >= CARRIES * whole;
  return explained && levelOf(costs, caller) !== 0 ? caller : found;
}

/** The nearest own function above a library frame; undefined for an own frame, and where nobody knows what is own. */
export function ownCallerOf(costs: PanelCosts, node: number): number | undefined {
  const { own, functionId, parent } = costs.tree;
  if (!own || own[functionId[node] ?? 0]) return undefined;
  for (let above = parent[node] ?? 0; above > 0; above = parent[above] ?? 0) {
    if (own[functionId[above] ?? 0]) return above;
  }
  return undefined;
}
