import { forEachNode, supportOf } from '../../src/core/ranking/support.ts';
import type { Base } from './bases.ts';
import type { HypothesisKind } from '../../src/core/ranking/tree-index.ts';

/** A function by the name and file that profiles carry. */
export interface FunctionPlace {
  readonly name: string;
  readonly file: string;
}

/** How the comparison writes a stack (function numbers, root first) that the baseline wrote as it came. */
export type Rewrite = (stack: readonly number[]) => readonly number[];

/** A base being changed. Nodes of the base keep their numbers, new ones follow; every parent comes before its children. */
export interface Plant {
  readonly base: Base;
  readonly functions: FunctionPlace[];
  readonly parent: number[];
  readonly functionId: number[];
  /** Shares per node; what was planted makes the comparison sum to more than 1. */
  readonly baseline: number[];
  readonly comparison: number[];
  readonly rewrites: Rewrite[];
}

export function plantIn(base: Base): Plant {
  return {
    base,
    functions: base.index.functions.map(({ name }, id) => ({ name, file: base.files[id]! })),
    parent: Array.from(base.index.parent),
    functionId: Array.from(base.index.functionId),
    baseline: Array.from(base.self),
    comparison: Array.from(base.self),
    rewrites: [],
  };
}

export function addFunction(plant: Plant, name: string, file: string): number {
  return plant.functions.push({ name, file }) - 1;
}

function addNode(plant: Plant, parent: number, functionId: number, comparison: number): number {
  plant.functionId.push(functionId);
  plant.baseline.push(0);
  plant.comparison.push(comparison);
  return plant.parent.push(parent) - 1;
}

/** Makes a self, a total or a call dearer by this share of all cost, spread as its cost is spread already. */
export function grow(plant: Plant, hypothesis: { kind: HypothesisKind; id: number }, amount: number): void {
  const { base, comparison } = plant;
  const support = supportOf(base.index, hypothesis);
  let all = 0;
  forEachNode(base.index, support, (node) => (all += base.self[node]!));
  forEachNode(base.index, support, (node) => (comparison[node]! += (amount * base.self[node]!) / all));
}

/** A new call chain below the host's heaviest occurrences; what it costs, a copy of the donor's subtree costs. */
export function graft(
  plant: Plant,
  chain: readonly number[],
  at: { readonly hosts: readonly number[]; readonly donor: number },
  amount: number,
  ownShare: number,
): void {
  const { index, self, inclusive } = plant.base;
  const all = at.hosts.reduce((sum, host) => sum + inclusive[host]!, 0);
  for (const host of at.hosts) {
    const here = (amount * inclusive[host]!) / all;
    let tip = host;
    for (const [level, id] of chain.entries()) tip = addNode(plant, tip, id, level === 0 ? ownShare * here : 0);
    const copies = new Map<number, number>();
    for (let node = at.donor; node < index.subtreeEnd[at.donor]!; node++) {
      const below = copies.get(index.parent[node]!) ?? tip;
      const cost = ((1 - ownShare) * here * self[node]!) / inclusive[at.donor]!;
      copies.set(node, addNode(plant, below, index.functionId[node]!, cost));
    }
  }
}

/** Most of a function's self moves into a new function below it. */
export function extract(plant: Plant, id: number, into: number, part: number): void {
  const { base, comparison } = plant;
  forEachNode(base.index, supportOf(base.index, { kind: 'self', id }), (node) => {
    const moved = part * comparison[node]!;
    comparison[node]! -= moved;
    addNode(plant, node, into, moved);
  });
}

/** Frames of these functions no longer show: inlined. */
export function withoutFrames(functions: ReadonlySet<number>): Rewrite {
  return (stack) => stack.filter((id) => !functions.has(id));
}

/** Everything is as before under another name. */
export function renamed(from: number, to: number): Rewrite {
  return (stack) => stack.map((id) => (id === from ? to : id));
}

/** The caller's own caller now makes this call itself. */
export function lifted(caller: number, callee: number): Rewrite {
  return (stack) => stack.filter((id, at) => !(id === caller && stack[at + 1] === callee));
}

/** One function became two: they share out what it called. */
export function split(from: number, halves: readonly [number, number]): Rewrite {
  return (stack) => stack.map((id, at) => (id === from ? halves[(stack[at + 1] ?? 0) % 2]! : id));
}
