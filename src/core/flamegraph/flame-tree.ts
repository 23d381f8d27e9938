import type { Block, CallTree, Side } from '../profile/call-tree.ts';
import type { FunctionPlaces } from './flame-panel.ts';
import type { FlameTree } from './picture.ts';

/**
 * The call tree as a panel needs it: blocks summed per side, in units of `unitNanoseconds` (the sample period for CPU,
 * the typical wait for off-CPU), so that the noise gates of the colours see counts. `scale` is the ratio of recorded
 * seconds; 0 when one side was not recorded at all, which a panel shows as "no baseline".
 */
export function flameTree(tree: CallTree, unitNanoseconds: number): FlameTree {
  if (!(unitNanoseconds > 0)) throw new RangeError(`flame tree: unit of ${unitNanoseconds} ns`);
  const baselineSeconds = secondsOf(tree.blocks, 'baseline');
  const comparisonSeconds = secondsOf(tree.blocks, 'comparison');
  return {
    parent: tree.parent,
    subtreeEnd: tree.subtreeEnd,
    functionId: tree.functionId,
    names: tree.functions.map((info) => info.name),
    own: Uint8Array.from(tree.functions, (info) => (info.own ? 1 : 0)),
    baseline: sumOf(tree, 'baseline', unitNanoseconds),
    comparison: sumOf(tree, 'comparison', unitNanoseconds),
    scale: baselineSeconds > 0 && comparisonSeconds > 0 ? comparisonSeconds / baselineSeconds : 0,
  };
}

/** Where the functions of a tree stand in the source. */
export function functionPlaces({ functions }: CallTree): FunctionPlaces {
  const numbers = new Map<string, number>();
  const fileOf = Int32Array.from(functions, ({ file }) => {
    if (file === '') return -1;
    const number = numbers.get(file) ?? numbers.size;
    numbers.set(file, number);
    return number;
  });
  return { files: [...numbers.keys()], fileOf, line: Int32Array.from(functions, ({ line }) => line) };
}

function secondsOf(blocks: readonly Block[], side: Side): number {
  return blocks.reduce((sum, block) => sum + (block.side === side ? block.seconds : 0), 0);
}

function sumOf(tree: CallTree, side: Side, unitNanoseconds: number): Float64Array {
  const sum = new Float64Array(tree.size);
  for (const { side: of, self } of tree.blocks) {
    if (of !== side) continue;
    for (let node = 0; node < sum.length; node++) sum[node]! += self[node]! / unitNanoseconds;
  }
  return sum;
}
