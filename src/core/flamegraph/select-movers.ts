import type { PanelCosts } from './panel-costs.ts';
import { childrenOf, deltaOf, levelOf, nameOf } from './panel-costs.ts';

/** A function whose cost changed at one or several places of the tree. */
export interface DrawnMover {
  readonly name: string;
  /** Its frames, none below another. */
  readonly nodes: readonly number[];
  /** Summed over the frames, as share of all expected from the baseline: the shares add up to the panel's change. */
  readonly share: number;
  readonly level: number;
}

export interface DrawnMovers {
  /** Growth first, largest first. */
  readonly movers: readonly DrawnMover[];
  /** Functions that no longer appear anywhere; width = now cannot show them. */
  readonly gone: readonly DrawnMover[];
}

const MOVERS = 3;
const GROWERS_FIRST = 2;
const GONE = 2;
const CARRIES = 0.8;
const CLEARLY_STRONGER = 1.25;

/**
 * The functions that a panel points at: the two best growers, the best shrinker, then whatever is next. A candidate is
 * followed down while one callee carries 80 % of its change; it is not taken when it only collects changes of callees,
 * nor when it lies over or under a chosen one of the same sign.
 */
export function selectMovers(costs: PanelCosts): DrawnMovers {
  const candidates: { node: number; score: number }[] = [];
  for (let node = 1; node < costs.comparison.length; node++) {
    if (levelOf(costs, node) === 0) continue;
    // Cost alone would prefer main, relative change alone the smallest frame.
    candidates.push({ node, score: Math.abs(deltaOf(costs, node)) * relativeChange(costs, node) });
  }
  candidates.sort((a, b) => b.score - a.score || a.node - b.node);
  const alive = functionsAlive(costs);
  const growers = choose(costs, candidates, 1, alive);
  const shrinkers = choose(costs, candidates, -1, alive);
  const picked = [...growers.movers.slice(0, GROWERS_FIRST), ...shrinkers.movers.slice(0, 1)];
  const rest = [...growers.movers.slice(GROWERS_FIRST), ...shrinkers.movers.slice(1)];
  const movers = [...picked, ...rest.slice(0, MOVERS - picked.length)];
  movers.sort((a, b) => Math.sign(b.share) - Math.sign(a.share) || Math.abs(b.share) - Math.abs(a.share));
  return { movers, gone: shrinkers.gone };
}

function choose(
  costs: PanelCosts,
  candidates: readonly { node: number }[],
  sign: number,
  alive: Uint8Array,
): { movers: DrawnMover[]; gone: DrawnMover[] } {
  const movers: DrawnMover[] = [];
  const gone: DrawnMover[] = [];
  const walked = new Uint8Array(costs.comparison.length);
  let taken: number[] = [];
  for (const candidate of candidates) {
    if (walked[candidate.node] || Math.sign(deltaOf(costs, candidate.node)) !== sign) continue;
    const node = followDown(costs, candidate.node, sign, walked);
    if (onlyCollects(costs, node, sign) || taken.some((other) => related(costs, node, other))) continue;
    const list = alive[costs.tree.functionId[node] ?? 0] ? movers : gone;
    if (list.length >= (list === gone ? GONE : MOVERS)) continue;
    const mover = gather(costs, node, sign, taken);
    list.push(mover);
    taken = [...taken, ...mover.nodes];
    if (movers.length >= MOVERS) break;
  }
  return { movers, gone };
}

/** Adds the other places where the same function changed the same way. */
function gather(costs: PanelCosts, chosen: number, sign: number, taken: readonly number[]): DrawnMover {
  const { functionId, subtreeEnd } = costs.tree;
  const nodes = [chosen];
  for (let node = 1; node < functionId.length; node++) {
    if (functionId[node] !== functionId[chosen] || levelOf(costs, node) * sign <= 0) continue;
    if (related(costs, node, chosen) || taken.some((other) => related(costs, node, other))) continue;
    nodes.push(node);
    node = (subtreeEnd[node] ?? node + 1) - 1;
  }
  const delta = nodes.reduce((sum, node) => sum + deltaOf(costs, node), 0);
  const share = delta / (costs.expectedTotal || costs.total);
  return { name: nameOf(costs.tree, chosen), nodes, share, level: levelOf(costs, chosen) };
}

/** Marks its way: a walk from any frame on it would end in the same place. */
function followDown(costs: PanelCosts, start: number, sign: number, walked: Uint8Array): number {
  let node = start;
  for (;;) {
    walked[node] = 1;
    const enough = CARRIES * deltaOf(costs, node) * sign;
    let next: number | undefined;
    for (const child of childrenOf(costs.tree, node)) {
      if (deltaOf(costs, child) * sign >= enough && levelOf(costs, child) !== 0) next = child;
    }
    if (next === undefined) return node;
    node = next;
  }
}

/** True for a caller whose change comes from several callees that each changed far more than itself. */
function onlyCollects(costs: PanelCosts, node: number, sign: number): boolean {
  const stronger = relativeChange(costs, node) * CLEARLY_STRONGER;
  let explained = 0;
  for (const child of childrenOf(costs.tree, node)) {
    const delta = deltaOf(costs, child) * sign;
    if (delta > 0 && relativeChange(costs, child) >= stronger) explained += delta;
  }
  return explained >= CARRIES * deltaOf(costs, node) * sign;
}

function relativeChange(costs: PanelCosts, node: number): number {
  const comparison = costs.comparison[node] ?? 0;
  const delta = deltaOf(costs, node);
  return Math.abs(delta) / Math.max(comparison, comparison - delta);
}

function functionsAlive(costs: PanelCosts): Uint8Array {
  const alive = new Uint8Array(costs.tree.names.length);
  costs.comparison.forEach((cost, node) => {
    if (cost > 0) alive[costs.tree.functionId[node] ?? 0] = 1;
  });
  return alive;
}

function related(costs: PanelCosts, a: number, b: number): boolean {
  const { subtreeEnd } = costs.tree;
  return a <= b ? b < (subtreeEnd[a] ?? 0) : a < (subtreeEnd[b] ?? 0);
}
