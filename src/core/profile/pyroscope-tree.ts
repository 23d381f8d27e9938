/** The two forms in which Pyroscope hands out trees of function names. */
import { childrenOf, type NameTree } from './name-tree.ts';

export interface FlameLevels {
  readonly names: readonly string[];
  /**
   * Row by row four numbers for each box: the gap behind the box before it, total, self, name. A parent's own time lies at
   * its left, before its first child.
   */
  readonly levels: readonly Float64Array[];
  readonly total: number;
  readonly maxSelf: number;
}

export function flameLevels(tree: NameTree): FlameLevels {
  const { start, order } = childrenOf(tree);
  const names: string[] = [];
  const numbers = new Int32Array(tree.names.length).fill(-1);
  const levels: Float64Array[] = [];
  let maxSelf = 0;
  let row: readonly { readonly node: number; readonly begin: number }[] = [{ node: 0, begin: 0 }];
  while (row.length > 0) {
    const boxes = new Float64Array(row.length * 4);
    const below: { node: number; begin: number }[] = [];
    let end = 0;
    for (const [at, { node, begin }] of row.entries()) {
      const total = tree.total[node]!;
      const self = tree.self[node]!;
      const name = tree.name[node]!;
      if (numbers[name]! < 0) numbers[name] = names.push(tree.names[name]!) - 1;
      // The root has no time of its own there: what a stack without functions cost is no box.
      boxes.set([begin - end, total, node === 0 ? 0 : self, numbers[name]!], at * 4);
      end = begin + total;
      if (node > 0) maxSelf = Math.max(maxSelf, self);
      let left = begin + self;
      for (let child = start[node]!; child < start[node + 1]!; child++) {
        below.push({ node: order[child]!, begin: left });
        left += tree.total[order[child]!]!;
      }
    }
    levels.push(boxes);
    row = below;
  }
  return { names, levels, total: tree.total[0]!, maxSelf };
}

/** Depth first: length of the name, name, self, number of children. Nothing at all for an empty tree. */
export function treeBytes(tree: NameTree): Uint8Array {
  if (tree.parent.length === 1) return new Uint8Array();
  const { start, order } = childrenOf(tree);
  const encoder = new TextEncoder();
  const encoded = tree.names.map((name, at) => (at === 0 ? new Uint8Array() : encoder.encode(name)));
  let bytes = new Uint8Array(64 * 1024);
  let length = 0;
  const todo = [0];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    const name = encoded[tree.name[node]!]!;
    reserve(name.length + 30);
    put(name.length);
    bytes.set(name, length);
    length += name.length;
    put(node === 0 ? 0 : tree.self[node]!);
    put(start[node + 1]! - start[node]!);
    for (let child = start[node + 1]! - 1; child >= start[node]!; child--) todo.push(order[child]!);
  }
  return bytes.slice(0, length);

  function put(number: number): void {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[length++] = (rest % 128) | 0x80;
    bytes[length++] = rest;
  }

  function reserve(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  }
}
