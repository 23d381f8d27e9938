import { followChange, ownCallerOf } from './follow-change.ts';
import type { PanelCosts } from './panel-costs.ts';
import { childrenOf, deltaOf, levelOf, nameOf, relativeChange } from './panel-costs.ts';

/** A function whose cost changed at one or several places of the tree. */
export interface DrawnMover {
  readonly name: string;
  /** The service's own function around it, when the mover is a library frame. */
  readonly caller?: string;
  /** Its frames, none below another, in tree order. */
  readonly nodes: readonly number[];
  /** Summed over the frames, as share of all expected from the baseline: the shares add up to the panel's change. */
  readonly share: number;
  readonly level: number;
}

export interface DrawnMovers {
  /** What the analysis names; then growth, largest first. */
  readonly movers: readonly DrawnMover[];
  /** Functions that no longer appear anywhere; width = now cannot show them. */
  readonly gone: readonly DrawnMover[];
}

const MOVERS = 3;
const GROWERS_FIRST = 2;
const GONE = 2;
/** A callee that changed this much more strongly than its caller answers for its own change. */
const CLEARLY_STRONGER = 1.1;
const OWN_PART = 0.2;
const SPANS_PANEL = 0.9;
/** Of the whole baseline; less is not worth a line of the picture. */
const SMALLEST_LISTED = 0.005;

/**
 * The functions that a panel points at: the two best growers, the best shrinker, then whatever is next. A candidate is
 * followed down while one callee carries 80 % of its change; it is not taken when it only collects the changes of
 * callees, nor when it lies over or under a chosen one of the same sign.
 */
export function selectMovers(costs: PanelCosts): DrawnMovers {
  const alive = functionsAlive(costs);
  const named = namedMovers(costs);
  const growers = choose(costs, 1, alive, named);
  const shrinkers = choose(costs, -1, alive, named);
  const first = [...named, ...growers.movers].slice(0, Math.max(GROWERS_FIRST, Math.min(MOVERS, named.length)));
  const picked = [...first, ...shrinkers.movers.slice(0, 1)].slice(0, MOVERS);
  const rest = [...growers.movers, ...shrinkers.movers].filter((mover) => !picked.includes(mover));
  const movers = [...picked, ...rest.slice(0, MOVERS - picked.length)];
  const isNamed = (mover: DrawnMover): number => (named.includes(mover) ? 1 : 0);
  movers.sort(
    (a, b) =>
      isNamed(b) - isNamed(a) || Math.sign(b.share) - Math.sign(a.share) || Math.abs(b.share) - Math.abs(a.share),
  );
  return { movers, gone: shrinkers.gone };
}

/** What the analysis names as a cause comes first, at all its places, so that picture and post say the same. */
function namedMovers(costs: PanelCosts): DrawnMover[] {
  const { functionId, subtreeEnd, named = [] } = costs.tree;
  return named.slice(0, MOVERS).flatMap((wanted) => {
    const nodes: number[] = [];
    for (let node = 1; node < functionId.length; node++) {
      if (functionId[node] !== wanted || deltaOf(costs, node) <= 0) continue;
      nodes.push(node);
      node = (subtreeEnd[node] ?? node + 1) - 1;
    }
    const [first] = nodes.toSorted((a, b) => deltaOf(costs, b) - deltaOf(costs, a));
    return first === undefined ? [] : [moverAt(costs, first, nodes)];
  });
}

function choose(
  costs: PanelCosts,
  sign: number,
  alive: Uint8Array,
  named: readonly DrawnMover[],
): { movers: DrawnMover[]; gone: DrawnMover[] } {
  const movers: DrawnMover[] = [];
  const gone: DrawnMover[] = [];
  let taken: number[] = sign > 0 ? named.flatMap((mover) => mover.nodes) : [];
  for (const candidate of candidates(costs, sign)) {
    if (movers.length === MOVERS) break;
    const node = topOfVanished(costs, candidate, alive);
    if (taken.some((other) => related(costs, node, other))) continue;
    const vanished = !alive[costs.tree.functionId[node] ?? 0];
    if (vanished && gone.length === GONE) continue;
    const mover = gather(costs, node, sign, taken);
    (vanished ? gone : movers).push(mover);
    taken = [...taken, ...mover.nodes];
  }
  return { movers, gone };
}

/** Of a call that no longer happens its outermost frame is the news, not what it called. */
function topOfVanished(costs: PanelCosts, found: number, alive: Uint8Array): number {
  const { functionId, parent } = costs.tree;
  let node = found;
  while (node > 0 && !alive[functionId[node] ?? 0] && !alive[functionId[parent[node] ?? 0] ?? 0]) {
    const above = parent[node] ?? 0;
    if (above === 0) break;
    node = above;
  }
  return node;
}

/** Frames where a significant change comes to rest, best first. */
function candidates(costs: PanelCosts, sign: number): number[] {
  const walked = new Uint8Array(costs.comparison.length);
  const scores = new Map<number, number>();
  for (let start = 1; start < costs.comparison.length; start++) {
    if (walked[start] || levelOf(costs, start) * sign <= 0) continue;
    const node = followChange(costs, start, sign, walked);
    if (scores.has(node)) continue;
    const delta = deltaOf(costs, node) * sign;
    if (delta < SMALLEST_LISTED * (costs.expectedTotal || costs.total)) continue;
    // Whoever spans the panel says no more than its title, unless the change is in itself.
    const spansPanel = (costs.comparison[node] ?? 0) >= SPANS_PANEL * costs.total;
    const strong = spansPanel ? 0 : relativeChange(costs, node) * CLEARLY_STRONGER;
    const ownPart = delta - explainedBelow(costs, node, sign, strong);
    // Cost alone would prefer main, relative change alone the smallest frame.
    if (ownPart >= OWN_PART * delta) scores.set(node, ownPart * relativeChange(costs, node));
  }
  return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([node]) => node);
}

/** Change in the subtree that belongs to callees whose relative change is at least `strong`. */
function explainedBelow(costs: PanelCosts, top: number, sign: number, strong: number): number {
  let explained = 0;
  const open = [top];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of childrenOf(costs.tree, node)) {
      if (levelOf(costs, child) * sign <= 0) continue;
      if (relativeChange(costs, child) >= strong) explained += deltaOf(costs, child) * sign;
      else open.push(child);
    }
  }
  return explained;
}

/** Adds the other places where the same function, under the same own caller, changed the same way. */
function gather(costs: PanelCosts, chosen: number, sign: number, taken: readonly number[]): DrawnMover {
  const { functionId, subtreeEnd } = costs.tree;
  const caller = ownCallerOf(costs, chosen);
  const callerFunction = caller === undefined ? undefined : functionId[caller];
  const nodes = [chosen];
  for (let node = 1; node < functionId.length; node++) {
    if (functionId[node] !== functionId[chosen] || levelOf(costs, node) * sign <= 0) continue;
    if (related(costs, node, chosen) || taken.some((other) => related(costs, node, other))) continue;
    const around = ownCallerOf(costs, node);
    if ((around === undefined ? undefined : functionId[around]) !== callerFunction) continue;
    nodes.push(node);
    node = (subtreeEnd[node] ?? node + 1) - 1;
  }
  return moverAt(costs, chosen, nodes);
}

/** Named after one frame, measured over all of them. */
function moverAt(costs: PanelCosts, chosen: number, nodes: number[]): DrawnMover {
  nodes.sort((a, b) => a - b);
  const caller = ownCallerOf(costs, chosen);
  const delta = nodes.reduce((sum, node) => sum + deltaOf(costs, node), 0);
  return {
    name: nameOf(costs.tree, chosen),
    ...(caller === undefined ? {} : { caller: nameOf(costs.tree, caller) }),
    nodes,
    share: delta / (costs.expectedTotal || costs.total),
    level: levelOf(costs, chosen),
  };
}

function functionsAlive(costs: PanelCosts): Uint8Array {
  const alive = new Uint8Array(costs.tree.names.length);
  for (let node = 0; node < costs.comparison.length; node++) {
    if ((costs.comparison[node] ?? 0) > 0) alive[costs.tree.functionId[node] ?? 0] = 1;
  }
  return alive;
}

function related(costs: PanelCosts, a: number, b: number): boolean {
  const { subtreeEnd } = costs.tree;
  return a <= b ? b < (subtreeEnd[a] ?? 0) : a < (subtreeEnd[b] ?? 0);
}
