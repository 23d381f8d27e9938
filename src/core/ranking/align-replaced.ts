import { ALIGN } from './constants.ts';
import { functionStates } from './moved-cost.ts';
import { mapFunctions } from './reconcile.ts';
import type { Comparison } from './comparison.ts';
import type { Model } from './model.ts';

/** Cost by function: of the leaves below, and of the children directly below; −1 gathers what only one side has. */
interface Content {
  readonly leaves: Map<number, number>;
  readonly children: Map<number, number>;
}

/** What came and what went below one function that both sides have. */
interface Household {
  readonly appeared: Map<number, Content>;
  readonly vanished: Map<number, Content>;
}

/**
 * New functions that spend their cost where vanished ones did, under the same caller, become one function with them: a rename, a
 * split, a merge or a rewrite is then compared with what it replaced, and only what it costs more is left. Undefined when nothing was
 * replaced.
 */
export function alignReplaced(model: Model): Comparison | undefined {
  const successor = new Map<number, number>();
  for (const { appeared, vanished } of householdsOf(model).values()) {
    const lost = sumOf(vanished.values());
    const lostAll = totalOf(lost.leaves);
    if (lostAll < ALIGN.leastLost || appeared.size === 0) continue;
    const heirs = [...appeared].filter(([, content]) => containedIn(content, lost) >= ALIGN.leastContained);
    const gained = sumOf(heirs.map(([, content]) => content));
    if (totalOf(gained.leaves) < ALIGN.leastInherited * lostAll) continue;
    const replaced = [...vanished].filter(([, content]) => containedIn(content, gained) >= ALIGN.leastContained);
    if (replaced.length === 0) continue;
    // The largest of the new ones lends its name.
    heirs.sort(([a, x], [b, y]) => totalOf(y.leaves) - totalOf(x.leaves) || a - b);
    const head = lastOf(successor, heirs[0]![0]);
    for (const [id] of [...heirs, ...replaced]) {
      const last = lastOf(successor, id);
      if (last !== head) successor.set(last, head);
    }
  }
  return successor.size === 0 ? undefined : mapFunctions(model.sides, (id) => lastOf(successor, id));
}

/** Only topmost frames: what lies below a frame that one side lacks is covered by it. */
function householdsOf(model: Model): Map<number, Household> {
  const { index, expected, baselineCounts, comparisonCounts } = model;
  const { parent, functionId } = index;
  const states = functionStates(model);
  const households = new Map<number, Household>();
  for (let node = 1; node < index.size; node++) {
    const id = functionId[node]!;
    const caller = functionId[parent[node]!]!;
    const state = states[id]!;
    if (state === 0 || states[caller]! !== 0) continue;
    let household = households.get(caller);
    if (household === undefined) households.set(caller, (household = { appeared: new Map(), vanished: new Map() }));
    const side = state > 0 ? household.appeared : household.vanished;
    let content = side.get(id);
    if (content === undefined) side.set(id, (content = { leaves: new Map(), children: new Map() }));
    addContent(model, states, node, state > 0 ? comparisonCounts : baselineCounts, state > 0 ? 1 : expected, content);
  }
  return households;
}

function addContent(
  { index: { functionId, subtreeEnd } }: Model,
  states: Int8Array,
  start: number,
  counts: Float64Array,
  factor: number,
  { leaves, children }: Content,
): void {
  const known = (id: number): number => (states[id] === 0 ? id : -1);
  let child = -1;
  let childEnd = start + 1;
  for (let node = start; node < subtreeEnd[start]!; node++) {
    const id = functionId[node]!;
    if (node >= childEnd) {
      child = known(id);
      childEnd = subtreeEnd[node]!;
    }
    const spent = factor * counts[node]!;
    if (spent === 0) continue;
    add(leaves, known(id), spent);
    add(children, child, spent);
  }
}

/** Share of a content that the whole holds too, by leaves or by children, whichever agrees better; a larger one is scaled down. */
function containedIn(part: Content, whole: Content): number {
  return Math.max(overlap(part.leaves, whole.leaves), overlap(part.children, whole.children));
}

function overlap(part: ReadonlyMap<number, number>, whole: ReadonlyMap<number, number>): number {
  const all = totalOf(part);
  if (all <= 0) return 0;
  const scaled = Math.min(all, totalOf(whole));
  let common = 0;
  for (const [key, spent] of part) common += Math.min((spent * scaled) / all, whole.get(key) ?? 0);
  return scaled > 0 ? common / scaled : 0;
}

function sumOf(contents: Iterable<Content>): Content {
  const sum: Content = { leaves: new Map(), children: new Map() };
  for (const { leaves, children } of contents) {
    for (const [key, spent] of leaves) add(sum.leaves, key, spent);
    for (const [key, spent] of children) add(sum.children, key, spent);
  }
  return sum;
}

function totalOf(parts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const spent of parts.values()) total += spent;
  return total;
}

function add(parts: Map<number, number>, key: number, spent: number): void {
  parts.set(key, (parts.get(key) ?? 0) + spent);
}

function lastOf(successor: ReadonlyMap<number, number>, id: number): number {
  let at = id;
  for (let next = successor.get(at); next !== undefined; next = successor.get(at)) at = next;
  return at;
}
