import type { FlameGraph } from './flame-panel.ts';

/** More text than any tool for it opens; deep stacks repeat themselves in every line. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
/** Microseconds are whole numbers, as flamegraph.pl wants them, and exact enough. */
const NANOSECONDS_PER_UNIT = 1000;

/**
 * Both sides of a flame graph as folded text with two counts, `frame;frame baseline comparison`, in microseconds as they were
 * recorded: what difffolded.pl writes and flamegraph.pl and inferno-flamegraph draw. The sides recorded for different lengths of
 * time: `difffolded.pl -n` and inferno's own normalising level that out. Throws a RangeError when the text would be too long.
 * https://github.com/brendangregg/FlameGraph/blob/master/difffolded.pl
 */
export function foldDiff({ tree, unitNanoseconds }: Pick<FlameGraph, 'tree' | 'unitNanoseconds'>): string {
  const names = tree.names.map(asFrame);
  const count = (cost: number): number =>
    cost > 0 ? Math.max(1, Math.round((cost * unitNanoseconds) / NANOSECONDS_PER_UNIT)) : 0;
  const lines: string[] = [];
  let characters = 0;
  /** Stack of each node on the way down; the root is no frame. */
  const stacks: string[] = [''];
  const depth = new Int32Array(tree.parent.length);
  for (let node = 1; node < depth.length; node++) {
    const level = depth[tree.parent[node]!]! + 1;
    depth[node] = level;
    const above = stacks[level - 1]!;
    const stack = above === '' ? names[tree.functionId[node]!]! : `${above};${names[tree.functionId[node]!]!}`;
    stacks[level] = stack;
    const [before, after] = [count(tree.baseline[node]!), count(tree.comparison[node]!)];
    if (before === 0 && after === 0) continue;
    const line = `${stack} ${before} ${after}\n`;
    characters += line.length;
    if (characters > MOST_CHARACTERS)
      throw new RangeError(`the stacks as text are longer than ${MOST_CHARACTERS / 1024 / 1024} MB`);
    lines.push(line);
  }
  return lines.join('');
}

/** A frame that cannot be taken for two, nor for the end of its line. */
function asFrame(name: string): string {
  return name.toWellFormed().replaceAll(';', ':').replaceAll(/\s+/g, ' ').trim() || '(unnamed)';
}
