import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';
import { addPair, createPairIndex, type PairIndex } from '../pair-index.ts';
import { MalformedProfile } from '../profile.ts';
import { addSample, DEEPEST_STACK, type ProfileDraft } from './profile-draft.ts';

/**
 * Amounts by stack, for formats that name a stack a million times: it takes the room of the distinct stacks. A stack is a number;
 * 0 is the empty one, and every other one is its caller's stack and a frame.
 */
export interface StackTally {
  readonly draft: ProfileDraft;
  /** (caller's stack, frame) of each stack. */
  readonly stacks: PairIndex;
  readonly depths: IntColumn;
  /** Row-major, a row for each stack that was given an amount. */
  readonly amounts: number[];
  readonly rowOf: IntColumn;
}

export const EMPTY_STACK = 0;

export function createStackTally(draft: ProfileDraft): StackTally {
  const tally: StackTally = {
    draft,
    stacks: createPairIndex(),
    depths: createIntColumn(),
    amounts: [],
    rowOf: createIntColumn(),
  };
  addPair(tally.stacks, -1, -1);
  appendInt(tally.depths, 0);
  appendInt(tally.rowOf, -1);
  return tally;
}

/** The stack in which `caller` calls `frame`. */
export function stackCalling(tally: StackTally, caller: number, frame: number): number {
  const known = tally.stacks.size;
  const stack = addPair(tally.stacks, caller, frame);
  if (stack < known) return stack;
  const depth = tally.depths.items[caller]! + 1;
  if (depth > DEEPEST_STACK)
    throw new MalformedProfile(tally.draft.format, `a stack is deeper than ${DEEPEST_STACK} frames`);
  appendInt(tally.depths, depth);
  appendInt(tally.rowOf, -1);
  return stack;
}

/** Adds to one sample type of a stack. */
export function addAmount(tally: StackTally, stack: number, sampleType: number, amount: number): void {
  const width = tally.draft.sampleTypes.length;
  let row = tally.rowOf.items[stack]!;
  if (row < 0) {
    row = tally.amounts.length / width;
    tally.rowOf.items[stack] = row;
    for (let at = 0; at < width; at++) tally.amounts.push(0);
  }
  tally.amounts[row * width + sampleType]! += amount;
}

/** Gives the draft one sample for each stack with an amount. */
export function pourStacks(tally: StackTally, labels: readonly (readonly [key: string, text: string])[]): void {
  const { draft, stacks, depths, amounts, rowOf } = tally;
  const width = draft.sampleTypes.length;
  const path: number[] = [];
  for (let stack = 0; stack < stacks.size; stack++) {
    const row = rowOf.items[stack]!;
    if (row < 0) continue;
    const values = amounts.slice(row * width, (row + 1) * width);
    path.length = depths.items[stack]!;
    for (let at = stack, to = path.length - 1; to >= 0; to--) {
      path[to] = stacks.second[at]!;
      at = stacks.first[at]!;
    }
    addSample(draft, path, values, labels);
  }
}
