import type { Base } from './bases.ts';
import type { FunctionInfo } from '../../src/core/profile/call-tree.ts';
import { isOwnCode } from '../../src/core/profile/own-code.ts';
import { forEachNode, supportOf } from '../../src/core/ranking/support.ts';

/** Where a change of each kind may be planted so that one name, and only one, is right. */
export interface Candidates {
  readonly selfs: readonly number[];
  readonly helpers: readonly number[];
  /** Edges: one of several callers calls more. */
  readonly calls: readonly number[];
  /** Functions that may get a new callee. */
  readonly hosts: readonly number[];
  /** Nodes whose subtree a new function may cost. */
  readonly donors: readonly number[];
  /** Functions between root and leaves that may be inlined. */
  readonly middles: readonly number[];
  /** Functions that may be renamed, split or have their self extracted: any that can be told apart. */
  readonly any: readonly number[];
  /** Those of them whose growth is nobody else's too. */
  readonly clear: readonly number[];
  /** Calls that may move one level up. */
  readonly liftable: readonly number[];
  /** For a library function, the function of the service that makes most of its calls and is named for it. */
  readonly owner: ReadonlyMap<number, number>;
}

/** Part of a library function's cost from which its caller in the service is the right name too. */
const OWNER_SHARE = 0.6;

const found = new WeakMap<Base, Candidates>();

export function candidatesOf(base: Base): Candidates {
  const known = found.get(base) ?? findCandidates(base);
  found.set(base, known);
  return known;
}

function findCandidates(base: Base): Candidates {
  const { index, selfOf, totalOf, edgeShare, inclusive, files } = base;
  const { edge, total } = index.families;
  const ids = Array.from(index.functions.keys());
  const own = index.functions.map(({ name }, id) => isOwnCode({ name, file: files[id]! }));
  const mayBeNamed = nameable(base, own);
  const named = ids.filter((id) => mayBeNamed[id]);
  const callers = groupEdges(edge.callerOf, edge.functionOf, 'callee');
  const callees = groupEdges(edge.callerOf, edge.functionOf, 'caller');
  const occurrences = (id: number): number => total.start[id + 1]! - total.start[id]!;
  const edges = Array.from(edge.functionOf.keys()).filter((id) => edge.callerOf[id]! > 0);
  const nodesBelow = (id: number): number =>
    supportOf(index, { kind: 'total', id }).starts.reduce((sum, start) => sum + index.subtreeEnd[start]! - start, 0);
  /** Nearly all of it is one call, or nearly all of a caller is it: two names would be right. */
  const isTied = (id: number): boolean =>
    (callees.get(id) ?? []).some((at) => edgeShare[at]! > 0.85 * totalOf[id]!) ||
    (callers.get(id) ?? []).some((at) => edgeShare[at]! > 0.85 * Math.max(totalOf[id]!, totalOf[edge.callerOf[at]!]!));
  return {
    selfs: named.filter((id) => selfOf[id]! > 0.0005 && selfOf[id]! < 0.2),
    helpers: named.filter(
      (id) =>
        totalOf[id]! > 0.002 &&
        totalOf[id]! < 0.25 &&
        selfOf[id]! < 0.5 * totalOf[id]! &&
        (callers.get(id) ?? []).length >= 2 &&
        nodesBelow(id) >= 8 &&
        !isTied(id),
    ),
    calls: edges.filter((at) => {
      const caller = edge.callerOf[at]!;
      const callee = edge.functionOf[at]!;
      const share = edgeShare[at]!;
      return (
        mayBeNamed[caller] &&
        mayBeNamed[callee] &&
        share > 0.001 &&
        share > 0.1 * totalOf[callee]! &&
        share < 0.7 * totalOf[callee]! &&
        share < 0.8 * totalOf[caller]! &&
        totalOf[caller]! < 0.3 &&
        !isOneLeafs(base, at)
      );
    }),
    hosts: named.filter((id) => own[id] && totalOf[id]! > 0.005 && totalOf[id]! < 0.4 && selfOf[id]! > 0.0001),
    donors: Array.from(index.parent.keys()).filter((node) => {
      const size = index.subtreeEnd[node]! - node;
      return size >= 5 && size <= 200 && inclusive[node]! > 0.0003 && mayBeNamed[index.functionId[node]!];
    }),
    middles: named.filter(
      (id) => totalOf[id]! > 0.02 && totalOf[id]! < 0.6 && selfOf[id]! < 0.2 * totalOf[id]! && occurrences(id) < 40,
    ),
    any: named.filter((id) => nodesBelow(id) < 6000),
    clear: named.filter((id) => nodesBelow(id) < 6000 && !isTied(id)),
    liftable: edges.filter((at) => {
      const caller = edge.callerOf[at]!;
      return mayBeNamed[caller] && mayBeNamed[edge.functionOf[at]!] && edgeShare[at]! < 0.8 * totalOf[caller]!;
    }),
    owner: new Map(
      edges
        .filter((at) => {
          const callee = edge.functionOf[at]!;
          return own[edge.callerOf[at]!] && !own[callee] && edgeShare[at]! >= OWNER_SHARE * totalOf[callee]!;
        })
        .map((at) => [edge.functionOf[at]!, edge.callerOf[at]!]),
    ),
  };
}

/** Nearly all that this call costs is the self of one function deep below: then that one grew, and not the call. */
function isOneLeafs({ index, self, edgeShare }: Base, edge: number): boolean {
  const callee = index.families.edge.functionOf[edge]!;
  const selfs = new Map<number, number>();
  forEachNode(index, supportOf(index, { kind: 'edge', id: edge }), (node) => {
    const id = index.functionId[node]!;
    selfs.set(id, (selfs.get(id) ?? 0) + self[node]!);
  });
  return Array.from(selfs).some(([id, cost]) => id !== callee && cost > 0.85 * edgeShare[edge]!);
}

/**
 * A function that people could be told: below the entry of the program, no pseudo frame, its name its own, and shown in
 * the own view, so of the service or called by the service.
 */
function nameable({ index, inclusive, totalOf }: Base, own: readonly boolean[]): boolean[] {
  const { size, parent, functionId, depth, functions } = index;
  const bearers = new Map<string, number>();
  for (const { canonicalName } of functions) bearers.set(canonicalName, (bearers.get(canonicalName) ?? 0) + 1);
  const shown = new Float64Array(functions.length);
  const level = new Int32Array(functions.length).fill(size);
  for (let node = 1; node < size; node++) {
    const id = functionId[node]!;
    level[id] = Math.min(level[id]!, depth[node]!);
    if (own[id] || own[functionId[parent[node]!]!]) shown[id]! += inclusive[node]!;
  }
  return functions.map(
    ({ canonicalName }: FunctionInfo, id) =>
      level[id]! >= 3 &&
      !/^[([]|^0x|anonymous|^$/.test(canonicalName) &&
      bearers.get(canonicalName) === 1 &&
      shown[id]! >= 0.8 * totalOf[id]!,
  );
}

function groupEdges(caller: Int32Array, callee: Int32Array, by: 'caller' | 'callee'): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  caller.forEach((from, at) => {
    const to = callee[at]!;
    if (from === to) return;
    const key = by === 'caller' ? from : to;
    const group = groups.get(key) ?? [];
    group.push(at);
    groups.set(key, group);
  });
  return groups;
}
