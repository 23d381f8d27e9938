import { appendInt, createIntColumn } from '../profile/int-column.ts';
import { addPair, createPairIndex, findPair } from '../profile/pair-index.ts';
import type { FlameTree } from './picture.ts';

/** A tree being put together anew from the frames of another; frames of one function under one caller become one. */
export interface Regrouping {
  /**
   * The frame of a function under `above` (the root is 0), made when there is none. `asker` is the number of the old frame
   * that looks for its callee, `callee` that of the callee: as long as only one asks there is nothing to merge.
   */
  frameUnder(above: number, functionId: number, asker: number, callee: number): number;
  addCost(frame: number, baseline: number, comparison: number): void;
  /** The function of a frame made before. */
  functionOf(frame: number): number;
  /** Columns in preorder; siblings by function id wherever several old frames gave some. */
  finish(): Pick<FlameTree, 'parent' | 'subtreeEnd' | 'functionId' | 'baseline' | 'comparison'>;
}

/** Room for about `expected` frames; more are welcome. Time is linear in the frames, but for sorting merged siblings. */
export function regroupTree(rootFunction: number, expected: number): Regrouping {
  let room = Math.max(16, expected + 2);
  let functionId = new Int32Array(room);
  let baseline = new Float64Array(room);
  let comparison = new Float64Array(room);
  // 0 says "none": the root is nobody's child.
  let first = new Int32Array(room);
  let last = new Int32Array(room);
  let next = new Int32Array(room);
  /** The only old frame that asked for callees of a frame; MERGED once there were two. */
  let askerOf = new Int32Array(room);
  /** Of (caller, function), numbered; the frame of each in a column. */
  const known = createPairIndex();
  const frames = createIntColumn();
  let size = 1;
  functionId[0] = rootFunction;

  return { frameUnder, addCost, functionOf: (frame) => functionId[frame]!, finish };

  function frameUnder(above: number, wanted: number, asker: number, callee: number): number {
    if (askerOf[above] === asker) return addFrame(above, wanted, callee);
    if (askerOf[above] !== MERGED) {
      askerOf[above] = MERGED;
      for (let child = first[above]!; child !== 0; child = next[child]!) remember(above, functionId[child]!, child);
    }
    const found = findPair(known, above, wanted);
    if (found >= 0) return frames.items[found]!;
    const frame = addFrame(above, wanted, callee);
    remember(above, wanted, frame);
    return frame;
  }

  /** The pair must be new: its number is the place of its frame. */
  function remember(above: number, wanted: number, frame: number): void {
    addPair(known, above, wanted);
    appendInt(frames, frame);
  }

  function addFrame(above: number, wanted: number, callee: number): number {
    if (size === room) makeRoom();
    const frame = size++;
    functionId[frame] = wanted;
    askerOf[frame] = callee;
    if (first[above] === 0) first[above] = frame;
    else next[last[above]!] = frame;
    last[above] = frame;
    return frame;
  }

  function addCost(frame: number, baselineCost: number, comparisonCost: number): void {
    baseline[frame]! += baselineCost;
    comparison[frame]! += comparisonCost;
  }

  function makeRoom(): void {
    room *= 2;
    functionId = widened(functionId, new Int32Array(room));
    baseline = widened(baseline, new Float64Array(room));
    comparison = widened(comparison, new Float64Array(room));
    first = widened(first, new Int32Array(room));
    last = widened(last, new Int32Array(room));
    next = widened(next, new Int32Array(room));
    askerOf = widened(askerOf, new Int32Array(room));
  }

  function sortCallees(above: number): void {
    const callees: number[] = [];
    for (let child = first[above]!; child !== 0; child = next[child]!) callees.push(child);
    callees.sort((a, b) => functionId[a]! - functionId[b]!);
    first[above] = callees[0] ?? 0;
    for (const [i, child] of callees.entries()) next[child] = callees[i + 1] ?? 0;
  }

  function finish(): ReturnType<Regrouping['finish']> {
    const tree = {
      parent: new Int32Array(size),
      subtreeEnd: new Int32Array(size),
      functionId: new Int32Array(size),
      baseline: new Float64Array(size),
      comparison: new Float64Array(size),
    };
    /** Frames from the root to the last placed one; their places are the same as their parents' column. */
    const path: number[] = [];
    let place = 0;
    let above = -1;
    for (let frame = 0; ;) {
      tree.parent[place] = above;
      tree.functionId[place] = functionId[frame]!;
      tree.baseline[place] = baseline[frame]!;
      tree.comparison[place] = comparison[frame]!;
      if (askerOf[frame] === MERGED) sortCallees(frame);
      path.push(frame);
      above = place++;
      let following = first[frame]!;
      while (following === 0) {
        tree.subtreeEnd[above] = place;
        above = tree.parent[above]!;
        const done = path.pop()!;
        if (path.length === 0) return tree;
        following = next[done]!;
      }
      frame = following;
    }
  }
}

const MERGED = -2;

function widened<Column extends Int32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
