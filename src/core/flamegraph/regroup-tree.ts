import type { FlameTree } from './picture.ts';

/** A tree being put together anew from the frames of another; frames of one function under one caller are one. */
export interface Regrouping {
  /** The frame of that function under `parent`; made when there is none. The root is 0. */
  frameUnder(parent: number, functionId: number): number;
  addCost(frame: number, baseline: number, comparison: number): void;
  /** The function of a frame made before. */
  functionOf(frame: number): number;
  /** Columns in preorder, siblings by function id. */
  finish(): Pick<FlameTree, 'parent' | 'subtreeEnd' | 'functionId' | 'baseline' | 'comparison'>;
}

/** Room for about `expected` frames; more are welcome. Everything takes time linear in the frames and function ids. */
export function regroupTree(rootFunction: number, expected: number): Regrouping {
  let room = Math.max(16, expected + 1);
  let parent = new Int32Array(room);
  let functionId = new Int32Array(room);
  let baseline = new Float64Array(room);
  let comparison = new Float64Array(room);
  let slots = new Int32Array(slotsFor(room));
  let size = 1;
  parent[0] = -1;
  functionId[0] = rootFunction;

  return { frameUnder, addCost, functionOf: (frame) => functionId[frame]!, finish };

  function frameUnder(above: number, wanted: number): number {
    const mask = slots.length - 1;
    let slot = slotOf(above, wanted) & mask;
    for (let frame = slots[slot]!; frame !== 0; frame = slots[slot]!) {
      if (parent[frame] === above && functionId[frame] === wanted) return frame;
      slot = (slot + 1) & mask;
    }
    if (size === room) {
      makeRoom();
      return frameUnder(above, wanted);
    }
    parent[size] = above;
    functionId[size] = wanted;
    slots[slot] = size;
    return size++;
  }

  function addCost(frame: number, baselineCost: number, comparisonCost: number): void {
    baseline[frame]! += baselineCost;
    comparison[frame]! += comparisonCost;
  }

  function makeRoom(): void {
    room *= 2;
    parent = widened(parent, new Int32Array(room));
    functionId = widened(functionId, new Int32Array(room));
    baseline = widened(baseline, new Float64Array(room));
    comparison = widened(comparison, new Float64Array(room));
    slots = new Int32Array(slotsFor(room));
    const mask = slots.length - 1;
    for (let frame = 1; frame < size; frame++) {
      let slot = slotOf(parent[frame]!, functionId[frame]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = frame;
    }
  }

  function finish(): ReturnType<Regrouping['finish']> {
    const columns = { parent: parent.subarray(0, size), functionId: functionId.subarray(0, size) };
    const place = placesInPreorder(columns.parent, columns.functionId);
    const { rank, end } = place;
    const tree = {
      parent: new Int32Array(size),
      subtreeEnd: new Int32Array(size),
      functionId: new Int32Array(size),
      baseline: new Float64Array(size),
      comparison: new Float64Array(size),
    };
    for (let frame = 0; frame < size; frame++) {
      const node = rank[frame]!;
      tree.parent[node] = frame === 0 ? -1 : rank[parent[frame]!]!;
      tree.subtreeEnd[node] = end[frame]!;
      tree.functionId[node] = functionId[frame]!;
      tree.baseline[node] = baseline[frame]!;
      tree.comparison[node] = comparison[frame]!;
    }
    return tree;
  }
}

/** A power of two that stays at most half full. */
function slotsFor(room: number): number {
  return 2 ** Math.ceil(Math.log2(room * 2));
}

function slotOf(parent: number, functionId: number): number {
  const mixed = Math.imul(Math.imul(parent, 0x9e3779b1) ^ functionId, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function widened<Column extends Int32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Where frames (parents before children) stand in preorder with siblings by function id, and where their subtrees end. */
function placesInPreorder(parent: Int32Array, functionId: Int32Array): { rank: Int32Array; end: Int32Array } {
  const size = parent.length;
  const children = childrenByFunction(parent, functionId);
  // Subtree sizes first; the ends take their place.
  const end = new Int32Array(size).fill(1);
  for (let frame = size - 1; frame > 0; frame--) end[parent[frame]!]! += end[frame]!;
  const rank = new Int32Array(size);
  for (let frame = 0; frame < size; frame++) {
    let next = rank[frame]! + 1;
    for (let at = children.start[frame]!; at < children.start[frame + 1]!; at++) {
      const child = children.list[at]!;
      rank[child] = next;
      next += end[child]!;
    }
  }
  for (let frame = 0; frame < size; frame++) end[frame]! += rank[frame]!;
  return { rank, end };
}

/** Children of frame f, by function id: list[start[f]] … list[start[f + 1] − 1]. */
function childrenByFunction(parent: Int32Array, functionId: Int32Array): { start: Int32Array; list: Int32Array } {
  const size = parent.length;
  let functions = 0;
  for (let frame = 0; frame < size; frame++) functions = Math.max(functions, functionId[frame]! + 1);
  const byFunction = countingSort(functionId, functions, undefined).list;
  return countingSort(parent, size, byFunction);
}

/** Numbers 1.. of `keys` sorted by key, equal keys in the given order; start[k] says where those of key k begin. */
function countingSort(
  keys: Int32Array,
  distinct: number,
  order: Int32Array | undefined,
): { start: Int32Array; list: Int32Array } {
  const start = new Int32Array(distinct + 1);
  for (let i = 1; i < keys.length; i++) start[keys[i]! + 1]!++;
  for (let key = 0; key < distinct; key++) start[key + 1]! += start[key]!;
  const next = start.slice();
  const list = new Int32Array(keys.length - 1);
  for (let i = 0; i < list.length; i++) {
    const number = order === undefined ? i + 1 : order[i]!;
    list[next[keys[number]!]!++] = number;
  }
  return { start, list };
}
