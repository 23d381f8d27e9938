import type { Block, CallTree, FunctionInfo, Side } from '../../../src/core/profile/call-tree.ts';

/** Cost per stack: "main;handle;work" → samples (CPU) or milliseconds (waits). */
export type Stacks = Readonly<Record<string, number>>;

export interface HandMadeBlock {
  readonly side: Side;
  readonly pod: string;
  readonly seconds?: number;
  readonly requests?: number;
  readonly stacks: Stacks;
  /** Waits that ended, per stack. */
  readonly events?: Stacks;
}

export const SAMPLE = 10_000_000;
export const MILLISECOND = 1_000_000;

/** A tree from folded stacks. Names with a slash, dot, colon or bracket belong to libraries, all others to the service. */
export function handMadeTree(blocks: readonly HandMadeBlock[], unit = SAMPLE): CallTree {
  const stacks = [...new Set(blocks.flatMap((block) => Object.keys(block.stacks)))];
  const paths = new Set<string>(['']);
  for (const stack of stacks) {
    const frames = stack.split(';');
    for (let length = 1; length <= frames.length; length++) paths.add(frames.slice(0, length).join(';'));
  }
  // A separator below every letter makes the order of paths a preorder.
  const order = [...paths].sort((a, b) => compare(a.replaceAll(';', '\u0001'), b.replaceAll(';', '\u0001')));
  const nodeOf = new Map(order.map((path, node) => [path, node]));
  const names = ['', ...new Set(order.slice(1).map(lastFrame).sort())];
  const idOf = new Map(names.map((name, id) => [name, id]));
  const size = order.length;
  const parent = Int32Array.from(order, (path, node) =>
    node === 0 ? -1 : nodeOf.get(path.includes(';') ? path.slice(0, path.lastIndexOf(';')) : '')!,
  );
  const subtreeEnd = Int32Array.from(order, (_, node) => node + 1);
  for (let node = size - 1; node > 0; node--) {
    const up = parent[node]!;
    subtreeEnd[up] = Math.max(subtreeEnd[up]!, subtreeEnd[node]!);
  }
  const columnOf = (of: Stacks, factor: number): Float32Array => {
    const column = new Float32Array(size);
    for (const [stack, amount] of Object.entries(of)) column[nodeOf.get(stack)!] = amount * factor;
    return column;
  };
  return {
    size,
    parent,
    subtreeEnd,
    functionId: Int32Array.from(order, (path, node) => (node === 0 ? 0 : idOf.get(lastFrame(path))!)),
    functions: names.map((name, id): FunctionInfo => {
      const file = id === 0 ? '' : `${name}.go`;
      return { name, canonicalName: name, file, line: id, lastLine: id + 9, own: id > 0 && !/[./:(]/.test(name) };
    }),
    blocks: blocks.map(({ side, pod, seconds = 60, requests, stacks: self, events }): Block => ({
      side,
      pod,
      seconds,
      ...(requests !== undefined && { requests }),
      self: columnOf(self, unit),
      ...(events !== undefined && { events: columnOf(events, 1) }),
    })),
    samplePeriod: unit === SAMPLE ? SAMPLE : 0,
  };
}

/** Four pods a side of the same stacks, each a little different, the same way every time. */
export function podsOf(baseline: Stacks, comparison: Stacks, options: { pods?: number; seed?: number } = {}) {
  const next = numbers(options.seed ?? 11);
  return (['baseline', 'comparison'] as const).flatMap((side) =>
    Array.from({ length: options.pods ?? 4 }, (_, at): HandMadeBlock => ({
      side,
      pod: `${side}-${at}`,
      stacks: noisy(side === 'baseline' ? baseline : comparison, next),
    })),
  );
}

/** Counts as sampling would give them: Poisson, by a sum of uniform numbers. */
export function noisy(stacks: Stacks, next: () => number): Stacks {
  return Object.fromEntries(
    Object.entries(stacks).map(([stack, mean]) => {
      let normal = -6;
      for (let i = 0; i < 12; i++) normal += next();
      return [stack, Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))];
    }),
  );
}

/** A repeatable stream of numbers in 0..1 (Lehmer). */
export function numbers(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function lastFrame(path: string): string {
  return path.slice(path.lastIndexOf(';') + 1);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
