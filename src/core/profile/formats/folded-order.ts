import type { IntColumn } from '../int-column.ts';
import type { Frame } from '../profile.ts';

/** Functions in which threads begin; nothing of note has them as its leaf. */
const FIRST_FUNCTIONS = new Set([
  'runtime.goexit',
  'runtime.main',
  'runtime.mcall',
  'runtime.mstart',
  'runtime.systemstack',
  '_start',
  '__libc_start_main',
  'start_thread',
  'clone',
  'clone3',
  'java/lang/Thread.run',
  'java.lang.Thread.run',
  'Thread._bootstrap',
]);

/** Turns the stacks round, in place, where they were written leaf first, as fgprof does for Go. */
export function putRootsFirst(stackStart: IntColumn, stacks: IntColumn, frames: readonly Frame[]): void {
  if (!areLeafFirst(stackStart, stacks, frames)) return;
  for (let sample = 0; sample + 1 < stackStart.length; sample++)
    stacks.items.subarray(stackStart.items[sample], stackStart.items[sample + 1]).reverse();
}

/** Most stacks end where threads begin, and next to none begin there. Syscalls and recursion end a few so. */
function areLeafFirst(stackStart: IntColumn, stacks: IntColumn, frames: readonly Frame[]): boolean {
  const isFirst = Uint8Array.from(frames, ({ name }) => (FIRST_FUNCTIONS.has(name) ? 1 : 0));
  let rightWay = 0;
  let turned = 0;
  let deep = 0;
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    const begin = stackStart.items[sample]!;
    const end = stackStart.items[sample + 1]!;
    if (end - begin < 2) continue;
    deep++;
    rightWay += isFirst[stacks.items[begin]!]!;
    turned += isFirst[stacks.items[end - 1]!]!;
  }
  return turned * 2 > deep && rightWay * 10 < turned;
}
